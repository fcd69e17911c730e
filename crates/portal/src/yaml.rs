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

/// As [`shown`], to be compared with another version of it: without the numbers that differ after every write.
pub(crate) fn compared(object: &Value) -> String {
    let mut object = object.clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("resourceVersion");
        metadata.remove("generation");
    }
    shown(&object)
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
    hide_join_tokens(&mut object);
    written(&object)
}

/// Kubeadm's own objects carry the token by which a machine joins.
fn hide_join_tokens(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match (name.as_str(), field) {
                    ("bootstrapToken", Value::Object(token)) => hide_token(token),
                    ("bootstrapTokens", Value::Array(tokens)) => {
                        tokens.iter_mut().filter_map(Value::as_object_mut).for_each(hide_token);
                    }
                    (_, other) => hide_join_tokens(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(hide_join_tokens),
        _ => {}
    }
}

fn hide_token(token: &mut Map<String, Value>) {
    if let Some(token) = token.get_mut("token").filter(|token| token.is_string()) {
        *token = Value::String("(hidden)".to_owned());
    }
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
    fn join_tokens_are_hidden_wherever_they_stand() {
        let join = json!({"discovery": {"bootstrapToken": {"token": "abcdef.0123456789abcdef", "caCertHashes": ["sha256:1"]}}});
        let init = json!({"bootstrapTokens": [{"token": "abcdef.0123456789abcdef", "ttl": "15m"}]});
        let text =
            shown(&json!({"kind": "KubeadmConfig", "spec": {"joinConfiguration": join, "initConfiguration": init}}));
        assert!(text.contains("sha256:1") && text.contains("15m") && !text.contains("abcdef"), "{text}");
    }

    #[test]
    fn an_object_survives_its_yaml() {
        let object = json!({"a": [1, {"b": "yes"}], "empty": "", "multi": "x\ny\n", "number": "1", "null": null});
        let back: serde_json::Value = serde_saphyr::from_str(&super::written(&object)).expect("valid YAML");
        assert_eq!(back, object);
    }
}
