//! A GuestCluster until it is ready, and the access to it that a person is given.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use api::{
    conditions,
    guest::{GuestCluster, GuestClusterPhase as Phase, guest_cluster},
    portal::{
        ClusterAccess, ClusterAccessClusterRef, ClusterAccessRole, ClusterAccessSpec, cluster_access::condition::READY,
    },
};
use base64::{Engine, prelude::BASE64_STANDARD};
use hypervisor::Driver;
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node, Secret};
use kube::{
    Api, Client, ResourceExt,
    api::{ListParams, Patch, PatchParams, PostParams},
    config::{KubeConfigOptions, Kubeconfig},
};
use serde_json::json;
use support::{CATALOG, NAMESPACE, World, when};

const CLUSTER: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1}, osImages: [{name: debian}]}
---
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: demo}
spec:
  distribution: {version: v1.34}
  topology:
    controlPlane: {replicas: 1, class: small}
    nodePools: [{name: workers, replicas: 1, class: small, labels: {tier: web}, taints: [{key: only, value: web, effect: NoSchedule}]}]
";

fn is_ready(cluster: &GuestCluster) -> bool {
    cluster
        .status
        .as_ref()
        .is_some_and(|status| conditions::is_true(&status.conditions, guest_cluster::condition::READY))
}

/// Asks for access and returns a client that uses it.
async fn access(world: &World, name: &str, role: ClusterAccessRole) -> Client {
    let (request, key) = pki::client_request("ignored").unwrap();
    let spec = ClusterAccessSpec {
        cluster_ref: ClusterAccessClusterRef { name: "demo".into() },
        role,
        request: Some(request),
        ..ClusterAccessSpec::default()
    };
    let accesses = world.all::<ClusterAccess>();
    accesses.create(&PostParams::default(), &ClusterAccess::new(name, spec)).await.unwrap();
    let is_ready =
        |one: &ClusterAccess| one.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, READY));
    let issued = world.until(accesses, name, when(is_ready)).await.unwrap();
    assert_eq!(issued.owner_references()[0].name, "demo");
    let status = issued.status.unwrap();
    assert_eq!(status.issued_to.as_deref(), Some("test"));
    let base64 = |text: &str| BASE64_STANDARD.encode(text);
    let config: Kubeconfig = serde_json::from_value(json!({
        "current-context": "demo",
        "clusters": [{"name": "demo", "cluster": {
            "server": status.server, "certificate-authority-data": status.certificate_authority.as_deref().map(base64),
        }}],
        "users": [{"name": "me", "user": {
            "client-certificate-data": status.certificate.as_deref().map(base64), "client-key-data": base64(&key),
        }}],
        "contexts": [{"name": "demo", "context": {"cluster": "demo", "user": "me"}}],
    }))
    .unwrap();
    let config = kube::Config::from_custom_kubeconfig(config, &KubeConfigOptions::default()).await.unwrap();
    Client::try_from(config).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_gets_ready_and_lets_people_in() {
    let world = World::with_clusters().await;
    world.apply_all(CATALOG).await;
    world.apply_all(CLUSTER).await;
    let clusters = world.all::<GuestCluster>();
    let ready = world.until(clusters.clone(), "demo", when(is_ready)).await.unwrap();
    let status = ready.status.unwrap();
    assert_eq!((status.phase, status.version.as_deref()), (Some(Phase::Running), Some("v1.34.2+atoll.1")));
    assert_eq!((status.control_plane.unwrap().summary, status.workers.unwrap().summary), ("1/1".into(), "1/1".into()));
    assert_eq!(status.observed_generation, ready.metadata.generation);

    let admin = access(&world, "mine", ClusterAccessRole::Admin).await;
    let nodes = Api::<Node>::all(admin.clone()).list(&ListParams::default()).await.unwrap().items;
    assert_eq!(nodes.len(), 2);
    let worker = nodes.iter().find(|node| node.labels().get("tier").is_some_and(|tier| tier == "web")).unwrap();
    let spec = worker.spec.as_ref().unwrap();
    assert!(spec.taints.iter().flatten().any(|taint| taint.key == "only"));
    let namespace = serde_json::from_value::<Namespace>(json!({"metadata": {"name": "x"}})).unwrap();
    Api::<Namespace>::all(admin.clone()).create(&PostParams::default(), &namespace).await.unwrap();
    let config_map =
        serde_json::from_value::<ConfigMap>(json!({"metadata": {"name": "y"}, "data": {"a": "b"}})).unwrap();
    Api::<ConfigMap>::namespaced(admin, "x").create(&PostParams::default(), &config_map).await.unwrap();

    let viewer = access(&world, "look", ClusterAccessRole::View).await;
    assert_eq!(Api::<Node>::all(viewer.clone()).list(&ListParams::default()).await.unwrap().items.len(), 2);
    assert_eq!(Api::<ConfigMap>::namespaced(viewer.clone(), "x").get("y").await.unwrap().data.unwrap()["a"], "b");
    for refused in [
        Api::<Secret>::namespaced(viewer.clone(), "x").list(&ListParams::default()).await.map(|_| ()),
        Api::<ConfigMap>::namespaced(viewer.clone(), "x").create(&PostParams::default(), &config_map).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(kube::Error::Api(status)) if status.code == 403));
    }

    let scale = json!({"spec": {"topology": {"nodePools": [{"name": "workers", "replicas": 3, "class": "small"}]}}});
    clusters.patch("demo", &PatchParams::default(), &Patch::Merge(&scale)).await.unwrap();
    let scaled = |one: &GuestCluster| {
        is_ready(one)
            && one.status.as_ref().and_then(|status| status.workers.as_ref()).is_some_and(|one| one.ready == 3)
    };
    world.until(clusters.clone(), "demo", when(scaled)).await;
    assert_eq!(world.simulator.machines().await.unwrap().len(), 4);

    world.delete(clusters, "demo").await;
    assert!(world.simulator.machines().await.unwrap().is_empty());
    world.until(world.all::<ClusterAccess>(), "mine", |one: Option<&ClusterAccess>| one.is_none()).await;
    let secrets =
        Api::<Secret>::namespaced(world.client.clone(), NAMESPACE).list(&ListParams::default()).await.unwrap();
    assert!(secrets.items.is_empty(), "{:?}", secrets.items.iter().map(ResourceExt::name_any).collect::<Vec<_>>());
    world.close().await;
}
