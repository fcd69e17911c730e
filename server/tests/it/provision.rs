//! A cluster from request to removal, with real clients.

use api::{
    bootstrap::KubeadmConfig,
    cluster::{Cluster, Machine, MachineDeployment, MachineSet},
    conditions,
    controlplane::KubeadmControlPlane,
    guest::GuestCluster,
    vmoperator::{VirtualMachine, VirtualMachineService},
    vsphere::{VSphereCluster, VSphereMachine, VSphereMachineTemplate},
};
use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Node, Secret};
use kube::{
    Api, Client, Resource, ResourceExt as _,
    api::{DeleteParams, ListParams, Patch, PatchParams, PostParams},
    core::NamespaceResourceScope,
};
use serde::de::DeserializeOwned;
use serde_json::json;
use testkit::{Atoll, eventually, guest_cluster};

use crate::{DEADLINE, demo};

/// Waits until the cluster says that it is ready.
pub(crate) async fn ready(client: &Client, namespace: &str, name: &str) -> anyhow::Result<GuestCluster> {
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), namespace);
    eventually(&format!("{namespace}/{name} to be ready"), DEADLINE, async || {
        let cluster = clusters.get(name).await?;
        let status = cluster.status.clone().unwrap_or_default();
        let current = status.observed_generation == cluster.metadata.generation;
        if current && conditions::is_true(&status.conditions, "Ready") {
            return Ok(Some(cluster));
        }
        anyhow::bail!("{}", serde_json::to_string(&status.conditions)?)
    })
    .await
}

/// A client inside a guest cluster, by the Secret that Cluster API leaves for its administrators.
pub(crate) async fn inside(client: &Client, namespace: &str, name: &str) -> anyhow::Result<Client> {
    let secret = Api::<Secret>::namespaced(client.clone(), namespace).get(&format!("{name}-kubeconfig")).await?;
    let value = secret.data.unwrap_or_default().remove("value").unwrap_or_default();
    testkit::client(std::str::from_utf8(&value.0)?).await
}

/// Waits until the guest has this many nodes that are ready, and gives them.
async fn nodes(guest: &Client, wanted: usize) -> anyhow::Result<Vec<Node>> {
    let nodes = Api::<Node>::all(guest.clone());
    eventually(&format!("{wanted} ready nodes"), DEADLINE, async || {
        let found = nodes.list(&ListParams::default()).await?.items;
        let ready = found.iter().filter(|node| is_ready(node)).count();
        if ready == wanted && found.len() == wanted {
            return Ok(Some(found));
        }
        anyhow::bail!("{ready} of {} nodes are ready", found.len())
    })
    .await
}

fn is_ready(node: &Node) -> bool {
    let conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    conditions.into_iter().any(|condition| condition.type_ == "Ready" && condition.status == "True")
}

async fn names<K>(client: &Client, namespace: &str) -> anyhow::Result<Vec<String>>
where
    K: Resource<Scope = NamespaceResourceScope, DynamicType = ()> + Clone + DeserializeOwned + std::fmt::Debug,
{
    let found = Api::<K>::namespaced(client.clone(), namespace).list(&ListParams::default()).await?;
    Ok(found.iter().map(|object| format!("{}/{}", K::kind(&()), object.name_any())).collect())
}

/// What every namespace has.
const OF_NAMESPACE: &str = "ConfigMap/kube-root-ca.crt";

/// Everything that a cluster leaves in its namespace while it lives.
async fn left(client: &Client, namespace: &str) -> anyhow::Result<Vec<String>> {
    let mut left = [
        names::<GuestCluster>(client, namespace).await?,
        names::<Cluster>(client, namespace).await?,
        names::<KubeadmControlPlane>(client, namespace).await?,
        names::<KubeadmConfig>(client, namespace).await?,
        names::<MachineDeployment>(client, namespace).await?,
        names::<MachineSet>(client, namespace).await?,
        names::<Machine>(client, namespace).await?,
        names::<VSphereCluster>(client, namespace).await?,
        names::<VSphereMachine>(client, namespace).await?,
        names::<VSphereMachineTemplate>(client, namespace).await?,
        names::<VirtualMachine>(client, namespace).await?,
        names::<VirtualMachineService>(client, namespace).await?,
        names::<Secret>(client, namespace).await?,
        names::<ConfigMap>(client, namespace).await?,
    ]
    .concat();
    left.retain(|name| name != OF_NAMESPACE);
    Ok(left)
}

async fn scale(client: &Client, namespace: &str, name: &str, replicas: i32) -> anyhow::Result<()> {
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), namespace);
    let patch = json!([{ "op": "replace", "path": "/spec/topology/nodePools/0/replicas", "value": replicas }]);
    clusters.patch(name, &PatchParams::default(), &Patch::Json::<()>(serde_json::from_value(patch)?)).await?;
    Ok(())
}

