//! One object of any kind, whole.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

use super::{Cause, Condition, Event, ObjectRef, State};

/// The part of an object that a page shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectTab {
    /// Conditions, what stands above and below, finalizers.
    #[default]
    Overview,
    /// Its events.
    Events,
    /// The object as YAML.
    Yaml,
    /// The object as it was, and what changed.
    History,
    /// Who may do what with it.
    Access,
}

impl ObjectTab {
    /// Every tab, in the order of the page.
    pub const ALL: [ObjectTab; 5] =
        [ObjectTab::Overview, ObjectTab::Events, ObjectTab::Yaml, ObjectTab::History, ObjectTab::Access];

    /// The value of the `tab` parameter in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ObjectTab::Overview => "overview",
            ObjectTab::Events => "events",
            ObjectTab::Yaml => "yaml",
            ObjectTab::History => "history",
            ObjectTab::Access => "access",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub fn title(self) -> String {
        match self {
            ObjectTab::Overview => t().label_overview(),
            ObjectTab::Events => t().word_events(),
            ObjectTab::Yaml => t().label_yaml(),
            ObjectTab::History => t().word_history(),
            ObjectTab::Access => t().label_access(),
        }
    }

    /// The tab whose [`ObjectTab::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<ObjectTab> {
        ObjectTab::ALL.into_iter().find(|tab| tab.as_str() == text)
    }
}

/// Where an object is served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectPlace {
    /// API group; empty for core.
    pub group: String,
    /// Version.
    pub version: String,
    /// Plural in the API's URLs.
    pub plural: String,
    /// None for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
}

/// What a page about an object asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectQuestion {
    /// The tab.
    pub tab: ObjectTab,
    /// On the YAML tab: with `managedFields`.
    pub managed_fields: bool,
    /// On the History tab: which moment, as typed.
    pub at: Option<String>,
    /// On the History tab: from which moment on the difference is shown, as typed.
    pub from: Option<String>,
    /// On the History tab: until which moment; now when only `from` is given.
    pub to: Option<String>,
}

/// One object with one tab of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectPage {
    /// Its name.
    pub object: ObjectRef,
    /// Where it is served.
    pub place: ObjectPlace,
    /// Its state; of an object that is gone the last one.
    pub state: State,
    /// A few words beside the state; may be empty.
    pub note: String,
    /// Why it is in this state; none when it is as it should be.
    pub cause: Option<Cause>,
    /// `metadata.creationTimestamp`.
    pub created: Option<DateTime<Utc>>,
    /// When it was last there, for an object that is gone: only its history is shown.
    pub gone: Option<DateTime<Utc>>,
    /// The guest cluster that it belongs to, in the same namespace.
    pub cluster: Option<String>,
    /// The host that it runs on.
    pub host: Option<String>,
    /// What the tab shows.
    pub content: ObjectContent,
    /// The API path it comes from.
    pub api_path: String,
    /// The command that shows the same.
    pub kubectl: String,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

/// What a tab of an object shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ObjectContent {
    /// [`ObjectTab::Overview`].
    Overview(Box<ObjectOverview>),
    /// [`ObjectTab::Events`]: newest first.
    Events(Vec<Event>),
    /// [`ObjectTab::Yaml`]: secret values replaced.
    Yaml {
        /// The text.
        text: String,
        /// Whether `managedFields` are in it.
        managed_fields: bool,
    },
    /// [`ObjectTab::History`].
    History(Box<super::History>),
    /// [`ObjectTab::Access`].
    Access(ObjectAccess),
}

/// Everything on the first tab.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectOverview {
    /// Its conditions, in the order of its status.
    pub conditions: Vec<Condition>,
    /// Its owners up to the topmost, the topmost first.
    pub owners: Vec<Relative>,
    /// What it owns, by kind and name, at most [`ObjectOverview::CHILDREN`].
    pub children: Vec<Relative>,
    /// Whether it owns more than `children` shows, or some kinds could not be read.
    pub more_children: bool,
    /// What keeps it from being removed.
    pub finalizers: Vec<Finalizer>,
    /// Its labels, by key.
    pub labels: Vec<(String, String)>,
    /// Its annotations, by key; long values are cut, and the last applied configuration is left out.
    pub annotations: Vec<(String, String)>,
}

impl ObjectOverview {
    /// Children shown at most.
    pub const CHILDREN: usize = 200;
}

/// An object above or below another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relative {
    /// Its name.
    pub object: ObjectRef,
    /// Its state; none when this user may not read it or it is gone.
    pub state: Option<State>,
    /// A few words beside the state; may be empty.
    pub note: String,
}

/// A finalizer of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finalizer {
    /// As it stands in `metadata.finalizers`.
    pub name: String,
    /// What it waits for, as one sentence; none for finalizers of others.
    pub awaits: Option<String>,
}

/// Who may do what with an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectAccess {
    /// What the reader of the page may do: each verb with the API's answer.
    pub yours: Vec<(String, bool)>,
    /// Everybody who may do something with it, by the roles and bindings that there are; none when the reader may not
    /// read those.
    pub subjects: Option<Vec<SubjectAccess>>,
}

/// What one subject may do with an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAccess {
    /// `User`, `Group` or `ServiceAccount`.
    pub kind: String,
    /// Its name; of a service account with its namespace before a slash.
    pub name: String,
    /// Verbs, in the usual order; `*` alone for all.
    pub verbs: Vec<String>,
    /// The bindings that give them.
    pub by: Vec<ObjectRef>,
}
