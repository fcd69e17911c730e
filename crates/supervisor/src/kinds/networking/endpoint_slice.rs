//! EndpointSlice.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::discovery::v1::EndpointSlice;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, count, items, joined, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<EndpointSlice>();
    resource.generation = true;
    resource.columns = vec![
        Column::text("AddressType", ".addressType"),
        Column::text("Ports", ".ports"),
        Column::text("Endpoints", ".endpoints"),
        Column::age(),
    ];
    resource.strategy = Arc::new(EndpointSlices);
    resource
}

struct EndpointSlices;

impl Strategy for EndpointSlices {
    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let ports: Vec<String> = items(object, "/ports").map(|p| count(p, "/port").to_string()).collect();
        let addresses: Vec<&str> =
            items(object, "/endpoints").flat_map(|e| items(e, "/addresses")).filter_map(Value::as_str).collect();
        Some(vec![json!(text(object, "/addressType")), joined(&ports), joined(&addresses), age(object, now)])
    }
}
