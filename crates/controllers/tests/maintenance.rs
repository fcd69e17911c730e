//! Hosts that take no new machines, and hosts that are emptied: by moving machines, and by making them anew elsewhere.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use api::{guest::GuestCluster, vmoperator::VirtualMachine};
use k8s_openapi::api::core::v1::Node;
use kube::{
    Api, ResourceExt,
    api::{ListParams, Patch, PatchParams},
};
use serde_json::{Value, json};
use support::{CATALOG, World, vm, when};

const CLUSTER: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1, imageRepository: registry.example/k8s}, osImages: [{name: debian}]}
---
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: demo}
spec:
  distribution: {version: v1.34}
  topology:
    controlPlane: {replicas: 1, class: small, storageClass: fast}
    nodePools: [{name: workers, replicas: 2, class: small, storageClass: fast}]
";

fn host(vm: &VirtualMachine) -> Option<String> {
    vm.status.as_ref()?.node_name.clone()
}

fn runs(vm: &VirtualMachine) -> bool {
    vm.status.as_ref().and_then(|status| status.network.as_ref()).is_some_and(|network| network.primary_ip4.is_some())
}

/// Reason and message of the Node's condition.
fn maintenance(node: &Node) -> Option<(String, String)> {
    let conditions = node.status.as_ref()?.conditions.as_ref()?;
    let told = conditions.iter().find(|one| one.type_ == "Maintenance")?;
    Some((told.reason.clone().unwrap_or_default(), told.message.clone().unwrap_or_default()))
}

fn is(reason: &'static str) -> impl Fn(&Node) -> bool {
    move |node| maintenance(node).is_some_and(|(told, _)| told == reason)
}

async fn ask(nodes: &Api<Node>, name: &str, patch: Value) {
    nodes.patch(name, &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
}

fn drain(on: bool) -> Value {
    json!({"metadata": {"annotations": {"atoll.dev/maintenance": on.then_some("drain")}}})
}

#[tokio::test]
async fn machines_move_from_a_host_that_is_emptied_and_new_ones_stay_away() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(&vm("first", "small")).await;
    let (nodes, machines) = (world.cluster_wide::<Node>(), world.all::<VirtualMachine>());
    let made = world.until(machines.clone(), "first", when(runs)).await.unwrap();
    let from = host(&made).unwrap();

    // kubectl cordon: nothing new, and what is there stays.
    ask(&nodes, &from, json!({"spec": {"unschedulable": true}})).await;
    world.until(nodes.clone(), &from, when(is("Cordoned"))).await;
    for name in ["second", "third"] {
        world.apply_all(&vm(name, "small")).await;
        let made = world.until(machines.clone(), name, when(runs)).await.unwrap();
        assert_ne!(host(&made).unwrap(), from, "{name}");
    }
    assert_eq!(host(&machines.get("first").await.unwrap()).unwrap(), from);

    ask(&nodes, &from, drain(true)).await;
    let node = world.until(nodes.clone(), &from, when(is("Drained"))).await.unwrap();
    assert_eq!(node.annotations()["atoll.dev/evacuation"], "relocate");
    let moved = machines.get("first").await.unwrap();
    assert_ne!(host(&moved).unwrap(), from);
    let address = |vm: &VirtualMachine| vm.status.as_ref()?.network.as_ref()?.primary_ip4.clone();
    assert_eq!((moved.uid(), address(&moved)), (made.uid(), address(&made)), "it is the same machine");

    // The end of it: machines are placed there again. Both ways of asking for it have to end.
    ask(&nodes, &from, drain(false)).await;
    world.until(nodes.clone(), &from, when(is("Cordoned"))).await;
    ask(&nodes, &from, json!({"spec": {"unschedulable": null}})).await;
    world.until(nodes.clone(), &from, when(is("InService"))).await;
    world.apply_all(&vm("fourth", "small")).await;
    let made = world.until(machines, "fourth", when(runs)).await.unwrap();
    assert_eq!(host(&made).unwrap(), from);
    world.close().await;
}

