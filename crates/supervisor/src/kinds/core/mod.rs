//! The core group, and Lease, which every cluster needs beside it.

mod config_map;
mod endpoints;
pub(super) mod event;
pub(super) mod lease;
mod limit_range;
pub(super) mod namespace;
mod node;
pub(super) mod node_restriction;
mod persistent_volume_claim;
mod pod;
mod resource_quota;
pub(super) mod secret;
mod service;
pub(super) mod service_account;

use crate::engine::Resource;

/// All of them, in the order of discovery.
pub(super) fn resources() -> Vec<Resource> {
    vec![
        config_map::resource(),
        endpoints::resource(),
        event::resource(),
        limit_range::resource(),
        namespace::resource(),
        node::resource(),
        persistent_volume_claim::resource(),
        pod::resource(),
        resource_quota::resource(),
        secret::resource(),
        service::resource(),
        service_account::resource(),
        lease::resource(),
    ]
}
