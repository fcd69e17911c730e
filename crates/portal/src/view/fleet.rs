//! The fleet in numbers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ClusterRow, ControllerRow, Gauge, Layer, NamespaceRow, ObjectRef, State, StateCounts};

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
    /// What else is blocked, failed or waiting and belongs to no cluster, the worst first; at most 10.
    pub problems: Vec<Problem>,
    /// Quota requests that wait for a decision.
    pub pending: u64,
    /// The last decisions about quota requests, the newest first; at most 5.
    pub decisions: Vec<Decision>,
    /// Controllers with objects that they cannot bring to what is asked, as far as this server runs them.
    pub failing: Vec<ControllerRow>,
    /// Namespaces with clusters or machines, the largest first; at most 20.
    pub namespaces: Vec<NamespaceRow>,
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

/// Something beside the clusters that an administrator has to look at: a host that is not ready, an image that cannot be
/// used, a machine of its own that is stuck.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// What it is.
    pub object: ObjectRef,
    /// Its state.
    pub state: State,
    /// Why, in one sentence.
    pub sentence: String,
}

/// A quota request that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// `Approved`, `PartiallyApproved`, `AutoApproved`, `Denied`, `Expired`.
    pub phase: String,
    /// Who decided; empty when a policy did.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}
