//! The fleet in numbers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ClusterRow, Gauge, Layer, State, StateCounts};

/// The fleet in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fleet {
    /// All guest clusters by state.
    pub clusters: StateCounts,
    /// All virtual machines by state.
    pub machines: StateCounts,
    /// All hosts by state.
    pub hosts_by_state: StateCounts,
    /// CPU and memory of all hosts together: promised to machines, and there.
    pub capacity: Vec<Gauge>,
    /// The hosts, sorted by name; at most 200.
    pub hosts: Vec<HostCapacity>,
    /// The layers from the top down.
    pub layers: Vec<LayerSummary>,
    /// Clusters that are waiting, blocked or failed, the worst first; at most 10.
    pub attention: Vec<ClusterRow>,
    /// Namespaces with clusters or machines, the largest first; at most 20.
    pub namespaces: Vec<NamespaceSummary>,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

/// One hypervisor host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostCapacity {
    /// The Node's name.
    pub name: String,
    /// Ready, or what keeps it from being.
    pub state: State,
    /// Whether no new machines are placed on it.
    pub cordoned: bool,
    /// Whether the hypervisor is simulated; pages say so.
    pub simulated: bool,
    /// Virtual machines on it.
    pub machines: u32,
    /// CPU and memory: promised to machines, and there.
    pub gauges: Vec<Gauge>,
}

/// One layer in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerSummary {
    /// The layer.
    pub layer: Layer,
    /// Its kinds, in the order in which they make each other.
    pub kinds: Vec<KindCount>,
}

/// One kind in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind.
    pub kind: String,
    /// By state.
    pub counts: StateCounts,
}

/// One namespace in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceSummary {
    /// Its name.
    pub name: String,
    /// Clusters in it, by state.
    pub clusters: StateCounts,
    /// Virtual machines in it.
    pub machines: u64,
}
