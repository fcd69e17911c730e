//! GuestClusters down to the objects of layer 2. The machines have nothing inside, so no cluster gets ready here.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use api::{
    cluster::{Cluster, MachineDeployment},
    conditions,
    controlplane::KubeadmControlPlane,
    guest::{GuestCluster, GuestClusterPhase as Phase, guest_cluster::condition},
    vmoperator::VirtualMachine,
    vsphere::{VSphereCluster, VSphereMachineTemplate},
};
use hypervisor::Driver;
use k8s_openapi::api::core::v1::Secret;
use kube::{
    Api, ResourceExt,
    api::{ListParams, Patch, PatchParams},
};
use serde_json::{Value, json};
use support::{CATALOG, World, when};

const RELEASES: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1, imageRepository: registry.example/k8s}, osImages: [{name: debian}]}
---
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.35.0---atoll.1}
spec: {version: v1.35.0+atoll.1, kubernetes: {version: v1.35.0+atoll.1, imageRepository: registry.example/k8s}, osImages: [{name: debian}]}
";

fn guest_cluster(class: &str, version: &str) -> String {
    format!(
        "
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {{name: demo, annotations: {{atoll.dev/request-id: r-7}}}}
spec:
  distribution: {{version: {version}}}
  topology:
    controlPlane: {{replicas: 1, class: {class}, storageClass: fast}}
    nodePools: [{{name: workers, replicas: 2, class: small, storageClass: fast}}]
"
    )
}

fn said(cluster: &GuestCluster, type_: &str) -> String {
    let said = cluster.status.as_ref().and_then(|status| conditions::get(&status.conditions, type_));
    said.map_or_else(String::new, |said| format!("{}/{}: {}", said.status, said.reason, said.message))
}

fn phase(cluster: &GuestCluster) -> Option<Phase> {
    cluster.status.as_ref()?.phase
}

async fn change(clusters: &Api<GuestCluster>, patch: Value) {
    clusters.patch("demo", &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
}

#[tokio::test]
async fn what_is_missing_is_told_and_waited_for() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(&guest_cluster("enormous", "v1.34")).await;
    let clusters = world.all::<GuestCluster>();
    let no_release = |one: &GuestCluster| {
        said(one, condition::READY) == "False/NoMatchingRelease: no release matches v1.34; no releases are on offer"
    };
    let pending = world.until(clusters.clone(), "demo", when(no_release)).await.unwrap();
    assert_eq!(phase(&pending), Some(Phase::Pending));
    world.apply_all(RELEASES.trim()).await;
    let no_class = |one: &GuestCluster| {
        said(one, condition::READY)
            == "False/ClassNotFound: the control plane: class \"enormous\" does not exist; classes here: half, huge, small"
    };
    let pending = world.until(clusters.clone(), "demo", when(no_class)).await.unwrap();
    assert_eq!(
        (phase(&pending), pending.status.unwrap().version.as_deref()),
        (Some(Phase::Pending), Some("v1.34.2+atoll.1"))
    );
    assert!(world.all::<Cluster>().get_opt("demo").await.unwrap().is_none());

    change(&clusters, json!({"spec": {"topology": {"controlPlane": {"class": "huge"}}}})).await;
    let full = |one: &GuestCluster| {
        phase(one) == Some(Phase::Provisioning) && said(one, condition::READY).contains("512 vCPU")
    };
    let waiting = world.until(clusters.clone(), "demo", when(full)).await.unwrap();
    assert!(said(&waiting, condition::READY).contains("machine demo-"), "{}", said(&waiting, condition::READY));
    world.delete(clusters, "demo").await;
    world.close().await;
}

