//! A change to a cluster, before it is made.

use serde::{Deserialize, Serialize};

use super::{ClusterRow, FieldError, Plan};

/// What is to be changed, as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClusterChange {
    /// The number of nodes of a pool.
    Scale {
        /// The pool.
        pool: String,
        /// `nodes`
        nodes: String,
    },
    /// The version of Kubernetes; the newest that may follow when it is empty.
    Upgrade {
        /// `version`
        version: String,
    },
}

/// A change with all that would come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePreview {
    /// The cluster.
    pub row: ClusterRow,
    /// What is to be changed, as typed; filled in where nothing was.
    pub change: ClusterChange,
    /// The versions that may follow the one that runs, newest first; empty when there is none.
    pub versions: Vec<String>,
    /// What is wrong with what was typed.
    pub errors: Vec<FieldError>,
    /// What it would take and do; none while what was typed cannot be read.
    pub plan: Option<Plan>,
}
