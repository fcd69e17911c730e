//! Secret.

pub(in crate::kinds) mod bootstrap_token;

use std::sync::Arc;

use api::field::{FieldError, config_key};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Secret;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, len};

/// The type of Secrets that hold a token of a service account.
pub(super) const SERVICE_ACCOUNT_TOKEN: &str = "kubernetes.io/service-account-token";
/// The annotation that names the service account.
pub(super) const SERVICE_ACCOUNT: &str = "kubernetes.io/service-account.name";
/// The largest sum of all values of a Secret or ConfigMap, in bytes.
pub(super) const MAX_DATA: usize = 1 << 20;

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Secret>();
    resource.columns =
        vec![Column::text("Type", ".type"), Column::text("Data", ".data").of_type("integer"), Column::age()];
    resource.strategy = Arc::new(Secrets);
    resource
}

struct Secrets;

impl Strategy for Secrets {
    fn is_secret(&self) -> bool {
        true
    }

    fn prepare_create(&self, object: &mut Value, _: &User) {
        complete(object);
    }

    fn prepare_update(&self, new: &mut Value, _: &Value) {
        complete(new);
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let data = object.get("data").and_then(Value::as_object);
        let mut size = 0;
        for (key, value) in data.into_iter().flatten() {
            let path = format!("data[{key}]");
            errors.extend(config_key(key).into_iter().map(|rule| FieldError::invalid(&*path, key.as_str(), rule)));
            size += decoded_len(value);
        }
        if size > MAX_DATA {
            errors.push(FieldError::too_long("data", MAX_DATA));
        }
        let needed: &[&str] = match object.get("type").and_then(Value::as_str) {
            Some("kubernetes.io/tls") => &["tls.crt", "tls.key"],
            Some("kubernetes.io/dockerconfigjson") => &[".dockerconfigjson"],
            Some("kubernetes.io/ssh-auth") => &["ssh-privatekey"],
            _ => &[],
        };
        if object.get("type").and_then(Value::as_str) == Some(SERVICE_ACCOUNT_TOKEN)
            && object.pointer("/metadata/annotations").is_none_or(|all| all.get(SERVICE_ACCOUNT).is_none())
        {
            errors.push(FieldError::required(format!("metadata.annotations[{SERVICE_ACCOUNT}]"), ""));
        }
        let missing = needed.iter().filter(|key| !data.is_some_and(|d| d.contains_key(**key)));
        errors.extend(missing.map(|key| FieldError::required(format!("data[{key}]"), "")));
        errors
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        let mut errors = self.validate(new);
        if new.get("type") != old.get("type") {
            errors.push(FieldError::immutable("type", new.get("type").cloned().unwrap_or_default()));
        }
        errors.extend(immutable_errors(new, old, &["data"]));
        errors
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(vec![object.get("type").cloned().unwrap_or_default(), json!(len(object, "/data")), age(object, now)])
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &["type"]
    }
}

/// Sets the type, and moves `stringData` into `data`.
fn complete(object: &mut Value) {
    let Some(fields) = object.as_object_mut() else { return };
    if fields.get("type").and_then(Value::as_str).unwrap_or_default().is_empty() {
        fields.insert("type".to_owned(), json!("Opaque"));
    }
    let Some(Value::Object(texts)) = fields.shift_remove("stringData") else { return };
    let data = fields.entry("data").or_insert_with(|| json!({}));
    for (name, text) in texts {
        data[name] = json!(STANDARD.encode(text.as_str().unwrap_or_default()));
    }
}

/// The number of bytes that a text in base64 stands for.
pub(super) fn decoded_len(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.trim_end_matches('=').len() * 3 / 4)
}

/// What is wrong with changing an object that is marked immutable.
pub(super) fn immutable_errors(new: &Value, old: &Value, fields: &[&str]) -> Vec<FieldError> {
    if old.get("immutable") != Some(&json!(true)) {
        return Vec::new();
    }
    let forbidden = |field: &str| FieldError::forbidden(field, "field is immutable when `immutable` is set");
    let mut errors = Vec::new();
    if new.get("immutable") != Some(&json!(true)) {
        errors.push(forbidden("immutable"));
    }
    errors.extend(fields.iter().filter(|f| new.get(**f) != old.get(**f)).map(|f| forbidden(f)));
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_data() {
        let mut secret = json!({"stringData": {"a": "x"}, "data": {"a": "b2xk", "b": "eQ=="}});
        complete(&mut secret);
        assert_eq!(secret, json!({"data": {"a": "eA==", "b": "eQ=="}, "type": "Opaque"}));
    }

    #[test]
    fn immutable_ones_stay() {
        let old = json!({"immutable": true, "data": {"a": "eA=="}, "type": "Opaque"});
        assert!(Secrets.validate_update(&old, &old).is_empty());
        let mut new = old.clone();
        new["data"]["a"] = json!("eQ==");
        new["immutable"] = json!(false);
        assert_eq!(Secrets.validate_update(&new, &old).len(), 2);
        let missing = Secrets.validate(&json!({"type": "kubernetes.io/tls", "data": {"tls.crt": ""}}));
        assert_eq!(missing[0].to_string(), "data[tls.key]: Required value");
    }
}
