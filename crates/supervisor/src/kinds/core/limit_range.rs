//! LimitRange.

use std::sync::Arc;

use api::field::FieldError;
use k8s_openapi::api::core::v1::LimitRange;
use serde_json::Value;

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::quota::limits;

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<LimitRange>();
    resource.short_names = vec!["limits".to_owned()];
    resource.columns = vec![Column::text("Created At", ".metadata.creationTimestamp")];
    resource.strategy = Arc::new(LimitRanges);
    resource
}

struct LimitRanges;

impl Strategy for LimitRanges {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        limits::default(object);
    }

    fn prepare_update(&self, new: &mut Value, _: &Value) {
        limits::default(new);
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        limits::validate(object)
    }
}
