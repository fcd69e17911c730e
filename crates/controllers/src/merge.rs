//! The smallest JSON merge patch that leads from one value to another (RFC 7396).

use serde_json::{Map, Value};

/// `None` when both are the same. Fields that are gone become `null`; arrays are replaced as a whole.
pub(crate) fn difference(from: &Value, to: &Value) -> Option<Value> {
    match (from, to) {
        (Value::Object(from), Value::Object(to)) => {
            let mut patch = Map::new();
            for (name, value) in to {
                match from.get(name) {
                    Some(old) => {
                        if let Some(change) = difference(old, value) {
                            patch.insert(name.clone(), change);
                        }
                    }
                    None => {
                        patch.insert(name.clone(), value.clone());
                    }
                }
            }
            for name in from.keys().filter(|name| !to.contains_key(*name)) {
                patch.insert(name.clone(), Value::Null);
            }
            (!patch.is_empty()).then_some(Value::Object(patch))
        }
        _ => (from != to).then(|| to.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn smallest_patch() {
        let cases = [
            (json!({"a": 1}), json!({"a": 1}), None),
            (json!({"a": 1}), json!({"a": 2}), Some(json!({"a": 2}))),
            (json!({"a": 1, "b": {"c": 1, "d": 2}}), json!({"a": 1, "b": {"c": 1}}), Some(json!({"b": {"d": null}}))),
            (json!({"a": [1, 2]}), json!({"a": [2]}), Some(json!({"a": [2]}))),
            (json!({}), json!({"a": {"b": 1}}), Some(json!({"a": {"b": 1}}))),
            (json!(null), json!({"a": 1}), Some(json!({"a": 1}))),
        ];
        for (from, to, patch) in cases {
            assert_eq!(difference(&from, &to), patch, "{from} → {to}");
        }
    }
}
