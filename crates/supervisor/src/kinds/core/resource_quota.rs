//! ResourceQuota.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ResourceQuota;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::age;
use crate::kinds::quota::spec;

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<ResourceQuota>();
    resource.short_names = vec!["quota".to_owned()];
    resource.status = true;
    resource.columns = vec![Column::text("Request", ".status"), Column::text("Limit", ".status"), Column::age()];
    resource.strategy = Arc::new(Quotas);
    resource
}

struct Quotas;

impl Strategy for Quotas {
    fn validate(&self, object: &Value) -> Vec<FieldError> {
        spec::validate(object)
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        spec::validate_update(new, old)
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let hard = object.pointer("/status/hard").or_else(|| object.pointer("/spec/hard")).and_then(Value::as_object);
        let (mut requests, mut limits) = (Vec::new(), Vec::new());
        for (name, hard) in hard.into_iter().flatten() {
            let used = object.pointer("/status/used").and_then(|u| u.get(name)).and_then(Value::as_str).unwrap_or("0");
            let text = format!("{name}: {used}/{}", hard.as_str().unwrap_or_default());
            if name.starts_with("limits.") { limits.push(text) } else { requests.push(text) }
        }
        requests.sort();
        limits.sort();
        Some(vec![json!(requests.join(", ")), json!(limits.join(", ")), age(object, now)])
    }
}
