//! Fields of an object by their way, for forms that are written into objects. Pure.

use serde_json::{Map, Value};

/// A scalar as a form field shows it; empty when it is not there.
pub(crate) fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Sets a text field; an empty one is left out.
pub(crate) fn set_text(object: &mut Value, path: &[&str], text: &str) {
    if text.trim().is_empty() {
        remove(object, path);
    } else {
        set(object, path, text.trim().into());
    }
}

/// Sets a field, making what is missing on the way; what is no object on the way is replaced by one.
pub(crate) fn set(object: &mut Value, path: &[&str], value: Value) {
    let mut place = object;
    for key in path {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[*key];
    }
    *place = value;
}

/// Removes a field, and what is empty above it after that.
pub(crate) fn remove(object: &mut Value, path: &[&str]) {
    let [first, rest @ ..] = path else { return };
    let Some(fields) = object.as_object_mut() else { return };
    if rest.is_empty() {
        fields.shift_remove(*first);
        return;
    }
    let Some(inner) = fields.get_mut(*first) else { return };
    let was_empty = inner.as_object().is_some_and(Map::is_empty);
    remove(inner, rest);
    if !was_empty && inner.as_object().is_some_and(Map::is_empty) {
        fields.shift_remove(*first);
    }
}

/// The paths of all scalars and lists of scalars: `spec.pools[0].name`.
pub(crate) fn leaves(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, String::new(), &mut found);
    found
}

fn collect(value: &Value, path: String, found: &mut Vec<String>) {
    let below = |key: &str| {
        if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().for_each(|(key, value)| collect(value, below(key), found));
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            items.iter().enumerate().for_each(|(index, item)| collect(item, format!("{path}[{index}]"), found));
        }
        Value::Array(items) if items.is_empty() => {}
        _ => found.push(path),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{leaves, remove, set, set_text};

    #[test]
    fn what_is_empty_after_a_removal_goes_and_what_was_empty_stays() {
        let mut object = json!({"a": {"b": {"c": 1}}, "d": {}, "e": {"f": 1, "g": 2}});
        remove(&mut object, &["a", "b", "c"]);
        remove(&mut object, &["d", "x"]);
        remove(&mut object, &["e", "f"]);
        remove(&mut object, &["nowhere", "x"]);
        assert_eq!(object, json!({"d": {}, "e": {"g": 2}}));
        set(&mut object, &["e", "g", "h"], 3.into());
        set_text(&mut object, &["d", "t"], " x ");
        assert_eq!(object, json!({"d": {"t": "x"}, "e": {"g": {"h": 3}}}));
    }

    #[test]
    fn leaves_are_named_by_their_paths() {
        let object = json!({"a": {"b": [{"c": 1}, {}]}, "d": [1, 2], "e": [], "f": {}});
        assert_eq!(leaves(&object), ["a.b[0].c", "a.b[1]", "d", "f"]);
    }
}
