//! Changing an object that exists: its YAML, and a machine's class.

use serde::{Deserialize, Serialize};

use super::{ClassOption, FieldError, Gauge, MachineRow};

/// What can be changed as YAML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Editable {
    /// A GuestCluster.
    Cluster,
    /// A VirtualMachine.
    Machine,
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedYaml {
    /// The YAML.
    pub yaml: String,
    /// The YAML as it was when it was opened, or when it was last told what others changed.
    pub base: String,
}

/// One object's YAML to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPage {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The YAML to change: as it stands, or as it was typed.
    pub yaml: String,
    /// See [`TypedYaml::base`].
    pub base: String,
    /// What is wrong with it, at line and column.
    pub errors: Vec<FieldError>,
    /// What others changed since it was opened.
    pub meanwhile: Vec<FieldChange>,
    /// What applying it would change.
    pub changes: Vec<FieldChange>,
    /// The API would take it: it was asked without changing anything.
    pub accepted: bool,
}

/// One field that has another value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its path: `spec.className`.
    pub path: String,
    /// What it was, none when it was not there.
    pub before: Option<String>,
    /// What it is, none when it goes.
    pub after: Option<String>,
}

/// What another class means for a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResizePlan {
    /// The machine.
    pub machine: MachineRow,
    /// The classes of its namespace, smallest first.
    pub classes: Vec<ClassOption>,
    /// The class that was chosen; its own when none was.
    pub class: String,
    /// CPU and memory of the namespace's quota: `used` after what becomes free, `asked` on top, `limit`.
    pub quota: Vec<Gauge>,
    /// Whether it runs, so that it takes its new size only when it is restarted.
    pub running: bool,
}
