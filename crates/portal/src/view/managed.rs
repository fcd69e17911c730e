//! An object as YAML, with who set which line.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An object as YAML, line by line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedYaml {
    /// The lines; secret values are replaced.
    pub lines: Vec<ManagedLine>,
    /// Who set fields, in the order of `metadata.managedFields`.
    pub managers: Vec<Manager>,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedLine {
    /// Its text.
    pub text: String,
    /// Who set what stands in it, as numbers of [`ManagedYaml::managers`]; none for what the API itself sets.
    pub managers: Vec<usize>,
}

/// Somebody who set fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manager {
    /// The name that it gave itself.
    pub name: String,
    /// Whether it applies (server-side) what it owns; else it wrote single changes.
    pub applies: bool,
    /// The subresource that it wrote through: `status`.
    pub subresource: Option<String>,
    /// When it changed what it set last.
    pub time: Option<DateTime<Utc>>,
}

impl ManagedYaml {
    /// The whole text.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
    }
}
