//! What more than one controller reads in a TanzuKubernetesRelease. Pure.

use api::{meta::label, run_tanzu::TanzuKubernetesRelease};
use kube::ResourceExt;

/// Names of the images that carry the release. Machines get the first; an entry that names none is empty.
pub(crate) fn images(release: &TanzuKubernetesRelease) -> impl Iterator<Item = &str> {
    release.spec.os_images.iter().flatten().map(|image| image.name.as_deref().unwrap_or_default())
}

/// Whether an administrator has marked the release as one that clusters may not ask for.
pub(crate) fn is_marked_incompatible(release: &TanzuKubernetesRelease) -> bool {
    release.labels().contains_key(label::INCOMPATIBLE_RELEASE)
}
