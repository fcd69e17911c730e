//! The group `policy`: PodDisruptionBudget, stored only.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use serde_json::{Value, json};

use super::printing::{age, count};
use crate::engine::{Column, Resource, Strategy};

pub(super) fn resources() -> Vec<Resource> {
    let mut resource = Resource::builtin::<PodDisruptionBudget>();
    resource.short_names = vec!["pdb".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource.columns = vec![
        Column::text("Min Available", ".spec.minAvailable"),
        Column::text("Max Unavailable", ".spec.maxUnavailable"),
        Column::text("Allowed Disruptions", ".status.disruptionsAllowed").of_type("integer"),
        Column::age(),
    ];
    resource.strategy = Arc::new(Budgets);
    vec![resource]
}

struct Budgets;

impl Strategy for Budgets {
    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let amount = |path: &str| match object.pointer(path) {
            None | Some(Value::Null) => json!("N/A"),
            Some(Value::String(text)) => json!(text),
            Some(number) => json!(number.to_string()),
        };
        Some(vec![
            amount("/spec/minAvailable"),
            amount("/spec/maxUnavailable"),
            json!(count(object, "/status/disruptionsAllowed")),
            age(object, now),
        ])
    }
}
