//! Deployment.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::Deployment;
use serde_json::{Value, json};

use super::{one_replica, scale, template_cells, template_columns, workload};
use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, count};

pub(super) fn resource() -> Resource {
    let mut resource = workload(Resource::builtin::<Deployment>(), "deploy");
    resource.scale = scale();
    resource.columns = vec![
        Column::text("Ready", ".status.readyReplicas"),
        Column::text("Up-to-date", ".status.updatedReplicas"),
        Column::text("Available", ".status.availableReplicas"),
        Column::age(),
    ];
    resource.columns.extend(template_columns());
    resource.strategy = Arc::new(Deployments);
    resource
}

struct Deployments;

impl Strategy for Deployments {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        one_replica(object);
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            if spec.get("strategy").is_none_or(|s| s["type"].as_str().unwrap_or_default().is_empty()) {
                spec.insert(
                    "strategy".to_owned(),
                    json!({
                        "type": "RollingUpdate",
                        "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"},
                    }),
                );
            }
            spec.entry("revisionHistoryLimit").or_insert(json!(10));
            spec.entry("progressDeadlineSeconds").or_insert(json!(600));
        }
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        let selector = |object: &Value| object.pointer("/spec/selector").cloned().unwrap_or_default();
        if selector(new) == selector(old) {
            return Vec::new();
        }
        vec![FieldError::immutable("spec.selector", selector(new))]
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let status = |field: &str| count(object, &format!("/status/{field}"));
        let mut cells = vec![
            json!(format!("{}/{}", status("readyReplicas"), count(object, "/spec/replicas"))),
            json!(status("updatedReplicas").to_string()),
            json!(status("availableReplicas").to_string()),
            age(object, now),
        ];
        cells.extend(template_cells(object));
        Some(cells)
    }
}
