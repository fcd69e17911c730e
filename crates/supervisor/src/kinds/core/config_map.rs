//! ConfigMap.

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::{Value, json};

use super::secret::{MAX_DATA, decoded_len, immutable_errors};
use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, len};
use api::field::{FieldError, config_key};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<ConfigMap>();
    resource.short_names = vec!["cm".to_owned()];
    resource.columns = vec![Column::text("Data", ".data").of_type("integer"), Column::age()];
    resource.strategy = std::sync::Arc::new(ConfigMaps);
    resource
}

struct ConfigMaps;

impl Strategy for ConfigMaps {
    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut size = 0;
        let entries = |field: &str| object.get(field).and_then(Value::as_object).into_iter().flatten();
        for field in ["data", "binaryData"] {
            for (key, value) in entries(field) {
                let path = format!("{field}[{key}]");
                errors.extend(config_key(key).into_iter().map(|rule| FieldError::invalid(&*path, key.as_str(), rule)));
                size += if field == "data" { value.as_str().map_or(0, str::len) } else { decoded_len(value) };
            }
        }
        let both =
            entries("data").filter(|(key, _)| object.pointer("/binaryData").is_some_and(|b| b.get(key).is_some()));
        errors.extend(both.map(|(key, _)| {
            let rule = "duplicate of key present in binaryData";
            FieldError::invalid(format!("data[{key}]"), key.as_str(), rule)
        }));
        if size > MAX_DATA {
            errors.push(FieldError::too_long("[]", MAX_DATA));
        }
        errors
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        let mut errors = immutable_errors(new, old, &["data", "binaryData"]);
        errors.extend(self.validate(new));
        errors
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let data = len(object, "/data") + len(object, "/binaryData");
        Some(vec![json!(data), age(object, now)])
    }
}
