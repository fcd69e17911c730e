//! Keeping track of plain writes.

use serde_json::{Map, Value};

use super::Request;
use super::managers::{self, Manager, Operation};
use super::walk;
use crate::engine::schema::Schema;

/// Sets `metadata.managedFields` of an object that is about to be created (`live` is `None`) or to replace `live`.
///
/// Whoever writes owns what it adds or changes, and everybody else loses that. A list with one empty entry in `new`
/// resets the field; other entries in `new` replace the stored ones first, so that a client may edit them. An object
/// that has no entries gets none, until somebody applies.
pub fn update(live: Option<&Value>, new: &mut Value, schema: &Schema, request: &Request<'_>) {
    if is_reset(new) && live.is_some() {
        managers::store_entries(new, Vec::new());
        return;
    }
    let mut edited = if request.subresource.is_empty() { managers::decode(new) } else { Vec::new() };
    let untouched = match live {
        // Most writers send back what they read; then the entries need no decoding when nothing else changed either.
        Some(live) => edited.is_empty() || managers::entries(live) == managers::entries(new),
        None => false,
    };
    let nothing = Value::Object(Map::new());
    let mut difference = walk::compare(schema.view(), live.unwrap_or(&nothing), new);
    difference.sets_mut().into_iter().for_each(|set| request.restrict(set));
    if untouched {
        let entries = live.and_then(managers::entries).cloned().unwrap_or_default();
        if difference.is_empty() || entries.is_empty() {
            managers::store_entries(new, entries);
            return;
        }
        edited = live.map(managers::decode).unwrap_or_default();
    }
    if live.is_some() && edited.is_empty() {
        managers::store_entries(new, Vec::new());
        return;
    }
    let mut all = edited;
    for manager in &mut all {
        manager.fields.subtract(&difference.modified);
        manager.fields.subtract(&difference.added);
        manager.fields.subtract(&difference.removed);
    }
    let mut own = Manager::of(request, Operation::Update);
    own.fields = difference.modified;
    own.fields.extend(difference.added);
    if !own.fields.is_empty() {
        match all.iter_mut().find(|manager| manager.is(&own)) {
            Some(existing) => {
                existing.fields.extend(own.fields);
                existing.time = own.time;
            }
            None => all.push(own),
        }
    }
    managers::store(new, all);
}

/// True for `managedFields: [{}]`, by which a client asks to forget all managers.
fn is_reset(object: &Value) -> bool {
    match managers::entries(object).map(Vec::as_slice) {
        Some([Value::Object(only)]) => only.is_empty(),
        _ => false,
    }
}