async fn started() -> (Atoll, Client) {
    let atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    (atoll, client)
}

#[tokio::test]
async fn request_use_scale_delete() {
    let (_atoll, client) = started().await;
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "team-a");
    clusters.create(&PostParams::default(), &guest_cluster("team-a", "demo").pool("workers", 2).build()).await.unwrap();
    let cluster = ready(&client, "team-a", "demo").await.unwrap();
    assert_eq!(cluster.status.unwrap().version.as_deref(), Some("v1.37.1"));

    let guest = inside(&client, "team-a", "demo").await.unwrap();
    for node in nodes(&guest, 3).await.unwrap() {
        assert_eq!(node.status.unwrap().node_info.unwrap().kubelet_version, "v1.37.1");
    }
    let namespace = serde_json::from_value(json!({ "metadata": { "name": "x" } })).unwrap();
    Api::<Namespace>::all(guest.clone()).create(&PostParams::default(), &namespace).await.unwrap();
    let map = serde_json::from_value(json!({ "metadata": { "name": "m" }, "data": { "k": "v" } })).unwrap();
    Api::<ConfigMap>::namespaced(guest.clone(), "x").create(&PostParams::default(), &map).await.unwrap();

    scale(&client, "team-a", "demo", 3).await.unwrap();
    nodes(&guest, 4).await.unwrap();
    scale(&client, "team-a", "demo", 1).await.unwrap();
    nodes(&guest, 2).await.unwrap();
    ready(&client, "team-a", "demo").await.unwrap();

    clusters.delete("demo", &DeleteParams::default()).await.unwrap();
    eventually("nothing to be left", DEADLINE, async || {
        let left = left(&client, "team-a").await?;
        if left.is_empty() { Ok(Some(())) } else { anyhow::bail!("{left:?}") }
    })
    .await
    .unwrap();
    assert!(guest.apiserver_version().await.is_err(), "the guest is gone");
}

#[tokio::test]
async fn three_control_plane_nodes() {
    let (_atoll, client) = started().await;
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "team-b");
    let cluster = guest_cluster("team-b", "ha").control_plane(3).pool("a", 1).pool("b", 1).version("v1.36").build();
    clusters.create(&PostParams::default(), &cluster).await.unwrap();
    ready(&client, "team-b", "ha").await.unwrap();
    let guest = inside(&client, "team-b", "ha").await.unwrap();
    let control_plane = nodes(&guest, 5).await.unwrap();
    let count =
        control_plane.iter().filter(|node| node.labels().contains_key("node-role.kubernetes.io/control-plane")).count();
    assert_eq!(count, 3);
}

#[tokio::test]
async fn with_kubectl() {
    let (atoll, client) = started().await;
    let manifest = serde_json::to_string(&guest_cluster("team-a", "demo").pool("workers", 1).build()).unwrap();
    atoll.kubectl("apply -f -", &manifest).await.unwrap();
    atoll.kubectl("wait -n team-a --for=condition=Ready guestcluster/demo --timeout=60s", "").await.unwrap();
    let table = atoll.kubectl("get gc -n team-a", "").await.unwrap();
    assert!(table.starts_with("NAME ") && table.contains("demo") && table.contains("v1.37.1"), "{table}");
    let all = atoll.kubectl("get gc,clusters,kcp,md,ms,machines,vm,vmservice,nodes -A", "").await.unwrap();
    for name in ["guestcluster.guest.atoll.dev/demo", "virtualmachine.vmoperator.vmware.com/", "node/sim-host-1"] {
        assert!(all.contains(name), "{name} is missing in {all}");
    }
    atoll.kubectl("describe gc demo -n team-a", "").await.unwrap();
    atoll.kubectl("explain guestcluster.spec.topology", "").await.unwrap();
    atoll.kubectl("apply --server-side -f -", &manifest).await.unwrap();
    atoll.kubectl("diff -f -", &manifest).await.unwrap();
    let other = manifest.replace("best-effort-xsmall", "best-effort-small");
    let conflict = atoll.kubectl("apply --server-side --field-manager other -f -", &other).await.unwrap_err();
    assert!(conflict.to_string().contains("conflict"), "{conflict}");

    let kubeconfig = atoll.data_dir().join("demo.kubeconfig");
    let secret = Api::<Secret>::namespaced(client, "team-a").get("demo-kubeconfig").await.unwrap();
    std::fs::write(&kubeconfig, &secret.data.unwrap()["value"].0).unwrap();
    let nodes = testkit::kubectl(&kubeconfig, "get nodes", "").await.unwrap();
    assert_eq!(nodes.matches(" Ready ").count(), 2, "{nodes}");
    atoll.kubectl("delete gc demo -n team-a --wait --timeout=60s", "").await.unwrap();
}
