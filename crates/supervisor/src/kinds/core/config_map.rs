//! ConfigMap.

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ConfigMap;
use serde_json::{Value, json};

use super::secret::immutable_errors;
use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, len};
use api::field::FieldError;

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<ConfigMap>();
    resource.short_names = vec!["cm".to_owned()];
    resource.columns = vec![Column::text("Data", ".data").of_type("integer"), Column::age()];
    resource.strategy = std::sync::Arc::new(ConfigMaps);
    resource
}

struct ConfigMaps;

impl Strategy for ConfigMaps {
    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        immutable_errors(new, old, &["data", "binaryData"])
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let data = len(object, "/data") + len(object, "/binaryData");
        Some(vec![json!(data), age(object, now)])
    }
}
