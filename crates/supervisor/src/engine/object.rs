//! Reading and writing the parts that all objects have.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

/// `metadata`, when it is there.
pub(crate) fn meta(object: &Value) -> Option<&Map<String, Value>> {
    object.get("metadata")?.as_object()
}

/// `metadata`, made when it is missing.
pub(crate) fn meta_mut(object: &mut Value) -> &mut Map<String, Value> {
    if !object.is_object() {
        *object = Value::Object(Map::new());
    }
    let meta = &mut object["metadata"];
    if !meta.is_object() {
        *meta = Value::Object(Map::new());
    }
    match meta {
        Value::Object(meta) => meta,
        _ => unreachable!("it was just made an object"),
    }
}

/// A string of the metadata; empty when there is none.
pub(crate) fn meta_text<'a>(object: &'a Value, field: &str) -> &'a str {
    meta(object).and_then(|m| m.get(field)).and_then(Value::as_str).unwrap_or_default()
}

/// `metadata.name`.
pub(crate) fn name(object: &Value) -> &str {
    meta_text(object, "name")
}

/// The strings of a list in the metadata.
pub(crate) fn meta_list<'a>(object: &'a Value, field: &str) -> Vec<&'a str> {
    let list = meta(object).and_then(|m| m.get(field)).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// `metadata.finalizers`.
pub(crate) fn finalizers(object: &Value) -> Vec<&str> {
    meta_list(object, "finalizers")
}

/// True once the object is being deleted.
pub(crate) fn is_deleting(object: &Value) -> bool {
    meta(object).and_then(|m| m.get("deletionTimestamp")).is_some_and(|t| !t.is_null())
}

/// Sets `metadata.finalizers`, or removes it when there are none.
pub(crate) fn set_finalizers(object: &mut Value, finalizers: Vec<String>) {
    let meta = meta_mut(object);
    if finalizers.is_empty() {
        meta.shift_remove("finalizers");
    } else {
        meta.insert("finalizers".to_owned(), finalizers.into());
    }
}

/// A point in time as the API writes it: `2026-11-21T10:00:00Z`.
pub(crate) fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Puts `apiVersion`, `kind` and `metadata` first, as readers expect them.
pub(crate) fn put_head_first(object: &mut Value) {
    let Value::Object(fields) = object else { return };
    let mut ordered = Map::with_capacity(fields.len());
    for name in ["apiVersion", "kind", "metadata"] {
        if let Some(value) = fields.shift_remove(name) {
            ordered.insert(name.to_owned(), value);
        }
    }
    ordered.append(fields);
    *fields = ordered;
}

/// Takes the field `name` of `from` into `to`; what `from` does not have, `to` loses.
pub(crate) fn carry(from: &Map<String, Value>, to: &mut Map<String, Value>, name: &str) {
    match from.get(name) {
        Some(value) => {
            to.insert(name.to_owned(), value.clone());
        }
        None => {
            to.shift_remove(name);
        }
    }
}

/// True when the objects differ outside of `metadata` and `status`.
pub(crate) fn differs_in_substance(a: &Value, b: &Value) -> bool {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return a != b };
    let substance = |name: &str| !matches!(name, "apiVersion" | "kind" | "metadata" | "status");
    a.iter().any(|(name, value)| substance(name) && b.get(name) != Some(value))
        || b.keys().any(|name| substance(name) && !a.contains_key(name))
}

/// True when the objects are the same but for the times in `metadata.managedFields` and the resourceVersion.
pub(crate) fn same_but_times(a: &Value, b: &Value) -> bool {
    let (Some(fields_a), Some(fields_b)) = (a.as_object(), b.as_object()) else { return a == b };
    let beside_meta = |fields: &Map<String, Value>, other: &Map<String, Value>| {
        fields.iter().all(|(name, value)| name == "metadata" || other.get(name) == Some(value))
    };
    if !beside_meta(fields_a, fields_b) || !beside_meta(fields_b, fields_a) {
        return false;
    }
    let empty = Map::new();
    let (meta_a, meta_b) = (meta(a).unwrap_or(&empty), meta(b).unwrap_or(&empty));
    let in_meta = |meta: &Map<String, Value>, other: &Map<String, Value>| {
        meta.iter().all(|(name, value)| match name.as_str() {
            "resourceVersion" | "managedFields" => true,
            name => other.get(name) == Some(value),
        })
    };
    in_meta(meta_a, meta_b)
        && in_meta(meta_b, meta_a)
        && same_managers(meta_a.get("managedFields"), meta_b.get("managedFields"))
}

fn same_managers(a: Option<&Value>, b: Option<&Value>) -> bool {
    let list = |v: Option<&Value>| v.and_then(Value::as_array).cloned().unwrap_or_default();
    let (a, b) = (list(a), list(b));
    let same = |a: &Value, b: &Value| match (a.as_object(), b.as_object()) {
        (Some(a), Some(b)) => {
            a.len() == b.len() && a.iter().all(|(name, value)| name == "time" || b.get(name) == Some(value))
        }
        _ => a == b,
    };
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn substance_is_all_but_metadata_and_status() {
        let a = json!({"kind": "A", "metadata": {"x": 1}, "spec": {"a": 1}, "status": 1});
        let mut b = a.clone();
        b["metadata"]["x"] = json!(2);
        b["status"] = json!(2);
        assert!(!differs_in_substance(&a, &b));
        b["spec"]["a"] = json!(2);
        assert!(differs_in_substance(&a, &b));
        assert!(differs_in_substance(&json!({"data": {}}), &json!({})));
        assert!(differs_in_substance(&json!({}), &json!({"data": {}})));
    }

    #[test]
    fn times_of_managers_do_not_count() {
        let a = json!({"metadata": {"name": "x", "resourceVersion": "1",
            "managedFields": [{"manager": "m", "time": "a"}]}, "data": 1});
        let mut b = a.clone();
        b["metadata"]["resourceVersion"] = json!("2");
        b["metadata"]["managedFields"][0]["time"] = json!("b");
        assert!(same_but_times(&a, &b));
        b["metadata"]["managedFields"][0]["manager"] = json!("n");
        assert!(!same_but_times(&a, &b));
        let mut c = a.clone();
        c["metadata"]["labels"] = json!({});
        assert!(!same_but_times(&a, &c));
        assert!(!same_but_times(&a, &json!({"metadata": a["metadata"]})));
    }

    #[test]
    fn the_head_comes_first() {
        let mut object = json!({"status": 1, "metadata": {}, "spec": 2, "kind": "K", "apiVersion": "v1"});
        put_head_first(&mut object);
        let names: Vec<_> = object.as_object().unwrap().keys().collect();
        assert_eq!(names, ["apiVersion", "kind", "metadata", "status", "spec"]);
    }
}