#[tokio::test]
async fn a_host_whose_machines_fit_nowhere_says_so_and_goes_on_when_there_is_room() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    let (nodes, machines) = (world.cluster_wide::<Node>(), world.all::<VirtualMachine>());
    // Each of the two hosts is full with one of these.
    for name in ["first", "second"] {
        world.apply_all(&vm(name, "half")).await;
        world.until(machines.clone(), name, when(runs)).await;
    }
    let from = host(&machines.get("first").await.unwrap()).unwrap();
    ask(&nodes, &from, drain(true)).await;
    let node = world.until(nodes.clone(), &from, when(is("DrainBlocked"))).await.unwrap();
    let (_, message) = maintenance(&node).unwrap();
    assert!(message.contains("1 machine left") && message.contains("no host can take"), "{message}");
    assert_eq!(node.spec.unwrap().unschedulable, Some(true), "kubectl shows that it takes no machines");
    world.delete(machines.clone(), "second").await;
    world.until(nodes.clone(), &from, when(is("Drained"))).await;
    assert_ne!(host(&machines.get("first").await.unwrap()).unwrap(), from);
    ask(&nodes, &from, drain(false)).await;
    let node = world.until(nodes, &from, when(is("InService"))).await.unwrap();
    assert_ne!(node.spec.and_then(|spec| spec.unschedulable), Some(true));
    world.close().await;
}

#[tokio::test]
async fn where_machines_cannot_move_clusters_make_them_anew_and_others_stay() {
    let world = World::with_clusters_that_cannot_move().await;
    world.apply_all(CATALOG).await;
    world.apply_all(CLUSTER).await;
    let (nodes, machines) = (world.cluster_wide::<Node>(), world.all::<VirtualMachine>());
    let is_ready = |cluster: &GuestCluster| {
        let conditions = cluster.status.as_ref().and_then(|status| status.conditions.as_ref());
        conditions.into_iter().flatten().any(|one| one.type_ == "Ready" && one.status == "True")
    };
    world.until(world.all::<GuestCluster>(), "demo", when(is_ready)).await;
    world.apply_all(&vm("alone", "small")).await;
    let alone = world.until(machines.clone(), "alone", when(runs)).await.unwrap();
    let on = |all: &[VirtualMachine], name: &str| all.iter().filter(|vm| host(vm).as_deref() == Some(name)).count();
    // The host of the control plane, with what else is on it.
    let all = machines.list(&ListParams::default()).await.unwrap().items;
    let plane = all.iter().find(|vm| !vm.name_any().contains("workers") && vm.name_any() != "alone").unwrap();
    let from = host(plane).unwrap();
    let stays = usize::from(host(&alone).unwrap() == from);
    ask(&nodes, &from, drain(true)).await;
    let end = std::time::Instant::now() + Duration::from_secs(60);
    loop {
        let all = machines.list(&ListParams::default()).await.unwrap().items;
        let workers = all.iter().filter(|vm| vm.name_any().contains("workers")).count();
        assert!(workers >= 1, "a pool never loses all its machines: {workers}");
        let node = nodes.get(&from).await.unwrap();
        let done = if stays == 0 { is("Drained")(&node) } else { is("DrainBlocked")(&node) };
        if done && on(&all, &from) == stays && workers == 2 {
            break;
        }
        assert!(std::time::Instant::now() < end, "{:?} {all:#?}", maintenance(&node));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let node = nodes.get(&from).await.unwrap();
    assert_eq!(node.annotations()["atoll.dev/evacuation"], "replace");
    if stays == 1 {
        assert!(maintenance(&node).unwrap().1.contains("belongs to no cluster"), "{:?}", maintenance(&node));
    }
    world.until(world.all::<GuestCluster>(), "demo", when(is_ready)).await;
    world.close().await;
}
