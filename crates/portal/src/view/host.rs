//! One hypervisor host, and its maintenance.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Condition, Event, HostCapacity, LayerRow, ObjectRef};

/// Everything about one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostPage {
    /// What it has and what was promised of it.
    pub capacity: HostCapacity,
    /// Why it is not ready, as one sentence; none when it is.
    pub cause: Option<String>,
    /// What runs the host, as it says itself.
    pub system: String,
    /// Its addresses.
    pub addresses: Vec<String>,
    /// When its Lease was renewed last.
    pub heartbeat: Option<DateTime<Utc>>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Its maintenance.
    pub maintenance: Maintenance,
    /// The machines on it, by namespace and name, at most [`HostPage::MACHINES`].
    pub machines: Vec<LayerRow>,
    /// Its newest events, newest first.
    pub events: Vec<Event>,
    /// Whether the reader may set it in maintenance.
    pub may_change: bool,
    /// `metadata.creationTimestamp` of its Node.
    pub created: Option<DateTime<Utc>>,
    /// The API path it comes from.
    pub api_path: String,
    /// The command that shows the same.
    pub kubectl: String,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl HostPage {
    /// Machines listed at most.
    pub const MACHINES: usize = 200;
}

/// What is asked of a host.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaintenanceWish {
    /// It works as usual.
    #[default]
    Work,
    /// It takes no new machines.
    Cordon,
    /// It takes none, and those that it has go elsewhere.
    Drain,
}

impl MaintenanceWish {
    /// The value in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            MaintenanceWish::Work => "work",
            MaintenanceWish::Cordon => "cordon",
            MaintenanceWish::Drain => "drain",
        }
    }

    /// The one whose [`MaintenanceWish::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<MaintenanceWish> {
        let all = [MaintenanceWish::Work, MaintenanceWish::Cordon, MaintenanceWish::Drain];
        all.into_iter().find(|wish| wish.as_str() == text)
    }
}

/// How machines leave a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leaving {
    /// The hypervisor moves them while they run.
    Moved,
    /// Machines of clusters are replaced by new ones elsewhere; others stay.
    Replaced,
    /// They cannot: the hypervisor places machines by itself.
    Never,
}

/// The maintenance of a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Maintenance {
    /// What is asked.
    pub wish: MaintenanceWish,
    /// Whether no machine is left on a host that is emptied.
    pub done: bool,
    /// Whether it cannot go on by itself.
    pub stuck: bool,
    /// How far it is, in the words of the host's controller; empty before it has said anything.
    pub message: String,
    /// Since when the host is in maintenance.
    pub since: Option<DateTime<Utc>>,
    /// How machines leave it.
    pub leaving: Leaving,
}

/// What maintenance of a host would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaintenancePreview {
    /// The host.
    pub name: String,
    /// What is asked of it now.
    pub wish: MaintenanceWish,
    /// How machines would leave it.
    pub leaving: Leaving,
    /// The machines on it, by namespace and name.
    pub machines: Vec<Affected>,
    /// The clusters that they belong to, by namespace and name.
    pub clusters: Vec<ObjectRef>,
    /// Other hosts that take machines, by name.
    pub hosts: Vec<HostCapacity>,
}

/// A machine on a host that would be emptied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    /// The machine.
    pub machine: LayerRow,
    /// What would become of it.
    pub fate: Fate,
}

/// What would become of a machine when its host is emptied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    /// It goes, or its successor is made, on this host, as far as one can tell today.
    To(String),
    /// No other host has room for it today.
    NoRoom,
    /// It stays: it belongs to no cluster and cannot be moved.
    Stays,
}
