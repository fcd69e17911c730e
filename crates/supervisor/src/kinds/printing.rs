//! What the table cells of several public kinds have in common.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::engine::table;

/// What stands where there is no value.
pub(super) const NONE: &str = "<none>";
/// What stands where a value is not known.
pub(super) const UNKNOWN: &str = "<unknown>";

/// The text at a path such as `/spec/type`; empty when there is none.
pub(super) fn text<'a>(object: &'a Value, path: &str) -> &'a str {
    object.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

/// The same, or `<none>`.
pub(super) fn text_or_none(object: &Value, path: &str) -> Value {
    match text(object, path) {
        "" => json!(NONE),
        text => json!(text),
    }
}

/// The number at a path; 0 when there is none.
pub(super) fn count(object: &Value, path: &str) -> i64 {
    object.pointer(path).and_then(Value::as_i64).unwrap_or_default()
}

/// The items of a list at a path.
pub(super) fn items<'a>(object: &'a Value, path: &str) -> impl Iterator<Item = &'a Value> {
    object.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

/// How many entries a map or list has.
pub(super) fn len(object: &Value, path: &str) -> usize {
    match object.pointer(path) {
        Some(Value::Object(map)) => map.len(),
        Some(Value::Array(list)) => list.len(),
        _ => 0,
    }
}

/// The time since creation.
pub(super) fn age(object: &Value, now: DateTime<Utc>) -> Value {
    since(text(object, "/metadata/creationTimestamp"), now)
}

/// The time since `time`, short, as kubectl writes it.
pub(super) fn since(time: &str, now: DateTime<Utc>) -> Value {
    match DateTime::parse_from_rfc3339(time) {
        Ok(time) => json!(table::human_duration(now - time.with_timezone(&Utc))),
        Err(_) => json!(UNKNOWN),
    }
}

/// `a=1,b=2`, or `<none>`.
pub(super) fn pairs(object: &Value, path: &str) -> Value {
    let map = object.pointer(path).and_then(Value::as_object);
    let mut pairs: Vec<String> = map
        .into_iter()
        .flatten()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()))
        .collect();
    pairs.sort();
    joined(&pairs)
}

/// A label selector of an object: what must match, or `<none>`.
pub(super) fn selector(object: &Value, path: &str) -> Value {
    pairs(object, &format!("{path}/matchLabels"))
}

/// The texts joined by commas, or `<none>`.
pub(super) fn joined<S: AsRef<str>>(texts: &[S]) -> Value {
    if texts.is_empty() {
        return json!(NONE);
    }
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    json!(texts.join(","))
}

/// Names and images of the containers of a pod template, each joined by commas.
pub(super) fn containers(object: &Value, path: &str) -> [Value; 2] {
    let field = |field: &str| {
        let texts: Vec<&str> = items(object, path).map(|c| text(c, field)).collect();
        joined(&texts)
    };
    [field("/name"), field("/image")]
}

/// The status of the condition of this type.
pub(super) fn condition<'a>(object: &'a Value, type_: &str) -> Option<&'a Value> {
    items(object, "/status/conditions").find(|c| text(c, "/type") == type_)
}
