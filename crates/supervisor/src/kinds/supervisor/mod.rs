//! The kinds of the crate `api`, as their definitions say, and what some of them need beside their rules.

mod cluster_access;
mod file_secrets;
pub(in crate::kinds) mod quota_request;
mod ruled;

use std::sync::Arc;

use crate::engine::{Resource, Strategy};

/// All kinds of `api`.
pub(super) fn resources() -> Vec<Resource> {
    api::kinds()
        .iter()
        .map(|crd| {
            let mut resource = Resource::from_crd(crd).unwrap_or_else(|error| {
                unreachable!("the kinds of this program are well defined, as a test shows: {error}")
            });
            let ruled = ruled::Ruled::new(&resource.group, &resource.kind);
            let strategy: Arc<dyn Strategy> = match resource.kind.as_str() {
                "ClusterAccess" => Arc::new(cluster_access::ClusterAccesses(ruled)),
                "QuotaRequest" => Arc::new(quota_request::QuotaRequests(ruled)),
                kind => match file_secrets::FileSecrets::new(kind, ruled) {
                    Ok(strategy) => Arc::new(strategy),
                    Err(ruled) => Arc::new(ruled),
                },
            };
            resource.strategy = strategy;
            resource
        })
        .collect()
}
