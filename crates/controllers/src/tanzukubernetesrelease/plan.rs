//! What is to be said of a release. Pure.

use std::collections::BTreeSet;

use api::{
    meta::label,
    run_tanzu::{TanzuKubernetesRelease, tanzu_kubernetes_release::condition::reason},
    version::Version,
};

use crate::{blocked::Blocked, release_parts};

/// The release is labelled as one that may not be asked for.
const MARKED_INCOMPATIBLE: &str = "MarkedIncompatible";
/// The release's version cannot be read, so no cluster can ask for it.
const INVALID_VERSION: &str = "InvalidVersion";

/// What stands in the way of each condition.
#[derive(Debug)]
pub(super) struct Plan {
    /// The images are there.
    pub(super) ready: Result<(), Blocked>,
    /// Clusters may ask for the release.
    pub(super) compatible: Result<(), Blocked>,
}

/// Decides from the release and those of its images that exist.
pub(super) fn plan(release: &TanzuKubernetesRelease, existing: &BTreeSet<&str>) -> Plan {
    Plan { ready: ready(release, existing), compatible: compatible(release) }
}

fn ready(release: &TanzuKubernetesRelease, existing: &BTreeSet<&str>) -> Result<(), Blocked> {
    let not_found = |message: String| Err(Blocked::new(reason::IMAGE_NOT_FOUND, message));
    let named: BTreeSet<&str> = release_parts::images(release).collect();
    // Machines get the first image, so one that is left out is as bad as one that is gone.
    if named.is_empty() || named.contains("") {
        return not_found("no image to make machines from: name a ClusterVirtualMachineImage in spec.osImages".into());
    }
    let missing: Vec<String> = named.difference(existing).map(|name| format!("\"{name}\"")).collect();
    match missing.as_slice() {
        [] => Ok(()),
        [one] => not_found(format!(
            "image {one} does not exist: create a ClusterVirtualMachineImage of that name, \
             or name another in spec.osImages"
        )),
        several => not_found(format!(
            "images {} do not exist: create ClusterVirtualMachineImages of these names, \
             or name others in spec.osImages",
            several.join(", ")
        )),
    }
}

fn compatible(release: &TanzuKubernetesRelease) -> Result<(), Blocked> {
    if release_parts::is_marked_incompatible(release) {
        let message = format!(
            "clusters may not ask for this release: remove its label {} to allow it",
            label::INCOMPATIBLE_RELEASE
        );
        return Err(Blocked::new(MARKED_INCOMPATIBLE, message));
    }
    match release.spec.version.parse::<Version>() {
        Ok(_) => Ok(()),
        Err(error) => {
            let message = format!("spec.version: {error}; versions do not change, so make the release anew");
            Err(Blocked::new(INVALID_VERSION, message))
        }
    }
}

#[cfg(test)]
mod tests {
    use api::run_tanzu::LocalName;

    use super::*;

    fn release(version: &str, images: &[&str]) -> TanzuKubernetesRelease {
        let mut release = TanzuKubernetesRelease::default();
        release.spec.version = version.to_owned();
        let named = |name: &&str| LocalName { name: (!name.is_empty()).then(|| (*name).to_owned()) };
        release.spec.os_images = Some(images.iter().map(named).collect());
        release
    }

    fn said(verdict: Result<(), Blocked>) -> (&'static str, String) {
        verdict.map_or_else(|blocked| (blocked.reason, blocked.message), |()| ("", String::new()))
    }

    #[test]
    fn a_release_is_ready_when_all_its_images_exist() {
        const NONE: &str = "no image to make machines from: name a ClusterVirtualMachineImage in spec.osImages";
        for (named, existing, message) in [
            (&["debian"] as &[_], &["debian"] as &[_], ""),
            (&["debian", "ubuntu"], &["debian", "ubuntu"], ""),
            (
                &["debian"],
                &[],
                "image \"debian\" does not exist: create a ClusterVirtualMachineImage of that name, \
                 or name another in spec.osImages",
            ),
            (
                &["debian", "ubuntu"],
                &["debian"],
                "image \"ubuntu\" does not exist: create a ClusterVirtualMachineImage of that name, \
                 or name another in spec.osImages",
            ),
            (
                &["ubuntu", "debian"],
                &[],
                "images \"debian\", \"ubuntu\" do not exist: create ClusterVirtualMachineImages of these names, \
                 or name others in spec.osImages",
            ),
            (&[], &[], NONE),
            (&["", "debian"], &["debian"], NONE),
        ] {
            let plan = plan(&release("v1.34.2", named), &existing.iter().copied().collect());
            let reason = if message.is_empty() { "" } else { reason::IMAGE_NOT_FOUND };
            assert_eq!(said(plan.ready), (reason, message.to_owned()), "{named:?} of {existing:?}");
        }
        let unlisted = TanzuKubernetesRelease::default();
        assert_eq!(said(plan(&unlisted, &BTreeSet::new()).ready).1, NONE);
    }

    #[test]
    fn a_release_is_compatible_unless_it_is_marked_or_cannot_be_asked_for() {
        const MARKED: &str =
            "clusters may not ask for this release: remove its label run.tanzu.vmware.com/incompatible to allow it";
        for (version, label, reason, message) in [
            ("v1.34.2+atoll.1", None, "", ""),
            ("1.34.2---atoll.1", Some("run.tanzu.vmware.com/tkr"), "", ""),
            ("v1.34.2", Some(label::INCOMPATIBLE_RELEASE), MARKED_INCOMPATIBLE, MARKED),
            ("newest", Some(label::INCOMPATIBLE_RELEASE), MARKED_INCOMPATIBLE, MARKED),
            (
                "newest",
                None,
                INVALID_VERSION,
                "spec.version: \"newest\" is not a version such as v1.34 or v1.34.2; \
                 versions do not change, so make the release anew",
            ),
        ] {
            let mut release = release(version, &[]);
            release.metadata.labels = label.map(|name| [(name.to_owned(), String::new())].into());
            let plan = plan(&release, &BTreeSet::new());
            assert_eq!(said(plan.compatible), (reason, message.to_owned()), "{version} {label:?}");
        }
    }
}
