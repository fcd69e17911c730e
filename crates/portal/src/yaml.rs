//! Objects as YAML for people: secrets hidden, bookkeeping left out. Pure.

use serde_json::{Map, Value};

/// The object as YAML, `Secret` values replaced by their size, without `managedFields`.
pub(crate) fn shown(object: &Value) -> String {
    let mut object = object.clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    whole(&object)
}

/// As [`shown`], with `managedFields`.
pub(crate) fn whole(object: &Value) -> String {
    let mut object = object.clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        let annotations = metadata.get_mut("annotations").and_then(Value::as_object_mut);
        if let Some(annotations) = annotations {
            // The last applied configuration repeats the object, secrets included.
            annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
        }
    }
    if object.get("kind").and_then(Value::as_str) == Some("Secret") {
        for part in ["data", "stringData"] {
            if let Some(values) = object.get_mut(part).and_then(Value::as_object_mut) {
                hide(values);
            }
        }
    }
    written(&object)
}

fn hide(values: &mut Map<String, Value>) {
    for value in values.values_mut() {
        let size = value.as_str().map_or(0, |text| text.len() / 4 * 3);
        *value = Value::String(format!("(hidden, about {size} bytes)"));
    }
}

/// Any value as YAML.
pub(crate) fn written(value: &Value) -> String {
    serde_saphyr::to_string(value).unwrap_or_else(|error| format!("# cannot be shown as YAML: {error}\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::shown;

    #[test]
    fn secrets_and_bookkeeping_are_left_out() {
        let text = shown(&json!({
            "apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "x", "managedFields": [{}], "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}"}},
            "data": {"key": "c2VjcmV0c2VjcmV0"}
        }));
        assert!(text.contains("key: (hidden, about 12 bytes)"), "{text}");
        assert!(!text.contains("managedFields") && !text.contains("c2Vj") && !text.contains("last-applied"), "{text}");
    }

    #[test]
    fn an_object_survives_its_yaml() {
        let object = json!({"a": [1, {"b": "yes"}], "empty": "", "multi": "x\ny\n", "number": "1", "null": null});
        let back: serde_json::Value = serde_saphyr::from_str(&super::written(&object)).expect("valid YAML");
        assert_eq!(back, object);
    }
}
