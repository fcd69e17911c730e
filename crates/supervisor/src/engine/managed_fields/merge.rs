//! Putting an applied configuration onto an object.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::path_element::{self, PathElement};
use crate::engine::schema::{ListKind, View};

/// `live` with everything that `applied` sets. Lists of entries keep the entries of both, in the order of `applied`
/// where it says one.
pub(super) fn merge(view: View<'_>, live: &Value, applied: &Value) -> Value {
    match (live, applied) {
        (Value::Object(live), Value::Object(applied)) if !view.is_atomic_map() => {
            Value::Object(merge_maps(view, live, applied))
        }
        (Value::Array(live), Value::Array(applied)) if view.list() != ListKind::Atomic => {
            Value::Array(merge_lists(view, live, applied))
        }
        _ => applied.clone(),
    }
}

fn merge_maps(view: View<'_>, live: &Map<String, Value>, applied: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = Map::with_capacity(live.len().max(applied.len()));
    for (name, value) in live {
        let value = match applied.get(name) {
            Some(applied) => merge(view.below(name), value, applied),
            None => value.clone(),
        };
        merged.insert(name.clone(), value);
    }
    for (name, value) in applied {
        if !live.contains_key(name) {
            merged.insert(name.clone(), value.clone());
        }
    }
    merged
}

/// Walks both lists at once. Entries of `live` alone stay where they are between their neighbours; shared ones stand
/// in the order of `applied`; new ones follow the entry that they follow in `applied`.
fn merge_lists(view: View<'_>, live: &[Value], applied: &[Value]) -> Vec<Value> {
    let live_elements = elements(view, live);
    let applied_elements = elements(view, applied);
    let live_places: HashMap<&PathElement, usize> =
        live_elements.iter().enumerate().rev().map(|(place, element)| (element, place)).collect();
    let in_applied: HashSet<&PathElement> = applied_elements.iter().collect();
    let mut shared = applied_elements.iter().filter(|element| live_places.contains_key(element));
    let mut next_shared = shared.next();
    let mut merged = HashSet::with_capacity(applied.len());
    let mut out = Vec::with_capacity(live.len().max(applied.len()));
    let (mut l, mut a) = (0, 0);
    while l < live.len() || a < applied.len() {
        if l < live.len() {
            let element = &live_elements[l];
            if !in_applied.contains(element) {
                out.push(live[l].clone());
                l += 1;
                continue;
            }
            let passed = merged.contains(element);
            let elsewhere = a < applied.len() && next_shared.is_some_and(|next| next != element);
            if passed || elsewhere {
                l += 1;
                continue;
            }
        }
        let Some(element) = applied_elements.get(a) else { break };
        out.push(match live_places.get(element) {
            Some(place) => merge(view.items(), &live[*place], &applied[a]),
            None => applied[a].clone(),
        });
        merged.insert(element);
        if live_elements.get(l) == Some(element) {
            l += 1;
        }
        if next_shared == Some(element) {
            next_shared = shared.next();
        }
        a += 1;
    }
    out
}

fn elements(view: View<'_>, entries: &[Value]) -> Vec<PathElement> {
    entries.iter().enumerate().map(|(index, entry)| path_element::of_stored_entry(view, index, entry)).collect()
}
