//! The first page: what is mine, how it is doing, what needs me.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ClusterRow, Gauge, StateCounts};

/// The first page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Clusters in the user's namespaces, by state.
    pub clusters: StateCounts,
    /// Virtual machines in the user's namespaces, by state.
    pub machines: StateCounts,
    /// Clusters that wait for the user, or are blocked or failed; the one that needs attention most first; at most 10.
    pub attention: Vec<ClusterRow>,
    /// The newest clusters; at most 8.
    pub recent: Vec<ClusterRow>,
    /// The namespaces that the user may use, sorted by name; at most 50. Those that the system keeps for itself are left
    /// out while nothing is in them.
    pub namespaces: Vec<NamespaceUse>,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

/// A namespace with what is used of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceUse {
    /// Its name.
    pub name: String,
    /// Clusters in it.
    pub clusters: u64,
    /// Virtual machines in it.
    pub machines: u64,
    /// CPU, memory and storage used by its machines, against its quota where it has one.
    pub gauges: Vec<Gauge>,
}
