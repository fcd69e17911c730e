//! The list of virtual machines.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{Cause, State, StateCounts};

/// Whether a machine runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Power {
    /// It runs.
    On,
    /// It does not run and keeps its disks and its host.
    Off,
    /// It is kept in memory and does not run.
    Suspended,
    /// The hypervisor has not told yet.
    #[default]
    Unknown,
}

impl Power {
    /// The word that people read.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Power::On => t().label_power_on(),
            Power::Off => t().label_power_off(),
            Power::Suspended => t().label_power_suspended(),
            Power::Unknown => t().word_not_known(),
        }
    }
}

/// One virtual machine in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineRow {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Its state.
    pub state: State,
    /// Why, when it is not Ready.
    pub cause: Option<Cause>,
    /// Its power as the hypervisor told last.
    pub power: Power,
    /// Its VirtualMachineClass; may be empty.
    pub class: String,
    /// Its first address.
    pub address: Option<String>,
    /// The host that it runs on.
    pub host: Option<String>,
    /// The cluster whose controllers made it; such a machine is changed by changing the cluster.
    pub cluster: Option<String>,
    /// Created at.
    pub created: DateTime<Utc>,
    /// The user who asked for it, where that is recorded.
    pub created_by: Option<String>,
}

/// Which machines of whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MachineOwner {
    /// Those that somebody asked for by themselves.
    #[default]
    People,
    /// Those that a cluster's controllers made.
    Clusters,
    /// Both.
    All,
}

impl MachineOwner {
    /// Each of them, in the order of the page.
    pub const ALL: [MachineOwner; 3] = [MachineOwner::People, MachineOwner::Clusters, MachineOwner::All];

    /// The value of the `of` parameter in URLs; empty for the default.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MachineOwner::People => "",
            MachineOwner::Clusters => "clusters",
            MachineOwner::All => "all",
        }
    }

    /// What the page calls it.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            MachineOwner::People => t().label_machines_alone(),
            MachineOwner::Clusters => t().label_machines_of_clusters(),
            MachineOwner::All => t().label_machines_all(),
        }
    }
}

/// What a list of machines is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MachineSort {
    /// By state, the one that needs attention first; then by name.
    State,
    /// By name, then namespace.
    #[default]
    Name,
    /// By namespace, then name.
    Namespace,
    /// By class.
    Class,
    /// By host.
    Host,
    /// By creation.
    Age,
}

/// Which machines of those that the user may see, in which order, which page of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineFilter {
    /// Whose.
    pub owner: MachineOwner,
    /// Only this namespace.
    pub namespace: Option<String>,
    /// Only this state.
    pub state: Option<State>,
    /// Only this class.
    pub class: Option<String>,
    /// Only names, addresses, hosts and clusters that contain this, in any case.
    pub text: Option<String>,
    /// The order.
    pub sort: MachineSort,
    /// Largest, newest or last first.
    pub descending: bool,
    /// The page, from 1; 0 is taken as 1, one beyond the end as the last.
    pub page: u32,
}

/// One page of machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineList {
    /// The rows of this page, at most [`MachineList::PAGE`].
    pub rows: Vec<MachineRow>,
    /// How many match the filter.
    pub total: u64,
    /// How many match the filter without its `state`, by state.
    pub counts: StateCounts,
    /// How many match the filter without `owner` and `state`: standing alone, of clusters.
    pub owners: [u64; 2],
    /// The namespaces that the user may see, sorted.
    pub namespaces: Vec<String>,
    /// The classes of machines that the user may see, sorted.
    pub classes: Vec<String>,
    /// The page shown, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl MachineList {
    /// Rows on one page.
    pub const PAGE: usize = 100;
}
