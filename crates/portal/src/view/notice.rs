//! What a user is told without asking.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{RequestPhase, State};

/// One thing that happened, or that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// When it came to be so.
    pub at: DateTime<Utc>,
    /// What it is.
    pub what: News,
    /// The namespace of what it is about.
    pub namespace: String,
    /// The name of what it is about.
    pub name: String,
}

/// What a [`Notice`] is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum News {
    /// A request of the user was decided, or is over.
    Decided {
        /// How.
        phase: RequestPhase,
        /// By whom; empty where nobody did.
        by: String,
        /// Why.
        comment: Option<String>,
    },
    /// A request of somebody waits for the user's decision.
    ToDecide {
        /// Who asks.
        by: String,
    },
    /// What a request of the user granted is about to be taken back.
    GrantEnds {
        /// When.
        at: DateTime<Utc>,
    },
    /// A kubeconfig of the user is about to stop working; the name is the cluster's.
    AccessEnds {
        /// When.
        at: DateTime<Utc>,
    },
    /// A cluster that the user asked for came into this state.
    Cluster {
        /// Ready, waiting, blocked or failed.
        state: State,
        /// Why; none when it is ready.
        sentence: Option<String>,
    },
}

/// Everything of `/notifications`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The newest first; at most 100.
    pub all: Vec<Notice>,
}

impl Notices {
    /// How many are newer than what was seen.
    #[must_use]
    pub fn unseen(&self, seen: Option<DateTime<Utc>>) -> u64 {
        self.all.iter().filter(|notice| seen.is_none_or(|seen| notice.at > seen)).count() as u64
    }
}
