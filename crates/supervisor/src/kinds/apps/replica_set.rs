//! ReplicaSet.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::apps::v1::ReplicaSet;
use serde_json::{Value, json};

use super::{one_replica, scale, template_cells, template_columns, workload};
use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, count};

pub(super) fn resource() -> Resource {
    let mut resource = workload(Resource::builtin::<ReplicaSet>(), "rs");
    resource.scale = scale();
    resource.columns = vec![
        Column::text("Desired", ".spec.replicas").of_type("integer"),
        Column::text("Current", ".status.replicas").of_type("integer"),
        Column::text("Ready", ".status.readyReplicas").of_type("integer"),
        Column::age(),
    ];
    resource.columns.extend(template_columns());
    resource.strategy = Arc::new(ReplicaSets);
    resource
}

struct ReplicaSets;

impl Strategy for ReplicaSets {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        one_replica(object);
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let mut cells = vec![
            json!(count(object, "/spec/replicas")),
            json!(count(object, "/status/replicas")),
            json!(count(object, "/status/readyReplicas")),
            age(object, now),
        ];
        cells.extend(template_cells(object));
        Some(cells)
    }
}
