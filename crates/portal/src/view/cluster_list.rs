//! The list of clusters.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, Count, State, StateCounts};

/// One cluster in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterRow {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: State,
    /// Why, when it is not Ready.
    pub cause: Option<Cause>,
    /// The Kubernetes version that was resolved, or the asked one before that: `v1.37.2`.
    pub version: String,
    /// Control plane nodes.
    pub control_plane: Count,
    /// Worker nodes of all pools.
    pub workers: Count,
    /// Created at.
    pub created: DateTime<Utc>,
    /// The user who asked for it, where that is recorded.
    pub created_by: Option<String>,
}

/// What a list of clusters is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClusterSort {
    /// By state, the one that needs attention first; then by name.
    State,
    /// By name, then namespace.
    #[default]
    Name,
    /// By namespace, then name.
    Namespace,
    /// By version.
    Version,
    /// By number of worker nodes asked for.
    Workers,
    /// By creation.
    Age,
}

/// Which clusters of those that the user may see, in which order, which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterFilter {
    /// Only this namespace.
    pub namespace: Option<String>,
    /// Only this state.
    pub state: Option<State>,
    /// Only names that contain this, in any case.
    pub text: Option<String>,
    /// The order.
    pub sort: ClusterSort,
    /// Largest, newest or last first.
    pub descending: bool,
    /// The page, from 1; 0 is taken as 1, one beyond the end as the last.
    pub page: u32,
}

/// One page of clusters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterList {
    /// The rows of this page, at most [`ClusterList::PAGE`].
    pub rows: Vec<ClusterRow>,
    /// How many match the filter.
    pub total: u64,
    /// How many match the filter without its `state`, by state.
    pub counts: StateCounts,
    /// The namespaces that the user may see, sorted.
    pub namespaces: Vec<String>,
    /// The page shown, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl ClusterList {
    /// Rows on one page.
    pub const PAGE: usize = 100;
}
