//! What may be asked for: machine classes, images, releases, storage.

use serde::{Deserialize, Serialize};
use texts::t;

use super::State;

/// One part of the catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CatalogPart {
    /// Sizes of machines.
    Classes,
    /// What machines boot from.
    Images,
    /// Kubernetes releases.
    Releases,
    /// Storage classes.
    Storage,
}

impl CatalogPart {
    /// Every part.
    pub const ALL: [CatalogPart; 4] =
        [CatalogPart::Classes, CatalogPart::Images, CatalogPart::Releases, CatalogPart::Storage];

    /// The last segment of its page's path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CatalogPart::Classes => "classes",
            CatalogPart::Images => "images",
            CatalogPart::Releases => "releases",
            CatalogPart::Storage => "storage",
        }
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            CatalogPart::Classes => t().label_machine_classes(),
            CatalogPart::Images => t().label_images(),
            CatalogPart::Releases => t().label_releases(),
            CatalogPart::Storage => t().label_storage_classes(),
        }
    }

    /// The part whose [`CatalogPart::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<CatalogPart> {
        CatalogPart::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

/// One part with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogPage {
    /// Which.
    pub part: CatalogPart,
    /// Sorted by name, releases the newest first.
    pub entries: Vec<CatalogEntry>,
    /// Namespaces that a class can be offered to; empty for other parts.
    pub namespaces: Vec<String>,
}

/// One thing that may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogEntry {
    /// Its name.
    pub name: String,
    /// How it is doing; none where nothing can be wrong with it.
    pub state: Option<(State, String)>,
    /// What it is, as pairs of a name and a value.
    pub facts: Vec<(String, String)>,
    /// Who uses it, in words: `3 machines`.
    pub used_by: Vec<String>,
    /// Namespaces that have it; empty when everybody has.
    pub namespaces: Vec<String>,
    /// The object as YAML; of a class that of its model.
    pub yaml: String,
    /// As a form, where there is one.
    pub form: Option<ClassForm>,
}

/// A machine class as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassForm {
    /// Its name.
    pub name: String,
    /// Virtual processors.
    pub cpus: String,
    /// Memory with its unit.
    pub memory: String,
    /// What it is.
    pub description: String,
    /// Namespaces that may choose it.
    pub namespaces: Vec<String>,
}
