//! Which release a cluster gets. Pure.

use std::sync::Arc;

use api::{
    guest::guest_cluster::condition::reason,
    run_tanzu::{TanzuKubernetesRelease, tanzu_kubernetes_release::condition},
    version::Version,
};

use crate::{blocked::Blocked, release_parts};

/// How many releases a message names.
const NAMED: usize = 6;

/// What a cluster needs of a release.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Release {
    /// The release's own version, such as `v1.34.2+atoll.1`.
    pub(super) version: String,
    /// The version of Kubernetes in it, which control planes and machines carry.
    pub(super) kubernetes: String,
    /// The image of its machines.
    pub(super) image: String,
    /// The release itself, for the images of its components.
    pub(super) object: Arc<TanzuKubernetesRelease>,
    parsed: Version,
}

impl Release {
    /// Reads a release. `None` when it may not be asked for, or names no version or no image.
    pub(super) fn of(object: &Arc<TanzuKubernetesRelease>) -> Option<Self> {
        let incompatible =
            release_parts::is_marked_incompatible(object) || says(object, condition::COMPATIBLE, "False");
        if incompatible || object.metadata.deletion_timestamp.is_some() {
            return None;
        }
        let spec = &object.spec;
        let kubernetes = if spec.kubernetes.version.is_empty() { &spec.version } else { &spec.kubernetes.version };
        Some(Self {
            version: spec.version.clone(),
            kubernetes: with_v(kubernetes),
            image: release_parts::images(object).next().filter(|name| !name.is_empty())?.to_owned(),
            parsed: spec.version.parse().ok()?,
            object: object.clone(),
        })
    }
}

fn says(object: &TanzuKubernetesRelease, type_: &str, status: &str) -> bool {
    let all = object.status.as_ref().and_then(|one| one.conditions.as_ref());
    all.into_iter().flatten().any(|one| one.type_ == type_ && one.status == status)
}

fn with_v(version: &str) -> String {
    if version.starts_with('v') { version.to_owned() } else { format!("v{version}") }
}

/// Chooses a release for `asked`, a version or the beginning of one.
///
/// A cluster that runs a release which `asked` still means keeps it: a newer patch on offer is not asked for by itself.
///
/// # Errors
/// When none on offer matches, or the only ones that do would take the cluster back or over a minor version.
pub(super) fn resolve<'a>(asked: &str, running: Option<&str>, offered: &'a [Release]) -> Result<&'a Release, Blocked> {
    let none = |message: String| Blocked::new(reason::NO_MATCHING_RELEASE, message);
    let wanted: Version =
        asked.parse().map_err(|_| none(format!("\"{asked}\" is not a version such as v1.34 or v1.34.2")))?;
    let running: Option<Version> = running.and_then(|running| running.parse().ok());
    if let Some(running) = &running
        && wanted.accepts(running)
        && let Some(kept) = offered.iter().find(|release| release.parsed == *running)
    {
        return Ok(kept);
    }
    let matching = offered.iter().filter(|release| wanted.accepts(&release.parsed));
    let Some(newest) = matching.max_by(|one, two| one.parsed.cmp(&two.parsed)) else {
        return Err(none(format!("no release matches {asked}; {}", on_offer(offered))));
    };
    if let Some(running) = running {
        if newest.parsed < running {
            return Err(none(format!("{} is older than {running}, which the cluster runs", newest.version)));
        }
        if newest.parsed.skips_a_minor_after(&running) {
            let next = running.minor + 1;
            let message = format!(
                "{} skips a minor version: v{}.{next} comes after {running}, which the cluster runs",
                newest.version, running.major
            );
            return Err(none(message));
        }
    }
    Ok(newest)
}

