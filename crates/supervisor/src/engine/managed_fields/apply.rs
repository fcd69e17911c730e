//! Server-side apply.

use serde_json::{Map, Value};

use super::managers::{self, Manager, Operation};
use super::merge::merge;
use super::walk::{self, Difference};
use super::{ApplyError, Conflict, FieldSet, Request, last_applied};
use crate::engine::schema::Schema;

/// The manager of what an object held before anybody tracked it.
const BEFORE_FIRST_APPLY: &str = "before-first-apply";

/// Applies a configuration to `live`, or to nothing when there is no such object yet. Returns the object with its new
/// `metadata.managedFields`; it equals `live` when the configuration says nothing new.
///
/// Defaults, validation and what the server sets itself are the caller's.
///
/// # Errors
/// [`ApplyError::Conflicts`] when others own what would change and the request does not force it;
/// [`ApplyError::Invalid`] when the configuration names fields that the kind does not have, repeats entries of a list,
/// or carries managed fields of its own.
pub fn apply(
    live: Option<&Value>,
    applied: &Value,
    schema: &Schema,
    request: &Request<'_>,
) -> Result<Value, ApplyError> {
    if managers::entries(applied).is_some_and(|entries| !entries.is_empty()) {
        return Err(ApplyError::Invalid("metadata.managedFields must be nil".to_owned()));
    }
    let configured = applied_fields(applied, schema)?;
    let nothing = empty_object(applied);
    let base = live.unwrap_or(&nothing);
    let stored = live.map(managers::decode).unwrap_or_default();
    let mut all = stored.clone();
    if let Some(live) = live
        && all.is_empty()
    {
        all.extend(before_first_apply(live, &nothing, schema, request));
    }

    let mut own = Manager::of(request, Operation::Apply);
    own.fields = configured.clone();
    request.restrict(&mut own.fields);
    let mut last = FieldSet::default();
    all.retain_mut(|manager| {
        let same = manager.is(&own);
        if same {
            last = std::mem::take(&mut manager.fields);
            own.time.clone_from(&manager.time);
        }
        !same
    });

    let view = schema.view();
    let mut object = merge(view, base, &restricted(applied, request));
    schema.normalize(&mut object);
    abandon(schema, &mut object, &last, &configured, &all);
    let mut difference = difference(schema, base, &object, request);
    if !request.force {
        let conflicts = last_applied::settle(conflicts(&all, &difference), live, schema, request);
        if !conflicts.is_empty() {
            return Err(ApplyError::Conflicts(conflicts));
        }
    }
    if has_null(applied) && walk::drop_nulls(view, &mut object) {
        difference = self::difference(schema, base, &object, request);
    }
    for manager in &mut all {
        manager.fields.subtract(&difference.modified);
        manager.fields.subtract(&difference.added);
        manager.fields.subtract(&difference.removed);
    }
    let unchanged = difference.is_empty();
    if unchanged && last == own.fields {
        // Nothing to say: not even the time moves.
        return Ok(live.cloned().unwrap_or(object));
    }
    own.time = Manager::of(request, Operation::Apply).time;
    last_applied::refresh(&mut object, applied, request);
    all.push(own);
    managers::store(&mut object, all);
    Ok(object)
}

/// What the configuration sets, with what is not tracked.
fn applied_fields(applied: &Value, schema: &Schema) -> Result<FieldSet, ApplyError> {
    walk::applied_fields(schema.view(), applied).map_err(|errors| {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let metadata = applied.get("metadata");
        let namespace = text(metadata.and_then(|m| m.get("namespace")));
        let name = text(metadata.and_then(|m| m.get("name")));
        let (api_version, kind) = (text(applied.get("apiVersion")), text(applied.get("kind")));
        ApplyError::Invalid(format!(
            "failed to create typed patch object ({namespace}/{name}; {api_version}, Kind={kind}): {}",
            errors.join(", ")
        ))
    })
}

/// True when there is a null anywhere.
fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().any(has_null),
        Value::Array(entries) => entries.iter().any(has_null),
        _ => false,
    }
}

/// The object that a configuration creates starts as this.
fn empty_object(applied: &Value) -> Value {
    let mut empty = Map::new();
    for name in ["apiVersion", "kind"] {
        if let Some(value) = applied.get(name) {
            empty.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(empty)
}

/// The configuration without the top-level fields that this write cannot change.
fn restricted<'v>(applied: &'v Value, request: &Request<'_>) -> std::borrow::Cow<'v, Value> {
    let identity = |name: &str| matches!(name, "apiVersion" | "kind" | "metadata");
    match applied {
        Value::Object(fields) if fields.keys().any(|name| !identity(name) && !request.scope.covers(name)) => {
            let kept = fields.iter().filter(|(name, _)| identity(name) || request.scope.covers(name));
            std::borrow::Cow::Owned(Value::Object(kept.map(|(n, v)| (n.clone(), v.clone())).collect()))
        }
        _ => std::borrow::Cow::Borrowed(applied),
    }
}

/// An entry for everything that an untracked object holds.
fn before_first_apply(live: &Value, nothing: &Value, schema: &Schema, request: &Request<'_>) -> Option<Manager> {
    let mut fields = walk::compare(schema.view(), nothing, live).added;
    request.restrict(&mut fields);
    let request = Request { manager: BEFORE_FIRST_APPLY, subresource: "", ..*request };
    let manager = Manager { fields, ..Manager::of(&request, Operation::Update) };
    (!manager.fields.is_empty()).then_some(manager)
}

/// Removes what the manager applied last time, does not configure any more, and nobody else owns.
fn abandon(schema: &Schema, object: &mut Value, last: &FieldSet, configured: &FieldSet, others: &[Manager]) {
    if last.is_empty() {
        return;
    }
    let view = schema.view();
    let mut abandoned = last.with_declared(view);
    abandoned.subtract(&configured.with_declared(view));
    for other in others {
        if abandoned.is_empty() {
            return;
        }
        abandoned.subtract(&other.fields.with_declared(view));
    }
    walk::remove(view, object, &abandoned);
}

fn difference(schema: &Schema, base: &Value, object: &Value, request: &Request<'_>) -> Difference {
    let mut difference = walk::compare(schema.view(), base, object);
    difference.sets_mut().into_iter().for_each(|set| request.restrict(set));
    difference
}

/// What others own of what would change.
fn conflicts(others: &[Manager], difference: &Difference) -> Vec<Conflict> {
    let mut changed = difference.modified.clone();
    changed.extend(difference.added.clone());
    let mut conflicts = Vec::new();
    if changed.is_empty() {
        return conflicts;
    }
    for manager in others {
        let contested = manager.fields.intersection(&changed);
        let describe = manager.describe();
        conflicts.extend(contested.paths().into_iter().map(|field| Conflict { manager: describe.clone(), field }));
    }
    conflicts.sort();
    conflicts
}
