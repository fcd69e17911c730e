//! The `/scale` subresource: `autoscaling/v1 Scale` seen through the paths that the kind names.

use serde_json::{Value, json};

use super::error::ApiError;
use super::object;
use super::registry::{Resource, Scale};

/// The value at a path such as `.spec.replicas`.
fn at<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').filter(|p| !p.is_empty()).try_fold(object, |value, part| value.get(part))
}

/// The scale of an object.
pub(crate) fn read(scale: &Scale, object: &Value) -> Value {
    let meta = |field: &str| object::meta(object).and_then(|m| m.get(field)).cloned().unwrap_or_default();
    let count = |path: &str| at(object, path).and_then(Value::as_i64).unwrap_or_default();
    let mut status = json!({"replicas": count(&scale.status_replicas_path)});
    let selector = scale.label_selector_path.as_deref().and_then(|path| at(object, path));
    if let Some(selector) = selector.and_then(selector_text) {
        status["selector"] = json!(selector);
    }
    let mut metadata = json!({});
    for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        let value = meta(field);
        if !value.is_null() {
            metadata[field] = value;
        }
    }
    json!({
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {"replicas": count(&scale.spec_replicas_path)},
        "status": status,
    })
}

/// A selector as text; built-in kinds keep it as an object with `matchLabels`.
fn selector_text(selector: &Value) -> Option<String> {
    if let Some(text) = selector.as_str() {
        return Some(text.to_owned());
    }
    let labels = selector.get("matchLabels")?.as_object()?;
    let mut pairs: Vec<String> =
        labels.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    pairs.sort();
    Some(pairs.join(","))
}

/// Sets the replicas of `object` to what `wanted` asks for.
///
/// # Errors
/// 422 when that is no number, or negative.
pub(crate) fn write(resource: &Resource, scale: &Scale, object: &mut Value, wanted: &Value) -> Result<(), ApiError> {
    let replicas = wanted.pointer("/spec/replicas").cloned().unwrap_or_else(|| json!(0));
    let name = object::name(object).to_owned();
    let invalid = |detail: &str| {
        let error = api::field::FieldError::invalid("spec.replicas", replicas.clone(), detail);
        ApiError::invalid_kind("autoscaling", "Scale", &name, &[error])
    };
    let Some(count) = replicas.as_i64() else { return Err(invalid("must be an integer")) };
    if count < 0 {
        return Err(invalid("must be greater than or equal to 0"));
    }
    let mut parts = scale.spec_replicas_path.split('.').filter(|p| !p.is_empty()).peekable();
    let mut place = object;
    while let Some(part) = parts.next() {
        if !place.is_object() {
            *place = json!({});
        }
        if parts.peek().is_none() {
            place[part] = json!(count);
            return Ok(());
        }
        place = &mut place[part];
    }
    Err(ApiError::internal(format!("{} has no path for its replicas", resource.qualified_name())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::schema::Schema;

    #[test]
    fn reads_and_writes_through_paths() {
        let scale = Scale {
            spec_replicas_path: ".spec.replicas".to_owned(),
            status_replicas_path: ".status.replicas".to_owned(),
            label_selector_path: Some(".spec.selector".to_owned()),
        };
        let mut object = json!({
            "metadata": {"name": "a", "uid": "u", "labels": {}},
            "spec": {"replicas": 2, "selector": {"matchLabels": {"b": "1", "a": "2"}}},
        });
        let read_out = read(&scale, &object);
        assert_eq!(read_out["spec"], json!({"replicas": 2}));
        assert_eq!(read_out["status"], json!({"replicas": 0, "selector": "a=2,b=1"}));
        assert_eq!(read_out["metadata"], json!({"name": "a", "uid": "u"}));
        let resource = Resource::new(("g", "v1", "A", "as"), || Schema::from_json(&json!({"type": "object"})).unwrap());
        write(&resource, &scale, &mut object, &json!({"spec": {"replicas": 5}})).unwrap();
        assert_eq!(object["spec"]["replicas"], 5);
        for bad in [json!({"spec": {"replicas": -1}}), json!({"spec": {"replicas": "x"}})] {
            assert_eq!(write(&resource, &scale, &mut object, &bad).unwrap_err().code(), 422);
        }
    }
}
