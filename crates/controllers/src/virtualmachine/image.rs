//! The image that a machine boots, whichever of the two image kinds it is.

use api::{
    conditions, quota,
    vmoperator::{
        ClusterVirtualMachineImage, VirtualMachineImage, VirtualMachineImageStatus, VirtualMachineSpec,
        virtual_machine_image::condition::READY,
    },
};

/// What a machine needs of an image.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Image {
    /// The name that the provider knows it by.
    pub(super) provider_name: String,
    /// Bytes of all its disks.
    pub(super) disks: u64,
    /// Why it cannot be booted from, when it says so.
    pub(super) not_ready: Option<String>,
}

impl Image {
    /// The image of a namespace.
    pub(super) fn of_namespace(image: &VirtualMachineImage) -> Self {
        Self::of(image.metadata.name.as_deref().unwrap_or_default(), image.status.as_ref())
    }

    /// The image that every namespace sees.
    pub(super) fn of_cluster(image: &ClusterVirtualMachineImage) -> Self {
        Self::of(image.metadata.name.as_deref().unwrap_or_default(), image.status.as_ref())
    }

    fn of(name: &str, status: Option<&VirtualMachineImageStatus>) -> Self {
        let ready = status.and_then(|status| conditions::get(&status.conditions, READY));
        let not_ready = match ready {
            Some(ready) if ready.status == "True" => None,
            Some(ready) if !ready.message.is_empty() => {
                Some(format!("the image {name} is not ready: {}", ready.message))
            }
            Some(ready) => Some(format!("the image {name} is not ready ({})", ready.reason)),
            None => Some(format!("the image {name} has not been looked at yet")),
        };
        Self {
            provider_name: status.and_then(|status| status.name.clone()).unwrap_or_else(|| name.to_owned()),
            disks: u64::try_from(quota::image_disks(status).units()).unwrap_or_default(),
            not_ready,
        }
    }
}

/// How a specification names its image.
#[derive(Debug, PartialEq)]
pub(super) enum Reference<'a> {
    /// A VirtualMachineImage of the namespace.
    Namespace(&'a str),
    /// A ClusterVirtualMachineImage.
    Cluster(&'a str),
    /// Only a name, of either kind or as people see it (`status.name`).
    Any(&'a str),
}

/// Reads how the specification names its image; `None` when it does not.
pub(super) fn reference(spec: &VirtualMachineSpec) -> Option<Reference<'_>> {
    match (&spec.image, &spec.image_name) {
        (Some(image), _) if image.kind == "ClusterVirtualMachineImage" => Some(Reference::Cluster(&image.name)),
        (Some(image), _) => Some(Reference::Namespace(&image.name)),
        (None, Some(name)) if !name.is_empty() => Some(Reference::Any(name)),
        _ => None,
    }
}
