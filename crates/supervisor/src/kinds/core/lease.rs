//! Lease.

use std::sync::Arc;

use api::field::FieldError;
use k8s_openapi::api::coordination::v1::Lease;
use serde_json::Value;

use super::node_restriction;
use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Column, Fence, Resource, Strategy};
use crate::kinds::printing::{count, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Lease>();
    resource.columns = vec![Column::text("Holder", ".spec.holderIdentity"), Column::age()];
    resource.strategy = Arc::new(Leases);
    resource
}

/// A fence that holds as long as `holder` holds a Lease, in the term in which it took it: `spec.leaseTransitions` counts
/// the terms.
pub(in crate::kinds) fn fence(namespace: &str, name: &str, holder: &str, transitions: i64) -> Fence {
    let holder = holder.to_owned();
    Fence::new(("coordination.k8s.io", "leases"), namespace, name, move |lease| {
        text(lease, "/spec/holderIdentity") == holder && count(lease, "/spec/leaseTransitions") == transitions
    })
}

struct Leases;

impl Strategy for Leases {
    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let at_least = |field: &str, least: i64, rule: &str| {
            let number = object.pointer(&format!("/spec/{field}")).and_then(Value::as_i64)?;
            (number < least).then(|| FieldError::invalid(format!("spec.{field}"), number, rule))
        };
        let duration = at_least("leaseDurationSeconds", 1, "must be greater than 0");
        let transitions = at_least("leaseTransitions", 0, "must be greater than or equal to 0");
        duration.into_iter().chain(transitions).collect()
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        node_restriction::check_lease(request)
    }

    fn allows_create_on_update(&self) -> bool {
        true
    }
}
