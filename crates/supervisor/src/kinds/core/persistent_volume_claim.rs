//! PersistentVolumeClaim.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::PersistentVolumeClaim;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, items, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<PersistentVolumeClaim>();
    resource.short_names = vec!["pvc".to_owned()];
    resource.status = true;
    resource.columns = vec![
        Column::text("Status", ".status.phase"),
        Column::text("Volume", ".spec.volumeName"),
        Column::text("Capacity", ".status.capacity.storage"),
        Column::text("Access Modes", ".status.accessModes"),
        Column::text("StorageClass", ".spec.storageClassName"),
        Column::text("VolumeAttributesClass", ".spec.volumeAttributesClassName"),
        Column::age(),
        Column::text("VolumeMode", ".spec.volumeMode").wide(),
    ];
    resource.strategy = Arc::new(Claims);
    resource
}

struct Claims;

impl Strategy for Claims {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        object["status"] = json!({"phase": "Pending"});
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.entry("volumeMode").or_insert(json!("Filesystem"));
        }
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let phase = if object["metadata"]["deletionTimestamp"].is_null() {
            text(object, "/status/phase")
        } else {
            "Terminating"
        };
        let bound = !text(object, "/spec/volumeName").is_empty();
        let modes: Vec<&str> = items(object, "/status/accessModes").filter_map(Value::as_str).map(short_mode).collect();
        let class = match text(object, "/spec/volumeAttributesClassName") {
            "" => "<unset>",
            class => class,
        };
        Some(vec![
            json!(phase),
            json!(text(object, "/spec/volumeName")),
            json!(if bound { text(object, "/status/capacity/storage") } else { "" }),
            json!(modes.join(",")),
            json!(text(object, "/spec/storageClassName")),
            json!(class),
            age(object, now),
            json!(text(object, "/spec/volumeMode")),
        ])
    }
}

fn short_mode(mode: &str) -> &str {
    match mode {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        other => other,
    }
}
