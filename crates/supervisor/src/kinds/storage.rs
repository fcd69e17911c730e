//! The group `storage.k8s.io`: StorageClass.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::storage::v1::StorageClass;
use serde_json::{Value, json};

use super::printing::{age, text};
use crate::engine::{Column, Resource, Strategy, User};

pub(super) fn resources() -> Vec<Resource> {
    let mut resource = Resource::builtin::<StorageClass>();
    resource.short_names = vec!["sc".to_owned()];
    resource.columns = vec![
        Column::text("Provisioner", ".provisioner"),
        Column::text("ReclaimPolicy", ".reclaimPolicy"),
        Column::text("VolumeBindingMode", ".volumeBindingMode"),
        Column::text("AllowVolumeExpansion", ".allowVolumeExpansion").of_type("boolean"),
        Column::age(),
    ];
    resource.strategy = Arc::new(StorageClasses);
    vec![resource]
}

struct StorageClasses;

impl Strategy for StorageClasses {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        if let Some(fields) = object.as_object_mut() {
            fields.entry("reclaimPolicy").or_insert(json!("Delete"));
            fields.entry("volumeBindingMode").or_insert(json!("Immediate"));
        }
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]
            .into_iter()
            .filter(|field| new.get(*field) != old.get(*field))
            .map(|field| FieldError::forbidden(field, format!("updates to {field} are forbidden.")))
            .collect()
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(vec![
            json!(text(object, "/provisioner")),
            json!(text(object, "/reclaimPolicy")),
            json!(text(object, "/volumeBindingMode")),
            json!(object.get("allowVolumeExpansion") == Some(&json!(true))),
            age(object, now),
        ])
    }
}
