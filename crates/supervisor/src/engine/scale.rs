//! The `/scale` subresource: `autoscaling/v1 Scale` seen through the paths that the kind names.

use serde_json::{Value, json};

use super::core::{Caller, Core, Place, Written, decode};
use super::error::ApiError;
use super::modify::{Patch, patch_error};
use super::object;
use super::options::WriteOptions;
use super::patch;
use super::registry::{Resource, Scale};
use super::update::{ATTEMPTS, Part};

/// How a request asks for another scale.
pub(crate) enum Wanted {
    /// This one, of the version that it names or of any.
    Whole(Value),
    /// The one that there is, patched.
    Patched(Patch),
}

impl Wanted {
    fn of(&self, current: &Value) -> Result<Value, ApiError> {
        match self {
            Wanted::Whole(scale) => Ok(scale.clone()),
            Wanted::Patched(Patch::Json(operations)) => {
                patch::json(current, operations).map_err(|error| patch_error(&error))
            }
            Wanted::Patched(Patch::Merge(merge) | Patch::Strategic(merge) | Patch::Apply(merge)) => {
                Ok(patch::merge(current, &merge.value))
            }
        }
    }
}

impl Core {
    /// Changes the scale of an object; of its newest version when the request names none.
    pub(crate) async fn scale(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        paths: &Scale,
        wanted: &Wanted,
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        for _ in 0..ATTEMPTS {
            let current = self.get(place)?;
            let old = decode(place.resource, &current)?;
            let scale = wanted.of(&read(paths, &old))?;
            let version = object::meta_text(&scale, "resourceVersion");
            if !matches!(version, "" | "0") && version != current.revision.to_string() {
                return Err(ApiError::modified(place.resource, place.name));
            }
            let mut new = old.clone();
            write(place.resource, paths, &mut new, &scale)?;
            let prepared = self.prepare(caller, place, Part::Scale, &old, new, options, true)?;
            if let Some(written) = self.store(caller, place, &current, prepared, &old, options.dry_run).await? {
                return Ok(written);
            }
        }
        Err(ApiError::modified(place.resource, place.name))
    }
}

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
