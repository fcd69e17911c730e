//! `metadata.managedFields`: who manages which fields.

use std::cmp::Ordering;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

use super::Request;
use super::field_set::FieldSet;

/// The most entries of plain writers; older ones are gathered under one name (upstream's number).
const MAX_UPDATERS: usize = 10;
/// The name under which they are gathered.
const ANCIENT: &str = "ancient-changes";

/// How a manager writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Operation {
    Apply,
    Update,
}

impl Operation {
    fn as_str(self) -> &'static str {
        match self {
            Operation::Apply => "Apply",
            Operation::Update => "Update",
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Manager {
    pub(super) name: String,
    pub(super) operation: Operation,
    pub(super) api_version: String,
    pub(super) subresource: String,
    pub(super) time: Option<String>,
    pub(super) fields: FieldSet,
}

impl Manager {
    /// An entry without fields for the writer of `request`.
    pub(super) fn of(request: &Request<'_>, operation: Operation) -> Manager {
        Manager {
            name: request.manager.to_owned(),
            operation,
            api_version: request.api_version.to_owned(),
            subresource: request.subresource.to_owned(),
            time: Some(timestamp(request.now)),
            fields: FieldSet::default(),
        }
    }

    /// True when both are the same writer. The version belongs to the identity of plain writers only.
    pub(super) fn is(&self, other: &Manager) -> bool {
        self.operation == other.operation
            && self.name == other.name
            && self.subresource == other.subresource
            && (self.operation == Operation::Apply || self.api_version == other.api_version)
    }

    /// How conflicts name the manager: `"kubectl" using v1`.
    pub(super) fn describe(&self) -> String {
        let mut text = format!("{:?}", self.name);
        if !self.subresource.is_empty() {
            text.push_str(&format!(" with subresource {:?}", self.subresource));
        }
        if self.operation == Operation::Update {
            text.push_str(&format!(" using {}", self.api_version));
        }
        text
    }

    fn decode(entry: &Value) -> Option<Manager> {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        let operation = match text("operation")? {
            "Apply" => Operation::Apply,
            "Update" => Operation::Update,
            _ => return None,
        };
        Some(Manager {
            name: text("manager").unwrap_or_default().to_owned(),
            operation,
            api_version: text("apiVersion")?.to_owned(),
            subresource: text("subresource").unwrap_or_default().to_owned(),
            time: text("time").map(str::to_owned),
            fields: match entry.get("fieldsV1") {
                Some(fields) => FieldSet::decode(fields).ok()?,
                None => FieldSet::default(),
            },
        })
    }

    fn encode(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("manager".to_owned(), json!(self.name));
        entry.insert("operation".to_owned(), json!(self.operation.as_str()));
        entry.insert("apiVersion".to_owned(), json!(self.api_version));
        if let Some(time) = &self.time {
            entry.insert("time".to_owned(), json!(time));
        }
        entry.insert("fieldsType".to_owned(), json!("FieldsV1"));
        entry.insert("fieldsV1".to_owned(), self.fields.encode());
        if !self.subresource.is_empty() {
            entry.insert("subresource".to_owned(), json!(self.subresource));
        }
        Value::Object(entry)
    }

    /// The order of entries: appliers first, then by time, then by what they are called.
    fn order(&self, other: &Manager) -> Ordering {
        let key = |m: &Manager| {
            (
                m.operation,
                m.time.clone().unwrap_or_default(),
                m.name.clone(),
                m.api_version.clone(),
                m.subresource.clone(),
            )
        };
        key(self).cmp(&key(other))
    }
}

/// A time as entries have it, to the second.
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The managers of `object`; none when it has no entries or entries that cannot be read.
pub(super) fn decode(object: &Value) -> Vec<Manager> {
    let Some(entries) = entries(object) else { return Vec::new() };
    entries.iter().map(Manager::decode).collect::<Option<Vec<_>>>().unwrap_or_default()
}

/// The raw entries of `object`.
pub(super) fn entries(object: &Value) -> Option<&Vec<Value>> {
    object.get("metadata")?.get("managedFields")?.as_array()
}

/// Writes the managers into `object`; an empty list removes the field.
pub(super) fn store(object: &mut Value, mut managers: Vec<Manager>) {
    managers.retain(|manager| !manager.fields.is_empty());
    gather_ancient(&mut managers);
    managers.sort_by(Manager::order);
    store_entries(object, managers.iter().map(Manager::encode).collect());
}

/// Writes raw entries into `object`; an empty list removes the field.
pub(super) fn store_entries(object: &mut Value, entries: Vec<Value>) {
    let Some(object) = object.as_object_mut() else { return };
    if entries.is_empty() {
        if let Some(Value::Object(metadata)) = object.get_mut("metadata") {
            metadata.retain(|name, _| name != "managedFields");
        }
        return;
    }
    let metadata = object.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(metadata) = metadata {
        metadata.insert("managedFields".to_owned(), Value::Array(entries));
    }
}

/// Joins the oldest plain writers of each version when there are too many.
fn gather_ancient(managers: &mut Vec<Manager>) {
    let mut updaters: Vec<Manager> = Vec::new();
    if managers.iter().filter(|m| m.operation == Operation::Update).count() <= MAX_UPDATERS {
        return;
    }
    managers.retain(|manager| {
        let updates = manager.operation == Operation::Update;
        if updates {
            updaters.push(manager.clone());
        }
        !updates
    });
    updaters.sort_by(Manager::order);
    let mut count = updaters.len();
    let mut kept: Vec<Manager> = Vec::with_capacity(count);
    for updater in updaters {
        // The first of a version waits for a second one to join with.
        let older = kept.iter_mut().find(|m| m.api_version == updater.api_version);
        match older {
            Some(older) if count > MAX_UPDATERS => {
                older.name = ANCIENT.to_owned();
                older.subresource.clear();
                older.time.clone_from(&updater.time);
                older.fields.extend(updater.fields);
                count -= 1;
            }
            _ => kept.push(updater),
        }
    }
    managers.append(&mut kept);
}