fn on_offer(offered: &[Release]) -> String {
    let mut newest_first: Vec<&Release> = offered.iter().collect();
    newest_first.sort_unstable_by(|one, two| two.parsed.cmp(&one.parsed));
    match newest_first.len() {
        0 => "no releases are on offer".to_owned(),
        count => {
            let named: Vec<&str> = newest_first.iter().take(NAMED).map(|release| release.version.as_str()).collect();
            let more = if count > NAMED { format!(" and {} older", count - NAMED) } else { String::new() };
            format!("on offer: {}{more}", named.join(", "))
        }
    }
}

#[cfg(test)]
pub(super) fn sample(version: &str) -> Release {
    let text = format!(
        "apiVersion: run.tanzu.vmware.com/v1alpha3\nkind: TanzuKubernetesRelease\nmetadata: {{name: r}}\nspec: {{version: {version}, kubernetes: {{version: {version}, imageRepository: registry.example/k8s, etcd: {{imageTag: v3.6.5}}, coredns: {{imageTag: v1.12.1}}}}, osImages: [{{name: ubuntu-2404-{}}}]}}\n",
        version.replace('+', "---")
    );
    Release::of(&Arc::new(serde_saphyr::from_str(&text).unwrap())).unwrap()
}

#[cfg(test)]
mod tests {
    use api::meta::label;

    use super::*;

    fn offered() -> Vec<Release> {
        ["v1.33.5+atoll.1", "v1.34.1+atoll.1", "v1.34.2+atoll.1", "v1.34.2+atoll.10", "v1.35.0+atoll.1"]
            .map(sample)
            .into()
    }

    #[test]
    fn versions_resolve() {
        for (asked, running, expected) in [
            ("v1.34", None, Ok("v1.34.2+atoll.10")),
            ("1.34.1", None, Ok("v1.34.1+atoll.1")),
            ("v1.34.2+atoll.1", None, Ok("v1.34.2+atoll.1")),
            ("v1.34.2---atoll.1", None, Ok("v1.34.2+atoll.1")),
            ("v1.34", Some("v1.34.1+atoll.1"), Ok("v1.34.1+atoll.1")),
            ("v1.34.2", Some("v1.34.1+atoll.1"), Ok("v1.34.2+atoll.10")),
            ("v1.34", Some("v1.33.5+atoll.1"), Ok("v1.34.2+atoll.10")),
            (
                "v1.3",
                None,
                Err(
                    "no release matches v1.3; on offer: v1.35.0+atoll.1, v1.34.2+atoll.10, v1.34.2+atoll.1, v1.34.1+atoll.1, v1.33.5+atoll.1",
                ),
            ),
            (
                "v1.35",
                Some("v1.33.5+atoll.1"),
                Err("v1.35.0+atoll.1 skips a minor version: v1.34 comes after v1.33.5+atoll.1, which the cluster runs"),
            ),
            (
                "v1.34.1",
                Some("v1.34.2+atoll.1"),
                Err("v1.34.1+atoll.1 is older than v1.34.2+atoll.1, which the cluster runs"),
            ),
            ("v1.34", Some("v1.34.3"), Err("v1.34.2+atoll.10 is older than v1.34.3, which the cluster runs")),
            ("latest", None, Err("\"latest\" is not a version such as v1.34 or v1.34.2")),
        ] {
            let offered = offered();
            let found = resolve(asked, running, &offered);
            assert_eq!(
                found.map(|one| one.version.as_str()).map_err(|one| one.message),
                expected.map_err(str::to_owned),
                "{asked} {running:?}"
            );
        }
        assert_eq!(
            resolve("v1.34", None, &[]).unwrap_err().message,
            "no release matches v1.34; no releases are on offer"
        );
    }

    #[test]
    fn incompatible_releases_are_not_on_offer() {
        let release = sample("v1.34.2");
        let mut labelled = (*release.object).clone();
        labelled.metadata.labels = Some([(label::INCOMPATIBLE_RELEASE.to_owned(), String::new())].into());
        assert!(Release::of(&Arc::new(labelled)).is_none());
        let mut imageless = (*release.object).clone();
        imageless.spec.os_images = None;
        assert!(Release::of(&Arc::new(imageless)).is_none());
    }
}
