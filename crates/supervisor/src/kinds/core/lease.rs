//! Lease.

use std::sync::Arc;

use k8s_openapi::api::coordination::v1::Lease;

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
    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        node_restriction::check_lease(request)
    }
}
