//! Releases say whether their images are there and whether clusters may ask for them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use api::{
    meta::label,
    run_tanzu::{TanzuKubernetesRelease, tanzu_kubernetes_release::condition},
    vmoperator::ClusterVirtualMachineImage,
};
use kube::api::{Patch, PatchParams};
use serde_json::json;
use support::{CATALOG, World, when};

const NAME: &str = "v1.34.2---atoll.1";
const RELEASE: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1}, osImages: [{name: debian}]}
";

/// Whether a condition has this status and these words in its message.
fn says(
    type_: &'static str,
    status: &'static str,
    words: &'static str,
) -> impl Fn(&TanzuKubernetesRelease) -> bool + Clone {
    move |release| {
        let conditions = release.status.iter().flat_map(|status| status.conditions.iter().flatten());
        let mut said = conditions.filter(|one| one.type_ == type_ && one.status == status);
        said.any(|one| one.message.as_deref().unwrap_or_default().contains(words))
    }
}

#[tokio::test]
async fn a_release_is_ready_while_its_image_exists() {
    let world = World::running().await;
    let releases = world.cluster_wide::<TanzuKubernetesRelease>();
    let missing = says(condition::READY, "False", "image \"debian\" does not exist");
    world.apply_all(RELEASE).await;
    let waiting = world.until(releases.clone(), NAME, when(missing.clone())).await.unwrap();
    assert!(says(condition::COMPATIBLE, "True", "")(&waiting));

    world.apply_all(CATALOG).await;
    let ready = says(condition::READY, "True", "");
    let before = world.until(releases.clone(), NAME, when(ready.clone())).await.unwrap();
    let late = RELEASE.replace("1.34.2", "1.34.3");
    world.apply_all(&late).await;
    world.until(releases.clone(), "v1.34.3---atoll.1", when(ready.clone())).await;

    let label =
        |value: Option<&str>| Patch::Merge(json!({"metadata": {"labels": {label::INCOMPATIBLE_RELEASE: value}}}));
    releases.patch(NAME, &PatchParams::default(), &label(Some(""))).await.unwrap();
    let marked = says(condition::COMPATIBLE, "False", label::INCOMPATIBLE_RELEASE);
    let after = world.until(releases.clone(), NAME, when(marked)).await.unwrap();
    assert_eq!(before.status.unwrap().conditions.unwrap()[0], after.status.unwrap().conditions.unwrap()[0]);
    releases.patch(NAME, &PatchParams::default(), &label(None)).await.unwrap();
    world.until(releases.clone(), NAME, when(says(condition::COMPATIBLE, "True", ""))).await;

    world.delete(world.cluster_wide::<ClusterVirtualMachineImage>(), "debian").await;
    world.until(releases, NAME, when(missing)).await;
    world.close().await;
}
