//! StatefulSet.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::StatefulSet;
use serde_json::{Value, json};

use super::{one_replica, scale, template_cells, template_columns, workload};
use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, count};

pub(super) fn resource() -> Resource {
    let mut resource = workload(Resource::builtin::<StatefulSet>(), "sts");
    resource.scale = scale();
    resource.columns = vec![Column::text("Ready", ".status.readyReplicas"), Column::age()];
    resource.columns.extend(template_columns().into_iter().take(2));
    resource.strategy = Arc::new(StatefulSets);
    resource
}

struct StatefulSets;

impl Strategy for StatefulSets {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        one_replica(object);
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.entry("podManagementPolicy").or_insert(json!("OrderedReady"));
            if spec.get("updateStrategy").is_none_or(|s| s["type"].as_str().unwrap_or_default().is_empty()) {
                let rolling = json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}});
                spec.insert("updateStrategy".to_owned(), rolling);
            }
            spec.entry("revisionHistoryLimit").or_insert(json!(10));
        }
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let ready = count(object, "/status/readyReplicas");
        let mut cells = vec![json!(format!("{ready}/{}", count(object, "/spec/replicas"))), age(object, now)];
        cells.extend(template_cells(object).into_iter().take(2));
        Some(cells)
    }
}
