//! Lease.

use k8s_openapi::api::coordination::v1::Lease;

use crate::engine::{Column, Resource};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Lease>();
    resource.columns = vec![Column::text("Holder", ".spec.holderIdentity"), Column::age()];
    resource
}
