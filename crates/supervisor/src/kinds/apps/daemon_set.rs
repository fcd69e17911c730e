//! DaemonSet.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::DaemonSet;
use serde_json::{Value, json};

use super::{template_cells, template_columns, workload};
use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, count, pairs};

pub(super) fn resource() -> Resource {
    let mut resource = workload(Resource::builtin::<DaemonSet>(), "ds");
    let number = |name: &str, field: &str| Column::text(name, &format!(".status.{field}")).of_type("integer");
    resource.columns = vec![
        number("Desired", "desiredNumberScheduled"),
        number("Current", "currentNumberScheduled"),
        number("Ready", "numberReady"),
        number("Up-to-date", "updatedNumberScheduled"),
        number("Available", "numberAvailable"),
        Column::text("Node Selector", ".spec.template.spec.nodeSelector"),
        Column::age(),
    ];
    resource.columns.extend(template_columns());
    resource.strategy = Arc::new(DaemonSets);
    resource
}

struct DaemonSets;

impl Strategy for DaemonSets {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            if spec.get("updateStrategy").is_none_or(|s| s["type"].as_str().unwrap_or_default().is_empty()) {
                let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}});
                spec.insert("updateStrategy".to_owned(), rolling);
            }
            spec.entry("revisionHistoryLimit").or_insert(json!(10));
        }
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let status = |field: &str| json!(count(object, &format!("/status/{field}")));
        let mut cells = vec![
            status("desiredNumberScheduled"),
            status("currentNumberScheduled"),
            status("numberReady"),
            status("updatedNumberScheduled"),
            status("numberAvailable"),
            pairs(object, "/spec/template/spec/nodeSelector"),
            age(object, now),
        ];
        cells.extend(template_cells(object));
        Some(cells)
    }
}
