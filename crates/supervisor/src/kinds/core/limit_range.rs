//! LimitRange.

use k8s_openapi::api::core::v1::LimitRange;

use crate::engine::{Column, Resource};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<LimitRange>();
    resource.short_names = vec!["limits".to_owned()];
    resource.columns = vec![Column::text("Created At", ".metadata.creationTimestamp")];
    resource
}
