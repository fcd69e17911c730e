//! Cluster API manifests, applied directly: from an empty namespace to Nodes and back.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

#[path = "../support/identities.rs"]
mod identities;
mod world;

use std::time::Duration;

use api::{
    bootstrap::{KubeadmConfig, KubeadmConfigTemplate},
    cluster::{Cluster, ClusterPhase, Machine, MachineDeployment, MachineSet, cluster::condition},
    conditions,
    controlplane::{KubeadmControlPlane, kubeadm_control_plane},
    vmoperator::{VirtualMachine, VirtualMachineService, VirtualMachineSetResourcePolicy},
    vsphere::{VSphereCluster, VSphereMachine, VSphereMachineTemplate},
};
use k8s_openapi::api::core::v1::{ConfigMap, Event, Node, Secret};
use kube::{
    Api, Client, Config, ResourceExt,
    api::{DeleteParams, ListParams},
    config::{KubeConfigOptions, Kubeconfig},
    runtime::wait::conditions::is_deleted,
};
use serde_json::json;
use world::World;

fn manifests(control_planes: u32, workers: u32) -> String {
    format!(
        "
apiVersion: cluster.x-k8s.io/v1beta2
kind: Cluster
metadata: {{name: demo}}
spec:
  clusterNetwork: {{pods: {{cidrBlocks: [10.96.0.0/16]}}, services: {{cidrBlocks: [10.97.0.0/16]}}, serviceDomain: cluster.local}}
  infrastructureRef: {{apiGroup: vmware.infrastructure.cluster.x-k8s.io, kind: VSphereCluster, name: demo}}
  controlPlaneRef: {{apiGroup: controlplane.cluster.x-k8s.io, kind: KubeadmControlPlane, name: demo}}
---
apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta2
kind: VSphereCluster
metadata: {{name: demo}}
spec: {{}}
---
apiVersion: vmware.infrastructure.cluster.x-k8s.io/v1beta2
kind: VSphereMachineTemplate
metadata: {{name: small}}
spec: {{template: {{spec: {{className: small, imageName: debian, storageClass: fast}}}}}}
---
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
metadata: {{name: demo}}
spec:
  replicas: {control_planes}
  version: v1.34.1
  machineTemplate: {{spec: {{infrastructureRef: {{apiGroup: vmware.infrastructure.cluster.x-k8s.io, kind: VSphereMachineTemplate, name: small}}}}}}
  kubeadmConfigSpec:
    clusterConfiguration: {{imageRepository: registry.k8s.io}}
    initConfiguration: {{nodeRegistration: {{name: '{{{{ local_hostname }}}}', kubeletExtraArgs: [{{name: cloud-provider, value: external}}]}}}}
    joinConfiguration: {{nodeRegistration: {{name: '{{{{ local_hostname }}}}', kubeletExtraArgs: [{{name: cloud-provider, value: external}}]}}}}
    users: [{{name: capv, sudo: 'ALL=(ALL) NOPASSWD:ALL'}}]
---
apiVersion: bootstrap.cluster.x-k8s.io/v1beta2
kind: KubeadmConfigTemplate
metadata: {{name: workers}}
spec: {{template: {{spec: {{joinConfiguration: {{nodeRegistration: {{name: '{{{{ local_hostname }}}}'}}}}}}}}}}
---
apiVersion: cluster.x-k8s.io/v1beta2
kind: MachineDeployment
metadata: {{name: demo-workers}}
spec:
  clusterName: demo
  replicas: {workers}
  selector: {{}}
  template:
    metadata: {{labels: {{node.cluster.x-k8s.io/pool: workers}}}}
    spec:
      clusterName: demo
      version: v1.34.1
      bootstrap: {{configRef: {{apiGroup: bootstrap.cluster.x-k8s.io, kind: KubeadmConfigTemplate, name: workers}}}}
      infrastructureRef: {{apiGroup: vmware.infrastructure.cluster.x-k8s.io, kind: VSphereMachineTemplate, name: small}}
"
    )
    .trim_start()
    .to_owned()
}

/// All machines that were asked for are there, of the present version, ready, and no other.
fn settled(object: Option<&Cluster>) -> bool {
    let Some(status) = object.and_then(|cluster| cluster.status.as_ref()) else { return false };
    let full = |counts: Option<&api::cluster::ClusterReplicaCounts>| {
        counts.is_some_and(|counts| {
            let desired = counts.desired_replicas;
            desired.is_some()
                && [counts.replicas, counts.available_replicas, counts.up_to_date_replicas]
                    .iter()
                    .all(|count| *count == desired)
        })
    };
    conditions::is_true(&status.conditions, condition::AVAILABLE)
        && full(status.control_plane.as_ref())
        && full(status.workers.as_ref())
}

async fn guest(world: &World) -> Client {
    let secret = world.all::<Secret>().get("demo-kubeconfig").await.unwrap();
    let text = String::from_utf8(secret.data.unwrap()["value"].0.clone()).unwrap();
    let config = Config::from_custom_kubeconfig(Kubeconfig::from_yaml(&text).unwrap(), &KubeConfigOptions::default())
        .await
        .unwrap();
    Client::try_from(config).unwrap()
}