#[tokio::test]
async fn layer_2_follows_and_nothing_is_left() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(RELEASES.trim()).await;
    world.apply_all(&guest_cluster("small", "1.34.2")).await;
    let clusters = world.all::<GuestCluster>();
    let has_endpoint = |one: &GuestCluster| one.status.as_ref().is_some_and(|status| status.endpoint.is_some());
    world.until(clusters.clone(), "demo", when(has_endpoint)).await;
    let made = world.all::<Cluster>().get("demo").await.unwrap();
    assert_eq!(made.annotations()["atoll.dev/request-id"], "r-7");
    let control_plane = world.all::<KubeadmControlPlane>().get("demo").await.unwrap();
    assert_eq!((control_plane.spec.replicas, control_plane.spec.version.as_str()), (Some(1), "v1.34.2+atoll.1"));
    let deployments = world.all::<MachineDeployment>();
    assert_eq!(deployments.get("demo-workers").await.unwrap().spec.replicas, Some(2));
    let machine = |one: &VirtualMachine| one.status.as_ref().is_some_and(|status| status.network.is_some());
    let first = async {
        loop {
            let found = world.all::<VirtualMachine>().list(&ListParams::default()).await.unwrap();
            if let Some(name) = found.items.first().map(ResourceExt::name_any) {
                return world.until(world.all::<VirtualMachine>(), &name, when(machine)).await.unwrap();
            }
            let is_asked = |one: &GuestCluster| said(one, condition::READY).contains("machine demo-");
            world.until(clusters.clone(), "demo", when(is_asked)).await;
        }
    }
    .await;
    assert_eq!(first.annotations().get("atoll.dev/request-id").map(String::as_str), Some("r-7"));

    change(
        &clusters,
        json!({"spec": {"topology": {"nodePools": [
            {"name": "workers", "replicas": 3, "class": "small", "storageClass": "fast"},
            {"name": "more", "replicas": 1, "class": "half"},
        ]}}}),
    )
    .await;
    world
        .until(deployments.clone(), "demo-workers", when(|one: &MachineDeployment| one.spec.replicas == Some(3)))
        .await;
    world.until(deployments.clone(), "demo-more", when(|_: &MachineDeployment| true)).await;
    change(&clusters, json!({"spec": {"topology": {"nodePools": [{"name": "more", "replicas": 1, "class": "half"}]}}}))
        .await;
    world.until(deployments.clone(), "demo-workers", |one: Option<&MachineDeployment>| one.is_none()).await;

    change(&clusters, json!({"spec": {"paused": true}})).await;
    world.until(world.all::<Cluster>(), "demo", when(|one: &Cluster| one.spec.paused == Some(true))).await;
    world
        .until(clusters.clone(), "demo", when(|one: &GuestCluster| said(one, condition::PAUSED).starts_with("True")))
        .await;
    change(&clusters, json!({"spec": {"paused": false}})).await;
    world.until(world.all::<Cluster>(), "demo", when(|one: &Cluster| one.spec.paused != Some(true))).await;

    world.delete(clusters, "demo").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    assert!(world.simulator.load_balancer().unwrap().list().await.unwrap().is_empty());
    let everything = ListParams::default();
    assert!(world.all::<Cluster>().list(&everything).await.unwrap().items.is_empty());
    assert!(world.all::<VSphereCluster>().list(&everything).await.unwrap().items.is_empty());
    assert!(world.all::<KubeadmControlPlane>().list(&everything).await.unwrap().items.is_empty());
    assert!(world.all::<VSphereMachineTemplate>().list(&everything).await.unwrap().items.is_empty());
    assert!(
        world
            .all::<Secret>()
            .list(&everything.labels("cluster.x-k8s.io/cluster-name=demo"))
            .await
            .unwrap()
            .items
            .is_empty()
    );
    world.close().await;
}

#[tokio::test]
async fn a_name_that_is_taken_is_left_alone() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(RELEASES.trim()).await;
    world
        .apply_all("apiVersion: cluster.x-k8s.io/v1beta2\nkind: Cluster\nmetadata: {name: demo}\nspec: {clusterNetwork: {serviceDomain: theirs.local}}")
        .await;
    world.apply_all(&guest_cluster("small", "v1.34")).await;
    let clusters = world.all::<GuestCluster>();
    let taken = |one: &GuestCluster| {
        said(one, condition::READY)
            == "False/NameTaken: a Cluster named demo exists already and belongs to something else"
    };
    let failed = world.until(clusters.clone(), "demo", when(taken)).await.unwrap();
    assert_eq!(phase(&failed), Some(Phase::Failed));
    world.delete(clusters, "demo").await;
    assert!(world.all::<Cluster>().get_opt("demo").await.unwrap().is_some());
    world.close().await;
}
