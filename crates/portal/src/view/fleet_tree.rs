//! The tree of the whole fleet: namespaces, their clusters, and all that is below an open one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ObjectRef, State, StateCounts, TreeNode};

/// Which part of the tree is to be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeFilter {
    /// Only this namespace.
    pub namespace: Option<String>,
    /// Only clusters and machines in this state.
    pub state: Option<State>,
    /// Only clusters with a machine on this host, and the machines on it.
    pub host: Option<String>,
    /// Only names of clusters and machines that contain this, in any case.
    pub text: Option<String>,
    /// What is open: namespaces, and clusters as `namespace/name`.
    pub open: Vec<String>,
    /// The page, from 1; 0 is taken as 1, one beyond the end as the last.
    pub page: u32,
}

impl TreeFilter {
    /// Whether it leaves out anything but by namespace.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.state.is_some() || self.host.is_some() || self.text.is_some()
    }
}

/// One page of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FleetTree {
    /// Namespaces with something in them that matches, by name; at most [`FleetTree::PAGE`].
    pub branches: Vec<NamespaceBranch>,
    /// How many namespaces match.
    pub total: u64,
    /// Clusters that match the filter without its `state`, by state.
    pub counts: StateCounts,
    /// Namespaces to choose from, sorted.
    pub namespaces: Vec<String>,
    /// Hosts to choose from, sorted.
    pub hosts: Vec<String>,
    /// The page shown, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl FleetTree {
    /// Namespaces on one page.
    pub const PAGE: usize = 50;
    /// Clusters, and machines outside of clusters, of one open namespace.
    pub const BRANCHES: usize = 100;
    /// Clusters that are open at once.
    pub const OPEN: usize = 10;
}

/// One namespace of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamespaceBranch {
    /// Its name.
    pub name: String,
    /// Its clusters that match, by state.
    pub clusters: StateCounts,
    /// Its virtual machines that match, those of clusters included.
    pub machines: u32,
    /// Whether its content is shown.
    pub open: bool,
    /// When open: its clusters, at most [`FleetTree::BRANCHES`].
    pub children: Vec<ClusterBranch>,
    /// When open: virtual machines that belong to no cluster, each with its host.
    pub alone: Vec<TreeNode>,
    /// When open: how many more there are than are shown.
    pub more: u32,
}

/// One cluster of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterBranch {
    /// The GuestCluster; for clusters that were made without one, the Cluster.
    pub object: ObjectRef,
    /// Its state.
    pub state: State,
    /// A few words beside the state; may be empty.
    pub note: String,
    /// The hosts that its machines are on, sorted.
    pub hosts: Vec<String>,
    /// Everything below it, when it is open.
    pub below: Option<Vec<TreeNode>>,
}
