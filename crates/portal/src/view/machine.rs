//! One virtual machine.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{Cause, Condition, Event, Gauge, MachineRow, ManagedYaml, Power, Step, TreeNode};

/// The part of a machine that a page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MachineTab {
    /// How it came up, what it is, what can be done with it.
    #[default]
    Overview,
    /// The chain from what made it down to its host.
    Topology,
    /// Its events.
    Events,
    /// The VirtualMachine as YAML.
    Yaml,
}

impl MachineTab {
    /// Every tab, in the order of the page.
    pub const ALL: [MachineTab; 4] = [MachineTab::Overview, MachineTab::Topology, MachineTab::Events, MachineTab::Yaml];

    /// The value of the `tab` parameter in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MachineTab::Overview => "overview",
            MachineTab::Topology => "topology",
            MachineTab::Events => "events",
            MachineTab::Yaml => "yaml",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            MachineTab::Overview => t().label_overview(),
            MachineTab::Topology => t().word_topology(),
            MachineTab::Events => t().word_events(),
            MachineTab::Yaml => t().label_yaml(),
        }
    }

    /// The tab whose [`MachineTab::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<MachineTab> {
        MachineTab::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// One machine with one tab of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachinePage {
    /// What a list shows of it.
    pub row: MachineRow,
    /// Why it is in its state and who must act. Ready machines have one too.
    pub cause: Cause,
    /// The GuestCluster whose machine it is, when it is there and this user may see it.
    pub guest_cluster: Option<String>,
    /// The API path it comes from.
    pub api_path: String,
    /// The command that shows the same.
    pub kubectl: String,
    /// Whether this user may change it. Of a cluster's machine it says nothing: that is changed by its cluster.
    pub may_change: bool,
    /// Whether this user may delete it.
    pub may_delete: bool,
    /// The power that is asked for.
    pub wanted: Power,
    /// When this was read.
    pub read_at: DateTime<Utc>,
    /// The tab.
    pub content: MachineContent,
}

/// What a tab shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MachineContent {
    /// See [`MachineTab::Overview`].
    Overview(Box<MachineOverview>),
    /// See [`MachineTab::Topology`].
    Topology(TreeNode),
    /// See [`MachineTab::Events`]; newest first, at most 200.
    Events(Vec<Event>),
    /// See [`MachineTab::Yaml`]; with who set which line.
    Yaml(ManagedYaml),
}

/// The first tab of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineOverview {
    /// The gates that it passed, in order.
    pub timeline: Vec<Step>,
    /// What it has, or what its class says before it was made: CPU, memory, storage in `used`.
    pub size: Vec<Gauge>,
    /// Its disks, the first one first.
    pub disks: Vec<Disk>,
    /// The image that its first disk was copied from; may be empty.
    pub image: String,
    /// The StorageClass of its disks; may be empty.
    pub storage_class: String,
    /// All its addresses.
    pub addresses: Vec<String>,
    /// The Secret with its user data.
    pub user_data: Option<String>,
    /// When it was restarted last.
    pub restarted: Option<DateTime<Utc>>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
}

/// One disk of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    /// Its name.
    pub name: String,
    /// The claim that it is; none for the disk of the image.
    pub claim: Option<String>,
    /// Bytes; none while it is not known.
    pub size: Option<u64>,
}

/// What is done to a machine's power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PowerAction {
    /// Start it.
    On,
    /// Ask its system to stop, and cut the power when it does not.
    Off,
    /// Cut the power.
    Cut,
    /// Stop and start it.
    Restart,
}

impl PowerAction {
    /// Each of them.
    pub const ALL: [PowerAction; 4] = [PowerAction::On, PowerAction::Off, PowerAction::Cut, PowerAction::Restart];

    /// The value of the form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PowerAction::On => "on",
            PowerAction::Off => "off",
            PowerAction::Cut => "cut",
            PowerAction::Restart => "restart",
        }
    }

    /// The action whose [`PowerAction::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<PowerAction> {
        PowerAction::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// What goes when a machine is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineDeletion {
    /// The machine.
    pub machine: MachineRow,
    /// What goes with it, as kind and name, the machine first.
    pub going: Vec<(String, String)>,
    /// What stays although the machine used it, as kind and name.
    pub staying: Vec<(String, String)>,
    /// What becomes free: CPU, memory, storage in `used`.
    pub freed: Vec<Gauge>,
    /// What would hold the deletion up, one sentence each; empty when nothing does.
    pub blockers: Vec<String>,
}
