//! One cluster.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{
    AccessTab, Blocker, Cause, ClusterRow, Condition, Count, Estimate, Event, ManagedYaml, ObjectDetail, Step, Story,
    TreeNode, Unit, Waiting,
};

/// The part of a cluster that a page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    /// Timeline, layers in short, pools, network.
    #[default]
    Overview,
    /// The whole tree, and one object of it.
    Topology,
    /// The events of every object in the tree.
    Events,
    /// The GuestCluster as YAML.
    Yaml,
    /// Issued kubeconfigs, and the form for one more.
    Access,
}

impl Tab {
    /// Every tab, in the order of the page.
    pub const ALL: [Tab; 5] = [Tab::Overview, Tab::Topology, Tab::Events, Tab::Yaml, Tab::Access];

    /// The value of the `tab` parameter in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Tab::Overview => "overview",
            Tab::Topology => "topology",
            Tab::Events => "events",
            Tab::Yaml => "yaml",
            Tab::Access => "access",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            Tab::Overview => t().label_overview(),
            Tab::Topology => t().word_topology(),
            Tab::Events => t().word_events(),
            Tab::Yaml => t().label_yaml(),
            Tab::Access => t().label_access(),
        }
    }

    /// The tab whose [`Tab::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Tab> {
        Tab::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// One cluster with one tab of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterPage {
    /// What a list shows of it.
    pub row: ClusterRow,
    /// Why it is in its state and who must act. Ready clusters have one too: "All 4 nodes are ready."
    pub cause: Cause,
    /// How much is done, 0 to 100; none where that means nothing.
    pub percent: Option<u8>,
    /// How long until Ready; none when it does not move or nothing is known.
    pub estimate: Option<Estimate>,
    /// The API path it comes from.
    pub api_path: String,
    /// The command that shows the same: `kubectl -n team-a get guestcluster demo -o yaml`.
    pub kubectl: String,
    /// What it waits for, when it waits for quota.
    pub quota: Option<Waiting>,
    /// Whether this user may ask for that.
    pub may_request_quota: bool,
    /// Whether this user may change it (scale, delete).
    pub may_change: bool,
    /// Its controllers are held still.
    pub paused: bool,
    /// Whether it is locked against deletion.
    pub locked: bool,
    /// Whether a kubeconfig can be issued to this user now.
    pub kubeconfig_ready: bool,
    /// When this was read.
    pub read_at: DateTime<Utc>,
    /// The tab.
    pub content: Content,
}

/// What a tab shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Content {
    /// See [`Tab::Overview`].
    Overview(Box<Overview>),
    /// See [`Tab::Topology`].
    Topology {
        /// The GuestCluster with all that stands under it.
        tree: TreeNode,
        /// The object asked for, when there is such a one in the tree.
        selected: Option<Box<ObjectDetail>>,
    },
    /// See [`Tab::Events`]; newest first, at most 200.
    Events(Vec<Event>),
    /// See [`Tab::Yaml`]; with who set which line.
    Yaml(ManagedYaml),
    /// See [`Tab::Access`].
    Access(AccessTab),
}

/// The first tab of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// What the timeline is about.
    pub story: Story,
    /// Its steps, in order.
    pub timeline: Vec<Step>,
    /// While it is being deleted: what each finalizer still waits for, those that need somebody first.
    pub blockers: Vec<Blocker>,
    /// The whole tree; the page shortens it.
    pub tree: TreeNode,
    /// The control plane; its name is "Control plane".
    pub control_plane: Pool,
    /// The node pools.
    pub pools: Vec<Pool>,
    /// Addresses.
    pub network: Network,
    /// The GuestCluster's conditions.
    pub conditions: Vec<Condition>,
}

/// Nodes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    /// The pool's name.
    pub name: String,
    /// Nodes ready and asked for.
    pub nodes: Count,
    /// The VirtualMachineClass.
    pub class: String,
    /// What one machine has, such as `(MilliCpu, 4000)` and `(Byte, 8589934592)`; empty when the class is gone.
    pub size: Vec<(Unit, u64)>,
    /// The StorageClass of its disks.
    pub storage_class: String,
}

/// Addresses of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// `host:port` of the Kubernetes API; none before there is one.
    pub endpoint: Option<String>,
    /// CIDR blocks of pods.
    pub pods: Vec<String>,
    /// CIDR blocks of services.
    pub services: Vec<String>,
    /// The DNS domain of services.
    pub service_domain: String,
    /// The network plug-in.
    pub cni: String,
}
