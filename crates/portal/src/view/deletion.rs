//! What goes when a cluster is deleted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Actor, ClusterRow, Gauge, ObjectRef};

/// What keeps one object that is being deleted from going: one of its finalizers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// The object.
    pub object: ObjectRef,
    /// The finalizer.
    pub finalizer: String,
    /// What is awaited, in one sentence.
    pub sentence: String,
    /// Who must act.
    pub actor: Actor,
    /// When the object's deletion began.
    pub since: Option<DateTime<Utc>>,
}

/// Everything that a deletion takes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionPreview {
    /// The cluster.
    pub cluster: ClusterRow,
    /// What goes, from the top layer down.
    pub going: Vec<Going>,
    /// What becomes free: CPU, memory, storage in `used`.
    pub freed: Vec<Gauge>,
    /// Issued kubeconfigs that stop working and have not expired.
    pub kubeconfigs: u32,
    /// Whether the cluster is locked, so that it cannot be deleted at all.
    pub locked: bool,
    /// What would hold the deletion up, one sentence each; empty when nothing does.
    pub blockers: Vec<String>,
}

/// Objects of one kind that go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Going {
    /// The kind.
    pub kind: String,
    /// All their names, sorted.
    pub names: Vec<String>,
}
