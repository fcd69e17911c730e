//! Tables: what `kubectl get` prints.

mod age;

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::jsonpath;
use super::registry::Column;

pub use age::human_duration;

/// What lies further in the future is not explained by clocks that differ.
const AHEAD: TimeDelta = TimeDelta::seconds(1);

/// `columnDefinitions` of a table with these columns, after the one with the object's name, which comes first always.
pub fn definitions(columns: &[Column]) -> Vec<Value> {
    let name = json!({
        "name": "Name",
        "type": "string",
        "format": "name",
        "description": "Name must be unique within a namespace. Is required when creating resources, although some \
            resources may allow a client to request the generation of an appropriate name automatically.",
        "priority": 0,
    });
    let others = columns.iter().map(|column| {
        json!({
            "name": column.name,
            "type": column.type_,
            "format": column.format,
            "description": column.description,
            "priority": column.priority,
        })
    });
    std::iter::once(name).chain(others).collect()
}

/// The cells of an object's row: its name, then what is at the path of each column. A column whose path leads nowhere
/// or to a value of another type has null, which kubectl leaves empty.
pub fn render(columns: &[Column], object: &Value, now: DateTime<Utc>) -> Vec<Value> {
    let name = object.get("metadata").and_then(|metadata| metadata.get("name")).cloned().unwrap_or_default();
    let others = columns.iter().map(|column| match jsonpath::first_at(&column.json_path, object) {
        Some(value) => cell(&column.type_, value, now),
        None => Value::Null,
    });
    std::iter::once(name).chain(others).collect()
}

/// A value as a column of this type shows it; null when it has another type. A date is the time since then, or until
/// then when it lies ahead.
fn cell(type_: &str, value: &Value, now: DateTime<Utc>) -> Value {
    match (type_, value) {
        (_, Value::Null) => Value::Null,
        ("integer", Value::Number(number)) => {
            let whole = || number.as_f64().map(|float| Value::from(float as i64));
            number.as_i64().map(Value::from).or_else(whole).unwrap_or_default()
        }
        ("number", Value::Number(_)) | ("boolean", Value::Bool(_)) => value.clone(),
        ("string", Value::String(_)) => value.clone(),
        ("string", other) => Value::String(other.to_string()),
        ("date", Value::String(time)) => Value::String(match DateTime::parse_from_rfc3339(time) {
            Ok(time) if time > now + AHEAD => format!("in {}", human_duration(time.signed_duration_since(now))),
            Ok(time) => human_duration(now.signed_duration_since(time)),
            Err(_) => "<invalid>".to_owned(),
        }),
        _ => Value::Null,
    }
}
