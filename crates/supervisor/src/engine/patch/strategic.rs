//! Strategic merge patch: a merge patch that knows which lists are sets or maps.
//!
//! Which list merges by which key is in the schema (`x-kubernetes-patch-strategy`, `x-kubernetes-patch-merge-key`); a
//! patch adds directives of its own: `$patch`, `$retainKeys`, `$setElementOrder/<field>` and
//! `$deleteFromPrimitiveList/<field>`.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::PatchError;
use crate::engine::schema::{Schema, View};

const PATCH: &str = "$patch";
const RETAIN_KEYS: &str = "$retainKeys";
const SET_ELEMENT_ORDER: &str = "$setElementOrder/";
const DELETE_FROM_PRIMITIVE_LIST: &str = "$deleteFromPrimitiveList/";

/// `object` with `patch` merged into it as `schema` says.
///
/// # Errors
/// [`PatchError::Malformed`] when a directive has a wrong form, [`PatchError::Unprocessable`] when an entry of a merged
/// list lacks its key.
pub fn strategic(object: &Value, patch: &Value, schema: &Schema) -> Result<Value, PatchError> {
    let Value::Object(patch) = patch else { return Err(malformed("a strategic merge patch is an object")) };
    let nothing = Map::new();
    let object = object.as_object().unwrap_or(&nothing);
    Ok(Value::Object(merge_maps(schema.view(), object, patch)?))
}

fn malformed(message: impl Into<String>) -> PatchError {
    PatchError::Malformed(message.into())
}

/// What `$patch` says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    Merge,
    Replace,
    Delete,
}

fn directive(patch: &Map<String, Value>) -> Result<Directive, PatchError> {
    match patch.get(PATCH).map(Value::as_str) {
        None | Some(Some("merge")) => Ok(Directive::Merge),
        Some(Some("replace")) => Ok(Directive::Replace),
        Some(Some("delete")) => Ok(Directive::Delete),
        Some(_) => Err(malformed(format!("Unknown value for directive {PATCH:?}: {}", patch[PATCH]))),
    }
}

fn is_directive(name: &str) -> bool {
    name.starts_with('$')
        && (name == PATCH
            || name == RETAIN_KEYS
            || name.starts_with(SET_ELEMENT_ORDER)
            || name.starts_with(DELETE_FROM_PRIMITIVE_LIST))
}

fn merge_maps(
    view: View<'_>,
    object: &Map<String, Value>,
    patch: &Map<String, Value>,
) -> Result<Map<String, Value>, PatchError> {
    match directive(patch)? {
        Directive::Delete => return Ok(Map::new()),
        Directive::Replace => return Ok(without_directives(patch)),
        Directive::Merge => {}
    }
    let retained = retained_keys(patch)?;
    let stays = |name: &str| retained.as_ref().is_none_or(|retained| retained.contains(&name));
    let mut merged = Map::with_capacity(object.len().max(patch.len()));
    for (name, value) in object {
        if !stays(name) {
            continue;
        }
        let below = view.below(name);
        let lists = ListDirectives::of(patch, name)?;
        match (patch.get(name), value) {
            (Some(Value::Null), _) => {}
            (Some(Value::Object(patch)), Value::Object(value)) if !below.replaces() => {
                merged.insert(name.clone(), Value::Object(merge_maps(below, value, patch)?));
            }
            (Some(Value::Array(patch)), Value::Array(value)) if below.merges_list() => {
                merged.insert(name.clone(), Value::Array(merge_lists(below, value, patch, &lists)?));
            }
            (Some(patch), _) => {
                merged.insert(name.clone(), new_value(patch));
            }
            (None, Value::Array(value)) if lists.any() => {
                merged.insert(name.clone(), Value::Array(merge_lists(below, value, &[], &lists)?));
            }
            (None, value) => {
                merged.insert(name.clone(), value.clone());
            }
        }
    }
    for (name, patch) in patch {
        if !is_directive(name) && !patch.is_null() && !object.contains_key(name) {
            merged.insert(name.clone(), new_value(patch));
        }
    }
    Ok(merged)
}

/// The names of `$retainKeys`, every other field of the patch being among them.
fn retained_keys(patch: &Map<String, Value>) -> Result<Option<Vec<&str>>, PatchError> {
    let wrong = || malformed("invalid patch format of retainKeys");
    let Some(names) = patch.get(RETAIN_KEYS) else { return Ok(None) };
    let names = names.as_array().ok_or_else(wrong)?;
    let names: Vec<&str> = names.iter().map(Value::as_str).collect::<Option<_>>().ok_or_else(wrong)?;
    let mut given = patch.iter().filter(|(name, value)| !is_directive(name) && !value.is_null());
    if given.any(|(name, _)| !names.contains(&name.as_str())) {
        return Err(wrong());
    }
    Ok(Some(names))
}

/// What a patch says about a list beside its new entries.
struct ListDirectives<'p> {
    order: Option<&'p Vec<Value>>,
    delete: Option<&'p Vec<Value>>,
}

impl<'p> ListDirectives<'p> {
    fn of(patch: &'p Map<String, Value>, field: &str) -> Result<ListDirectives<'p>, PatchError> {
        let find = |prefix: &str| {
            patch.iter().find(|(name, _)| name.strip_prefix(prefix) == Some(field)).map(|(_, value)| value)
        };
        let list = |value: Option<&'p Value>, name: &str| match value {
            None => Ok(None),
            Some(Value::Array(entries)) => Ok(Some(entries)),
            Some(_) => Err(malformed(format!("invalid patch format of {name} list"))),
        };
        Ok(ListDirectives {
            order: list(find(SET_ELEMENT_ORDER), "setElementOrder")?,
            delete: list(find(DELETE_FROM_PRIMITIVE_LIST), "primitive")?,
        })
    }

