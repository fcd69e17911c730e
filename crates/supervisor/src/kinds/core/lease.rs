//! Lease.

use std::sync::Arc;

use k8s_openapi::api::coordination::v1::Lease;

use super::node_restriction;
use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Column, Resource, Strategy};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Lease>();
    resource.columns = vec![Column::text("Holder", ".spec.holderIdentity"), Column::age()];
    resource.strategy = Arc::new(Leases);
    resource
}

struct Leases;

impl Strategy for Leases {
    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        node_restriction::check_lease(request)
    }
}