async fn nodes(world: &World) -> Vec<Node> {
    Api::<Node>::all(guest(world).await).list(&ListParams::default()).await.unwrap().items
}

async fn delete_cluster(world: &World) {
    let clusters = world.all::<Cluster>();
    let uid = clusters.get("demo").await.unwrap().metadata.uid.unwrap();
    clusters.delete("demo", &DeleteParams::default()).await.unwrap();
    world.until::<Cluster>("demo", is_deleted(&uid)).await;
}

/// Whatever the cluster had made is gone, in every layer.
async fn nothing_is_left(world: &World) {
    // The garbage collector takes what the Cluster owned after it is gone.
    for name in ["demo-ca", "demo-kubeconfig"] {
        world.until::<Secret>(name, |object: Option<&Secret>| object.is_none()).await;
    }
    world.until::<ConfigMap>("demo-lock", |object: Option<&ConfigMap>| object.is_none()).await;
    world.until::<VSphereMachineTemplate>("small", |object: Option<&VSphereMachineTemplate>| object.is_none()).await;
    world.until::<KubeadmConfigTemplate>("workers", |object: Option<&KubeadmConfigTemplate>| object.is_none()).await;
    for name in world.names::<Secret>().await {
        world.until::<Secret>(&name, |object: Option<&Secret>| object.is_none()).await;
    }
    let left = [
        world.names::<VSphereCluster>().await,
        world.names::<KubeadmControlPlane>().await,
        world.names::<MachineDeployment>().await,
        world.names::<MachineSet>().await,
        world.names::<Machine>().await,
        world.names::<KubeadmConfig>().await,
        world.names::<VSphereMachine>().await,
        world.names::<VirtualMachine>().await,
        world.names::<VirtualMachineService>().await,
        world.names::<VirtualMachineSetResourcePolicy>().await,
        world.machines().await,
    ]
    .concat();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_comes_up_scales_and_goes() {
    let mut world = World::new().await;
    world.start();
    world.apply_all(&manifests(1, 2)).await;
    let cluster = world.until::<Cluster>("demo", settled).await.unwrap();
    assert_eq!(cluster.status.as_ref().unwrap().phase, Some(ClusterPhase::Provisioned));
    assert!(cluster.spec.control_plane_endpoint.is_some());

    let joined = nodes(&world).await;
    assert_eq!(joined.len(), 3);
    let workers: Vec<&Node> = joined
        .iter()
        .filter(|node| node.labels().get("node.cluster.x-k8s.io/pool").map(String::as_str) == Some("workers"))
        .collect();
    assert_eq!(workers.len(), 2, "labels reach the Nodes");
    assert_eq!(workers[0].annotations()["cluster.x-k8s.io/cluster-name"], "demo");
    let asked =
        world.all::<MachineDeployment>().get("demo-workers").await.unwrap().annotations()["atoll.dev/request-id"]
            .clone();
    let workers = ListParams::default().labels("capv.vmware.com/cluster.role=node");
    for machine in world.all::<VirtualMachine>().list(&workers).await.unwrap() {
        assert_eq!(machine.annotations()["atoll.dev/request-id"], asked, "{}", machine.name_any());
    }
    let told: Vec<String> = world
        .all::<Event>()
        .list(&ListParams::default())
        .await
        .unwrap()
        .into_iter()
        .filter_map(|event| event.reason)
        .collect();
    for reason in ["MachineCreated", "DataSecretCreated", "VirtualMachineCreated", "Running", "Available"] {
        assert!(told.iter().any(|one| one == reason), "{reason} is missing: {told:?}");
    }

    world.patch::<MachineDeployment>("demo-workers", json!({"spec": {"replicas": 3}})).await;
    let four = |object: Option<&Cluster>| {
        settled(object) && object.unwrap().status.as_ref().unwrap().workers.as_ref().unwrap().replicas == Some(3)
    };
    world.until::<Cluster>("demo", four).await;
    assert_eq!(nodes(&world).await.len(), 4);
    world.patch::<MachineDeployment>("demo-workers", json!({"spec": {"replicas": 1}})).await;
    let two = |object: Option<&Cluster>| {
        settled(object) && object.unwrap().status.as_ref().unwrap().workers.as_ref().unwrap().replicas == Some(1)
    };
    world.until::<Cluster>("demo", two).await;
    assert_eq!(nodes(&world).await.len(), 2, "Nodes of machines that went are gone");
    assert_eq!(world.machines().await.len(), 2);

    delete_cluster(&world).await;
    nothing_is_left(&world).await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pool_that_was_asked_too_large_can_be_made_smaller_at_once() {
    let mut world = World::new().await;
    world.start();
    world.apply_all(&manifests(1, 100_000)).await;
    let begun = |object: Option<&MachineDeployment>| {
        object.and_then(|one| one.status.as_ref()?.replicas).is_some_and(|replicas| replicas > 0)
    };
    world.until::<MachineDeployment>("demo-workers", begun).await;
    world.patch::<MachineDeployment>("demo-workers", json!({"spec": {"replicas": 40}})).await;
    let forty = |object: Option<&Cluster>| {
        settled(object) && object.unwrap().status.as_ref().unwrap().workers.as_ref().unwrap().replicas == Some(40)
    };
    world.until::<Cluster>("demo", forty).await;
    assert_eq!(world.names::<Machine>().await.len(), 41);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upgrade_replaces_every_machine_and_no_more() {
    let mut world = World::new().await;
    world.start();
    world.apply_all(&manifests(3, 2)).await;
    world.until::<Cluster>("demo", settled).await;
    let before = world.machines().await;
    assert_eq!(before.len(), 5);
    world.patch::<KubeadmControlPlane>("demo", json!({"spec": {"version": "v1.35.0"}})).await;
    let upgraded = |object: Option<&KubeadmControlPlane>| {
        let Some(status) = object.and_then(|object| object.status.as_ref()) else { return false };
        status.version.as_deref() == Some("v1.35.0")
            && status.replicas == Some(3)
            && status.available_replicas == Some(3)
            && conditions::is_false(&status.conditions, kubeadm_control_plane::condition::ROLLING_OUT)
    };
    world.until::<KubeadmControlPlane>("demo", upgraded).await;
    world
        .patch::<MachineDeployment>("demo-workers", json!({"spec": {"template": {"spec": {"version": "v1.35.0"}}}}))
        .await;
    let one_set = |object: Option<&MachineDeployment>| {
        let Some(object) = object else { return false };
        let status = object.status.clone().unwrap_or_default();
        status.observed_generation == object.metadata.generation
            && status.up_to_date_replicas == Some(2)
            && status.replicas == Some(2)
            && status.available_replicas == Some(2)
    };
    world.until::<MachineDeployment>("demo-workers", one_set).await;
    world.until::<Cluster>("demo", settled).await;
    let after = world.machines().await;
    assert_eq!(after.len(), 5);
    assert!(after.iter().all(|machine| !before.contains(machine)), "{before:?} {after:?}");
    let versions: Vec<String> = nodes(&world)
        .await
        .iter()
        .filter_map(|node| node.status.clone()?.node_info.map(|info| info.kubelet_version))
        .collect();
    assert!(versions.len() == 5 && versions.iter().all(|version| version == "v1.35.0"), "{versions:?}");
    delete_cluster(&world).await;
    nothing_is_left(&world).await;
    world.close().await;
}

/// Someone else writes to every object all the time, so that guarded writes meet conflicts.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conflicts_make_no_machine_twice() {
    let mut world = World::new().await;
    world.start();
    let client = world.client.clone();
    let noise = tokio::spawn(async move {
        for round in 0_u64.. {
            noise::<Machine>(&client, round).await;
            noise::<MachineSet>(&client, round).await;
            noise::<MachineDeployment>(&client, round).await;
            noise::<KubeadmControlPlane>(&client, round).await;
            noise::<KubeadmConfig>(&client, round).await;
            noise::<VSphereMachine>(&client, round).await;
            noise::<Cluster>(&client, round).await;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    world.apply_all(&manifests(3, 3)).await;
    world.until::<Cluster>("demo", settled).await;
    noise.abort();
    assert_eq!(world.machines().await.len(), 6);
    assert_eq!((world.names::<Machine>().await.len(), world.names::<VirtualMachine>().await.len()), (6, 6));
    delete_cluster(&world).await;
    nothing_is_left(&world).await;
    world.close().await;
}

async fn noise<K>(client: &Client, round: u64)
where
    K: kube::Resource<DynamicType = (), Scope = k8s_openapi::NamespaceResourceScope>
        + Clone
        + std::fmt::Debug
        + serde::de::DeserializeOwned,
{
    let api: Api<K> = Api::namespaced(client.clone(), world::NAMESPACE);
    let Ok(all) = api.list(&ListParams::default()).await else { return };
    let patch = kube::api::Patch::Merge(json!({"metadata": {"annotations": {"noise": round.to_string()}}}));
    for one in all {
        // It may be gone by now.
        let _ = api.patch(&one.name_any(), &kube::api::PatchParams::default(), &patch).await;
    }
}

/// The controllers are dropped in the middle of whatever they do, again and again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_controllers_finish_what_they_began() {
    let mut world = World::new().await;
    world.apply_all(&manifests(3, 3)).await;
    for round in 0..20_u64 {
        world.start();
        // Each life ends at another place of the way.
        tokio::time::sleep(Duration::from_millis(10 + round * 17 % 90)).await;
        world.kill().await;
    }
    world.start();
    world.until::<Cluster>("demo", settled).await;
    assert_eq!(world.machines().await.len(), 6);
    assert_eq!((world.names::<Machine>().await.len(), world.names::<VirtualMachine>().await.len()), (6, 6));
    delete_cluster(&world).await;
    nothing_is_left(&world).await;
    world.close().await;
}
