//! NetworkPolicy.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use serde_json::Value;

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, selector};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<NetworkPolicy>();
    resource.short_names = vec!["netpol".to_owned()];
    resource.generation = true;
    resource.columns = vec![Column::text("Pod-Selector", ".spec.podSelector"), Column::age()];
    resource.strategy = Arc::new(NetworkPolicies);
    resource
}

struct NetworkPolicies;

impl Strategy for NetworkPolicies {
    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(vec![selector(object, "/spec/podSelector"), age(object, now)])
    }
}
