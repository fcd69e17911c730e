//! The group `networking.k8s.io`: Ingress and NetworkPolicy, and EndpointSlice of `discovery.k8s.io`; stored only.

mod endpoint_slice;
mod ingress;
mod network_policy;

use crate::engine::Resource;

pub(super) fn resources() -> Vec<Resource> {
    vec![ingress::resource(), network_policy::resource(), endpoint_slice::resource()]
}