    fn any(&self) -> bool {
        self.order.is_some() || self.delete.is_some()
    }
}

fn merge_lists(
    view: View<'_>,
    list: &[Value],
    patch: &[Value],
    directives: &ListDirectives<'_>,
) -> Result<Vec<Value>, PatchError> {
    let key = view.merge_key();
    let merged = match key {
        Some(key) => merge_entries(view, list, patch, key)?,
        None => merge_scalars(list, patch, directives.delete),
    };
    // Without a word about the order it is that of the patch.
    Ok(reorder(merged, directives.order.map_or(patch, Vec::as_slice), list, key))
}

/// Lists of scalars: what is new is added, what `$deleteFromPrimitiveList` names goes.
fn merge_scalars(list: &[Value], patch: &[Value], delete: Option<&Vec<Value>>) -> Vec<Value> {
    let gone: HashSet<&Value> = delete.into_iter().flatten().collect();
    let mut merged: Vec<&Value> = list.iter().filter(|value| !gone.contains(value)).collect();
    let mut there: HashSet<&Value> = merged.iter().copied().collect();
    merged.extend(patch.iter().filter(|value| there.insert(value)));
    merged.into_iter().cloned().collect()
}

/// Lists of objects with a key.
fn merge_entries(view: View<'_>, list: &[Value], patch: &[Value], key: &str) -> Result<Vec<Value>, PatchError> {
    let mut replaced = false;
    let mut entries: Vec<(&Map<String, Value>, &Value)> = Vec::with_capacity(patch.len());
    let mut deleted: HashSet<&Value> = HashSet::new();
    for entry in patch {
        let Value::Object(fields) = entry else {
            return Err(malformed("invalid patch format of list: entries are objects"));
        };
        let directive = directive(fields)?;
        let value = fields.get(key);
        match (directive, value) {
            (Directive::Replace, None) => replaced = true,
            (Directive::Delete, Some(value)) => drop(deleted.insert(value)),
            (_, Some(value)) => entries.push((fields, value)),
            (_, None) => {
                return Err(PatchError::Unprocessable(format!(
                    "map: {entry} does not contain declared merge key: {key}"
                )));
            }
        }
    }
    if replaced {
        return Ok(entries.iter().map(|(fields, _)| Value::Object(without_directives(fields))).collect());
    }
    let mut merged: Vec<Value> = Vec::with_capacity(list.len());
    let mut places: HashMap<&Value, usize> = HashMap::new();
    for entry in list {
        if let Some(value) = entry.get(key) {
            if deleted.contains(value) {
                continue;
            }
            places.entry(value).or_insert(merged.len());
        }
        merged.push(entry.clone());
    }
    for (fields, value) in entries {
        let place = *places.entry(value).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(existing) => {
                let nothing = Map::new();
                let before = existing.as_object().unwrap_or(&nothing);
                *existing = Value::Object(merge_maps(view.items(), before, fields)?);
            }
            None => merged.push(Value::Object(without_directives(fields))),
        }
    }
    Ok(merged)
}

/// Brings `merged` into this order. Entries that it does not name keep their place relative to those that were in the
/// list before, and follow those that are new.
fn reorder(merged: Vec<Value>, order: &[Value], before: &[Value], key: Option<&str>) -> Vec<Value> {
    // An entry of the order is the scalar itself or an object with the key.
    fn id<'v>(value: &'v Value, key: Option<&str>) -> Option<&'v Value> {
        match key {
            Some(key) => value.get(key),
            None => Some(value),
        }
    }
    fn places<'v>(list: &'v [Value], key: Option<&str>) -> HashMap<&'v Value, usize> {
        let mut places = HashMap::new();
        for (at, id) in list.iter().enumerate().filter_map(|(at, entry)| Some((at, id(entry, key)?))) {
            places.entry(id).or_insert(at);
        }
        places
    }
    let place = |places: &HashMap<&Value, usize>, value: &Value| places.get(id(value, key)?).copied();
    let (order, before) = (&places(order, key), &places(before, key));
    let (mut named, others): (Vec<Value>, Vec<Value>) =
        merged.into_iter().partition(|value| place(order, value).is_some());
    named.sort_by_cached_key(|value| place(order, value));
    let mut out = Vec::with_capacity(named.len() + others.len());
    let mut named = named.into_iter().peekable();
    for other in others {
        let at = place(before, &other);
        let follows = |named: &Value| match (place(before, named), at) {
            (Some(named_at), Some(at)) => named_at < at,
            _ => true,
        };
        while let Some(next) = named.next_if(follows) {
            out.push(next);
        }
        out.push(other);
    }
    out.extend(named);
    out
}

/// A value of a patch where the object has none to merge with: nulls and directives mean nothing there.
fn new_value(patch: &Value) -> Value {
    match patch {
        Value::Object(fields) => Value::Object(without_directives(fields)),
        Value::Array(entries) => {
            let deletes = |entry: &&Value| entry.get(PATCH).and_then(Value::as_str) == Some("delete");
            let replaces = |entry: &&Value| {
                entry.as_object().is_some_and(|fields| fields.len() == 1 && fields.contains_key(PATCH))
            };
            entries.iter().filter(|entry| !deletes(entry) && !replaces(entry)).map(new_value).collect()
        }
        scalar => scalar.clone(),
    }
}

fn without_directives(patch: &Map<String, Value>) -> Map<String, Value> {
    let kept = patch.iter().filter(|(name, value)| !is_directive(name) && !value.is_null());
    kept.map(|(name, value)| (name.clone(), new_value(value))).collect()
}
