//! Server-side apply that writes only when it would change something.
//!
//! Two things tell that there is nothing to write: the live object carries the hash of what was applied last (so that
//! nothing that was taken out since is still there), and it still says everything that is wanted (so that nobody has
//! changed it since).

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{error::Error, informer::Kind, key::Key, meta, objects::Objects};

/// Annotation: hash of what the controller applied last.
const APPLIED: &str = "atoll.dev/applied";

/// Brings the object to `desired`, the complete set of fields that the manager cares for. True when it was written.
pub(crate) async fn apply<K: Kind>(
    objects: &Objects<K>,
    manager: &str,
    key: Key,
    mut desired: Value,
) -> Result<bool, Error> {
    prune(&mut desired);
    let hash = short_hash(&desired);
    if let Some(live) = objects.get(&key)
        && meta::annotation(live.meta(), APPLIED) == Some(hash.as_str())
        && contains(&serde_json::to_value(live.as_ref())?, &desired)
    {
        return Ok(false);
    }
    if !desired["metadata"]["annotations"].is_object() {
        desired["metadata"]["annotations"] = Value::Object(Map::new());
    }
    desired["metadata"]["annotations"][APPLIED] = Value::String(hash);
    objects.apply(manager, &key, &desired).await?;
    Ok(true)
}

/// The first 10 hex digits of the SHA-256 of the value's JSON, whose fields are in alphabetical or in fixed order.
pub(crate) fn short_hash(value: &Value) -> String {
    Sha256::digest(value.to_string()).iter().take(5).map(|byte| format!("{byte:02x}")).collect()
}

/// Takes out `null`s: in an apply they would ask for a field to be nothing, not to be left alone.
pub(crate) fn prune(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(prune);
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

/// Whether `live` says everything that `wanted` says. An empty list or object may also be absent.
fn contains(live: &Value, wanted: &Value) -> bool {
    match (live, wanted) {
        (Value::Object(live), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| contains(live.get(name).unwrap_or(&Value::Null), wanted))
        }
        (Value::Array(live), Value::Array(wanted)) => {
            live.len() == wanted.len() && live.iter().zip(wanted).all(|(live, wanted)| contains(live, wanted))
        }
        (Value::Null, Value::Object(wanted)) => wanted.values().all(|wanted| contains(&Value::Null, wanted)),
        (Value::Null, Value::Array(wanted)) => wanted.is_empty(),
        _ => live == wanted,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn contains_what_is_wanted() {
        for (live, wanted, expected) in [
            (json!({"a": 1, "b": 2}), json!({"a": 1}), true),
            (json!({"a": 1}), json!({"a": 2}), false),
            (json!({"a": [{"x": 1, "default": true}]}), json!({"a": [{"x": 1}]}), true),
            (json!({"a": [1, 2]}), json!({"a": [1]}), false),
            (json!({}), json!({"a": {"b": []}}), true),
            (json!({}), json!({"a": {"b": 1}}), false),
            (json!({"a": "1"}), json!({"a": 1}), false),
        ] {
            assert_eq!(contains(&live, &wanted), expected, "{live} ⊇ {wanted}");
        }
    }

    #[test]
    fn nulls_are_taken_out() {
        let mut value = json!({"a": null, "b": {"c": null, "d": [ {"e": null} ]}});
        prune(&mut value);
        assert_eq!(value, json!({"b": {"d": [{}]}}));
    }
}
