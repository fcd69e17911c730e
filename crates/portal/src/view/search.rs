//! What a search finds.

use serde::{Deserialize, Serialize};

/// One object whose name fits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SearchHit {
    /// A guest cluster.
    Cluster {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A virtual machine.
    Machine {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A hypervisor host.
    Host {
        /// Its name.
        name: String,
    },
    /// A namespace.
    Namespace {
        /// Its name.
        name: String,
    },
}

impl SearchHit {
    /// The object's name.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Cluster { name, .. }
            | Self::Machine { name, .. }
            | Self::Host { name }
            | Self::Namespace { name } => name,
        }
    }
}
