//! What a page watches.

use serde::{Deserialize, Serialize};

use super::{Layer, ObjectPlace};

/// The objects whose changes a page wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// Guest clusters and virtual machines in the user's namespaces.
    Home,
    /// Guest clusters, in one namespace or in all that the user may see.
    Clusters {
        /// The namespace; none for all.
        namespace: Option<String>,
    },
    /// One guest cluster with every object in its tree, and their events.
    Cluster {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// Virtual machines, in one namespace or in all that the user may see.
    Machines {
        /// The namespace; none for all.
        namespace: Option<String>,
    },
    /// One virtual machine and its events.
    Machine {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// Quotas, what draws from them, and requests for more.
    Quota,
    /// One quota request.
    QuotaRequest {
        /// Its namespace.
        namespace: String,
    },
    /// Quota requests that wait for a decision.
    Approvals,
    /// Issued kubeconfigs.
    Access,
    /// Guest clusters, virtual machines and hosts of the whole fleet.
    Fleet,
    /// One object of any kind, and its events.
    Object(ObjectPlace),
    /// Events of the whole fleet.
    Events,
    /// What the tree of the whole fleet shows.
    FleetTree,
    /// Hosts and the machines on them.
    Hosts,
    /// Every kind of one layer.
    Layer(Layer),
}
