//! One Kubernetes object, as pages name and open it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, State};

/// The name of an object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// `group/version`, or `v1`.
    pub api_version: String,
    /// The kind, as in manifests.
    pub kind: String,
    /// None for cluster-scoped kinds.
    pub namespace: Option<String>,
    /// `metadata.name`.
    pub name: String,
}

/// One condition of an object's status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The condition type, such as `Ready`.
    pub type_: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// Whether this status is the good one for this type (`Ready=True`, `Deleting=False`).
    pub good: bool,
    /// The CamelCase reason; empty when the object gives none.
    pub reason: String,
    /// The message for people; may be empty.
    pub message: String,
    /// `lastTransitionTime`.
    pub since: Option<DateTime<Utc>>,
}

/// One event about an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Whether the type is `Warning`; the other type is `Normal`.
    pub warning: bool,
    /// The CamelCase reason.
    pub reason: String,
    /// The message for people.
    pub message: String,
    /// What it is about.
    pub object: ObjectRef,
    /// How often it was seen.
    pub count: u32,
    /// Seen last.
    pub last: DateTime<Utc>,
    /// The reporting controller; may be empty.
    pub source: String,
}

/// Everything about one object of a topology tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectDetail {
    /// Its name.
    pub object: ObjectRef,
    /// Its state.
    pub state: State,
    /// Why it is in it.
    pub cause: Option<Cause>,
    /// Its conditions, in the order of its status.
    pub conditions: Vec<Condition>,
    /// Its newest events, newest first, at most 50.
    pub events: Vec<Event>,
    /// The object as YAML, secret values replaced, without `managedFields`.
    pub yaml: String,
    /// The API path it comes from: `/apis/…/namespaces/…/machines/demo-x7`.
    pub api_path: String,
    /// The command that shows the same: `kubectl -n team-a get machine demo-x7 -o yaml`.
    pub kubectl: String,
}
