//! GuestClusters whose machines become parts of clusters: upgrades, and controllers that are stopped at any moment.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::{collections::BTreeSet, time::Duration};

use api::{
    bootstrap::KubeadmConfigTemplate,
    cluster::Machine,
    conditions,
    guest::{GuestCluster, GuestClusterPhase as Phase, guest_cluster::condition},
    vmoperator::VirtualMachine,
    vsphere::VSphereMachineTemplate,
};
use hypervisor::Driver;
use kube::{
    Resource, ResourceExt,
    api::{ListParams, Patch, PatchParams},
};
use serde::de::DeserializeOwned;
use serde_json::json;
use support::{CATALOG, World, when};

const CLUSTER: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1}, osImages: [{name: debian}]}
---
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.35.0---atoll.1}
spec: {version: v1.35.0+atoll.1, kubernetes: {version: v1.35.0+atoll.1}, osImages: [{name: debian}]}
---
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: demo}
spec:
  distribution: {version: v1.34}
  topology:
    controlPlane: {replicas: 1, class: small}
    nodePools: [{name: workers, replicas: 2, class: small}]
";

fn is_ready(cluster: &GuestCluster) -> bool {
    cluster.status.as_ref().is_some_and(|status| {
        conditions::is_true(&status.conditions, condition::READY)
            && status.observed_generation == cluster.metadata.generation
    })
}

async fn names<K>(world: &World) -> BTreeSet<String>
where
    K: Resource<Scope = kube::core::NamespaceResourceScope, DynamicType = ()>
        + Clone
        + DeserializeOwned
        + std::fmt::Debug,
{
    let all = world.all::<K>().list(&ListParams::default()).await.unwrap();
    all.items.iter().map(ResourceExt::name_any).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_replaces_every_machine() {
    let world = World::with_clusters().await;
    world.apply_all(CATALOG).await;
    world.apply_all(CLUSTER).await;
    let clusters = world.all::<GuestCluster>();
    world.until(clusters.clone(), "demo", when(is_ready)).await;
    let before = names::<VirtualMachine>(&world).await;
    let upgrade = json!({"spec": {"distribution": {"version": "v1.35"}}});
    clusters.patch("demo", &PatchParams::default(), &Patch::Merge(&upgrade)).await.unwrap();
    let updating = |one: &GuestCluster| one.status.as_ref().and_then(|status| status.phase) == Some(Phase::Updating);
    world.until(clusters.clone(), "demo", when(updating)).await;
    let upgraded = |one: &GuestCluster| {
        is_ready(one) && one.status.as_ref().and_then(|status| status.version.as_deref()) == Some("v1.35.0+atoll.1")
    };
    world.until(clusters.clone(), "demo", when(upgraded)).await;
    let after = names::<VirtualMachine>(&world).await;
    assert_eq!((after.len(), before.intersection(&after).count()), (3, 0));
    let machines = world.all::<Machine>().list(&ListParams::default()).await.unwrap();
    assert!(machines.items.iter().all(|one| one.spec.version.as_deref() == Some("v1.35.0+atoll.1")));
    world.delete(clusters, "demo").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    assert!(names::<VSphereMachineTemplate>(&world).await.is_empty());
    assert!(names::<KubeadmConfigTemplate>(&world).await.is_empty());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn controllers_may_stop_at_any_moment() {
    let mut world = World::with_clusters().await;
    world.apply_all(CATALOG).await;
    world.apply_all(CLUSTER).await;
    let clusters = world.all::<GuestCluster>();
    for round in 0..10_u64 {
        // Not to wait for anything: the moment is what the test is about.
        tokio::time::sleep(Duration::from_millis(20 + round * 37 % 150)).await;
        world.abort();
        world.start();
    }
    world.until(clusters.clone(), "demo", when(is_ready)).await;
    let machines = world.simulator.machines().await.unwrap();
    assert_eq!(machines.len(), 3, "{:?}", machines.iter().map(|one| &one.spec.name).collect::<Vec<_>>());
    world.delete(clusters, "demo").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    world.close().await;
}
