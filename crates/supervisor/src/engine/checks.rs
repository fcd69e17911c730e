//! What every incoming object is checked for: kind, unknown fields, metadata.

use api::field::{FieldError, Path, label_key, label_value, qualified_name};
use serde_json::{Map, Value, json};

use super::core::Warnings;
use super::error::ApiError;
use super::object;
use super::options::FieldValidation;
use super::registry::Resource;

/// Sets `apiVersion` and `kind` when they are missing.
///
/// # Errors
/// 400 when the object is of another kind or version.
pub(crate) fn kind(resource: &Resource, value: &mut Value) -> Result<(), ApiError> {
    let Some(fields) = value.as_object_mut() else {
        return Err(ApiError::bad_request("the body of the request is not an object"));
    };
    let expected = resource.api_version();
    let api_version = fields.entry("apiVersion").or_insert_with(|| json!(expected));
    if *api_version != expected {
        let found = api_version.as_str().unwrap_or_default().to_owned();
        return Err(ApiError::bad_request(format!(
            "the API version in the data ({found}) does not match the expected API version ({expected})"
        )));
    }
    let kind = fields.entry("kind").or_insert_with(|| json!(resource.kind));
    if *kind != resource.kind {
        let found = kind.as_str().unwrap_or_default();
        return Err(ApiError::bad_request(format!(
            "the kind in the data ({found}) does not match the expected kind ({})",
            resource.kind
        )));
    }
    if fields.get("metadata").is_some_and(|m| !m.is_object() && !m.is_null()) {
        return Err(ApiError::bad_request(format!(
            "{} in version \"{}\" cannot be handled as a {}: metadata is not an object",
            resource.kind, resource.version, resource.kind
        )));
    }
    Ok(())
}

/// Drops unknown fields, and tells of them and of duplicate ones as `validation` says.
///
/// # Errors
/// 400 with all of them when the validation is strict.
pub(crate) fn fields(
    resource: &Resource,
    value: &mut Value,
    duplicates: &[String],
    validation: FieldValidation,
    warnings: &Warnings,
) -> Result<(), ApiError> {
    let mut found = resource.schema().prune(value);
    found.extend_from_slice(duplicates);
    strictness(resource, &found, validation, warnings)
}

/// Tells of what was `found` in a body as `validation` says.
///
/// # Errors
/// 400 with all of it when the validation is strict.
pub(crate) fn strictness(
    resource: &Resource,
    found: &[String],
    validation: FieldValidation,
    warnings: &Warnings,
) -> Result<(), ApiError> {
    match validation {
        FieldValidation::Ignore => {}
        FieldValidation::Warn => found.iter().for_each(|text| warnings.add(text)),
        FieldValidation::Strict if found.is_empty() => {}
        FieldValidation::Strict => {
            return Err(ApiError::bad_request(format!(
                "{} in version \"{}\" cannot be handled as a {}: strict decoding error: {}",
                resource.kind,
                resource.version,
                resource.kind,
                found.join(", ")
            )));
        }
    }
    Ok(())
}

/// The longest sum of all annotations.
const MAX_ANNOTATIONS: usize = 256 << 10;

/// What is wrong with `metadata`.
pub(crate) fn metadata(resource: &Resource, value: &Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let path = Path::new("metadata");
    let name = object::name(value);
    if name.is_empty() {
        errors.push(FieldError::required(path.child("name"), "name or generateName is required"));
    } else {
        let wrong = path_segment(name).into_iter().chain(resource.strategy.validate_name(name));
        errors.extend(wrong.map(|rule| FieldError::invalid(path.child("name"), name, rule)));
    }
    let empty = Map::new();
    let meta = object::meta(value).unwrap_or(&empty);
    let map = |field: &str| meta.get(field).and_then(Value::as_object).into_iter().flatten();
    for (key, label) in map("labels") {
        let path = path.child("labels");
        errors.extend(label_key(key).into_iter().map(|rule| FieldError::invalid(&path, key.as_str(), rule)));
        let text = label.as_str().unwrap_or_default();
        errors.extend(label_value(text).into_iter().map(|rule| FieldError::invalid(&path, text, rule)));
    }
    let mut size = 0;
    for (key, annotation) in map("annotations") {
        let path = path.child("annotations");
        let wrong = qualified_name(&key.to_lowercase());
        errors.extend(wrong.into_iter().map(|rule| FieldError::invalid(&path, key.as_str(), rule)));
        size += key.len() + annotation.as_str().map_or(0, str::len);
    }
    if size > MAX_ANNOTATIONS {
        errors.push(FieldError::too_long(path.child("annotations"), MAX_ANNOTATIONS));
    }
    for finalizer in object::finalizers(value) {
        let wrong = qualified_name(finalizer);
        errors.extend(wrong.into_iter().map(|rule| FieldError::invalid(path.child("finalizers"), finalizer, rule)));
    }
    errors.extend(owners(value, &path.child("ownerReferences")));
    errors
}

fn owners(value: &Value, path: &Path) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut controllers = 0;
    let owners = object::meta(value).and_then(|m| m.get("ownerReferences")).and_then(Value::as_array);
    for (index, owner) in owners.into_iter().flatten().enumerate() {
        for field in ["apiVersion", "kind", "name", "uid"] {
            if owner.get(field).and_then(Value::as_str).unwrap_or_default().is_empty() {
                errors.push(FieldError::invalid(path.index(index).child(field), "", "must not be empty"));
            }
        }
        controllers += usize::from(owner.get("controller") == Some(&json!(true)));
    }
    if controllers > 1 {
        errors.push(FieldError::invalid(path, Value::Null, "Only one reference can have Controller set to true"));
    }
    errors
}

/// What keeps a name from being a part of a path, whatever the kind.
fn path_segment(name: &str) -> Option<String> {
    match name {
        "." | ".." => Some(format!("may not be '{name}'")),
        _ if name.contains(['/', '%']) => Some("may not contain '/' or '%'".to_owned()),
        _ => None,
    }
}
