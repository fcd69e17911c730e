//! Use cases of administrators: the fleet in numbers, and every layer as a list.

pub mod catalog;
mod events;
mod fleet;
pub mod host;
mod hosts;
pub(crate) mod layer;
pub mod namespaces;
mod tree;

pub use events::events;
pub use fleet::fleet;
pub use layer::layer;
pub use tree::tree;

use texts::t;

use crate::{
    SignedIn,
    kind::{self, Kind},
    view::{Error, ErrorKind, Layer},
};

/// The kinds of a layer, in the order in which they make each other.
pub(crate) fn kinds(layer: Layer) -> &'static [&'static Kind] {
    match layer {
        Layer::Guest => &[&kind::GUEST_CLUSTER, &kind::RELEASE],
        Layer::ClusterApi => &[
            &kind::CLUSTER,
            &kind::VSPHERE_CLUSTER,
            &kind::KUBEADM_CONTROL_PLANE,
            &kind::MACHINE_DEPLOYMENT,
            &kind::MACHINE_SET,
            &kind::MACHINE,
            &kind::KUBEADM_CONFIG,
            &kind::VSPHERE_MACHINE,
        ],
        Layer::Vms => &[
            &kind::VIRTUAL_MACHINE,
            &kind::VIRTUAL_MACHINE_SERVICE,
            &kind::VIRTUAL_MACHINE_SET_RESOURCE_POLICY,
            &kind::VIRTUAL_MACHINE_CLASS,
            &kind::CLUSTER_IMAGE,
        ],
        Layer::Hosts => &[&kind::NODE],
    }
}

/// The pages are for administrators; the API decides the rest.
fn only_admins(ctx: &SignedIn) -> Result<(), Error> {
    if ctx.admin {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Forbidden, t().error_only_administrators()))
}
