//! JSON merge patch, RFC 7386.

use serde_json::{Map, Value};

/// `target` with `patch` merged into it: null removes a field, objects merge by field, everything else replaces.
pub fn merge(target: &Value, patch: &Value) -> Value {
    let Value::Object(patch) = patch else { return patch.clone() };
    let nothing = Map::new();
    let target = target.as_object().unwrap_or(&nothing);
    let mut merged = Map::with_capacity(target.len());
    for (name, value) in target {
        match patch.get(name) {
            None => merged.insert(name.clone(), value.clone()),
            Some(Value::Null) => continue,
            Some(patch) => merged.insert(name.clone(), merge(value, patch)),
        };
    }
    for (name, patch) in patch {
        if !patch.is_null() && !target.contains_key(name) {
            merged.insert(name.clone(), merge(&Value::Null, patch));
        }
    }
    Value::Object(merged)
}
