//! Endpoints.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Endpoints;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{NONE, age, count, items, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Endpoints>();
    resource.short_names = vec!["ep".to_owned()];
    resource.columns = vec![Column::text("Endpoints", ".subsets"), Column::age()];
    resource.strategy = Arc::new(EndpointsStrategy);
    resource
}

struct EndpointsStrategy;

/// Addresses that a row shows.
const SHOWN: usize = 3;

impl Strategy for EndpointsStrategy {
    fn allows_create_on_update(&self) -> bool {
        true
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let mut all = Vec::new();
        for subset in items(object, "/subsets") {
            let ports: Vec<i64> = items(subset, "/ports").map(|p| count(p, "/port")).collect();
            for address in items(subset, "/addresses") {
                let ip = text(address, "/ip");
                if ports.is_empty() {
                    all.push(ip.to_owned());
                }
                all.extend(ports.iter().map(|port| format!("{ip}:{port}")));
            }
        }
        let shown = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(",");
        let endpoints = match all.len() {
            0 => NONE.to_owned(),
            n if n > SHOWN => format!("{shown} + {} more...", n - SHOWN),
            _ => shown,
        };
        Some(vec![json!(endpoints), age(object, now)])
    }
}
