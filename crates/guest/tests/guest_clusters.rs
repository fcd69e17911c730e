//! Guest clusters from hand-written user data, used over TLS as their users do.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail that way")]

mod support;

use std::time::Duration;

use futures::{StreamExt, TryStreamExt};
use hypervisor::{Driver, MachineId, PowerState};
use k8s_openapi::api::core::v1::{ConfigMap, Endpoints, Namespace, Node, Secret, Service, ServiceAccount};
use kube::{
    Api, ResourceExt,
    api::{DeleteParams, ListParams, PostParams, WatchEvent, WatchParams},
};
use support::{Cluster, World, soon};

fn ready(node: &Node) -> (String, String) {
    let mut conditions = node.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let ready = conditions.rfind(|condition| condition.type_ == "Ready");
    ready.map(|ready| (ready.status.clone(), ready.reason.clone().unwrap_or_default())).unwrap()
}

/// Waits until the Node's Ready condition has this status.
async fn until_ready_is(nodes: &Api<Node>, name: &str, status: &str) -> Node {
    let wait = async {
        let fields = format!("metadata.name={name}");
        let mut events = nodes.watch(&WatchParams::default().fields(&fields), "0").await.unwrap().boxed();
        while let Some(event) = events.try_next().await.unwrap() {
            match event {
                WatchEvent::Added(node) | WatchEvent::Modified(node) if ready(&node).0 == status => {
                    return node;
                }
                _ => {}
            }
        }
        panic!("the watch ended");
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the Node did not get there")
}

/// Waits until the object exists.
async fn until_exists<K>(api: &Api<K>, name: &str) -> K
where
    K: kube::Resource + Clone + std::fmt::Debug + serde::de::DeserializeOwned + Send + 'static,
{
    let wait = async {
        let fields = format!("metadata.name={name}");
        let mut events = api.watch(&WatchParams::default().fields(&fields), "0").await.unwrap().boxed();
        while let Some(event) = events.try_next().await.unwrap() {
            if let WatchEvent::Added(object) = event {
                return object;
            }
        }
        panic!("the watch ended");
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the object does not appear")
}

/// A cluster of one control plane and one worker.
async fn cluster(world: &World) -> (Cluster, MachineId, MachineId) {
    let cluster = Cluster::new(world, "demo").await;
    let first = cluster.first_control_plane(world, "demo-cp-a").await;
    cluster.make_token(soon()).await;
    let worker = world.start("demo-w-a", "kube-v1.33.5", &cluster.join_data(false)).await;
    world.until_says(&worker, "running: node demo-w-a").await;
    (cluster, first, worker)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_control_plane_and_a_worker_make_a_cluster_that_clients_use() {
    let world = World::new().await;
    let (cluster, first, _) = cluster(&world).await;
    let client = cluster.client().await;
    assert_eq!(client.apiserver_version().await.unwrap().git_version, "v1.34.1");

    let nodes: Api<Node> = Api::all(client.clone());
    let list = nodes.list(&ListParams::default()).await.unwrap().items;
    let names: Vec<_> = list.iter().map(ResourceExt::name_any).collect();
    assert_eq!(names, ["demo-cp-a", "demo-w-a"]);
    let versions = list.iter().map(|node| {
        let info = node.status.as_ref().unwrap().node_info.as_ref().unwrap();
        assert_eq!(info.os_image, "Atoll simulated guest (no pods run)");
        info.kubelet_version.as_str()
    });
    assert_eq!(versions.collect::<Vec<_>>(), ["v1.34.1", "v1.33.5"]);
    for node in &list {
        assert_eq!(ready(node), ("True".into(), "KubeletReady".into()));
    }
    let machine = world.simulator.machine(&first).await.unwrap().unwrap();
    let provider = list[0].spec.as_ref().unwrap().provider_id.as_deref();
    assert_eq!(provider, Some(format!("vsphere://{}", machine.spec.bios_uuid).as_str()));
    assert_eq!(list[0].labels()["node-role.kubernetes.io/control-plane"], "");
    assert_eq!(list[1].labels()["pool"], "a");

    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), "kube-system");
    for name in ["kubeadm-config", "kubelet-config"] {
        maps.get(name).await.unwrap();
    }
    let services: Api<Service> = Api::namespaced(client.clone(), "default");
    let service = services.get("kubernetes").await.unwrap();
    assert_eq!(service.spec.unwrap().cluster_ip.as_deref(), Some("10.100.0.1"));
    let endpoints: Api<Endpoints> = Api::namespaced(client, "default");
    let subsets = endpoints.get("kubernetes").await.unwrap().subsets.unwrap();
    assert_eq!(subsets[0].addresses.as_ref().unwrap()[0].ip, machine.address.unwrap().to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_the_program_changes_nothing_for_clients() {
    let world = World::new().await;
    let (cluster, first, worker) = cluster(&world).await;
    let client = cluster.client().await;
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let mut mine = Namespace::default();
    mine.metadata.name = Some("mine".into());
    namespaces.create(&PostParams::default(), &mine).await.unwrap();
    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), "mine");
    let mut map = ConfigMap::default();
    map.metadata.name = Some("kept".into());
    map.data = Some([("a".to_owned(), "1".to_owned())].into());
    let map = maps.create(&PostParams::default(), &map).await.unwrap();
    // Joining again is impossible without it, and must not be needed.
    let secrets: Api<Secret> = Api::namespaced(client.clone(), "kube-system");
    secrets.delete("bootstrap-token-x1y2z3", &DeleteParams::default()).await.unwrap();
    let nodes: Api<Node> = Api::all(client);
    let before = nodes.list(&ListParams::default()).await.unwrap().items;

    let world = world.restart().await;
    world.until_says(&first, "running: control plane").await;
    world.until_says(&worker, "running: node").await;
    let client = cluster.client().await;
    let maps: Api<ConfigMap> = Api::namespaced(client.clone(), "mine");
    assert_eq!(maps.get("kept").await.unwrap(), map);
    let nodes: Api<Node> = Api::all(client);
    let after = nodes.list(&ListParams::default()).await.unwrap().items;
    assert_eq!(after, before, "nothing was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_follows_the_power_of_its_machine() {
    let world = World::new().await;
    let (cluster, first, worker) = cluster(&world).await;
    let nodes: Api<Node> = Api::all(cluster.client().await);
    world.simulator.set_power(&worker, PowerState::Off).await.unwrap();
    let node = until_ready_is(&nodes, "demo-w-a", "Unknown").await;
    assert_eq!(ready(&node).1, "NodeStatusUnknown");
    world.simulator.set_power(&worker, PowerState::On).await.unwrap();
    until_ready_is(&nodes, "demo-w-a", "True").await;

    // Once a member, a machine needs no token: it makes its Node again when that is gone.
    world.simulator.set_power(&worker, PowerState::Off).await.unwrap();
    let secrets: Api<Secret> = Api::namespaced(cluster.client().await, "kube-system");
    secrets.delete("bootstrap-token-x1y2z3", &DeleteParams::default()).await.unwrap();
    nodes.delete("demo-w-a", &DeleteParams::default()).await.unwrap();
    world.simulator.set_power(&worker, PowerState::On).await.unwrap();
    until_ready_is(&nodes, "demo-w-a", "True").await;

    // Without its only control plane nothing answers; with it everything is as before.
    world.simulator.set_power(&first, PowerState::Off).await.unwrap();
    assert!(nodes.list(&ListParams::default()).await.is_err());
    world.simulator.set_power(&first, PowerState::On).await.unwrap();
    world.until_says(&first, "running: control plane").await;
    assert_eq!(nodes.list(&ListParams::default()).await.unwrap().items.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn control_planes_share_their_objects_until_the_last_is_gone() {
    let world = World::new().await;
    let (cluster, first, _) = cluster(&world).await;
    let second = world.start("demo-cp-b", "kube-v1.34.2", &cluster.join_data(true)).await;
    let machine = world.until_says(&second, "running: control plane").await;
    cluster.balance(&world, vec![machine.address.unwrap()]).await;
    let nodes: Api<Node> = Api::all(cluster.client().await);
    assert_eq!(nodes.list(&ListParams::default()).await.unwrap().items.len(), 3);

    let version = cluster.client().await.apiserver_version().await.unwrap().git_version;
    assert_eq!(version, "v1.34.2", "the newest of all control planes");

    world.simulator.delete(&first).await.unwrap();
    until_ready_is(&nodes, "demo-cp-a", "Unknown").await;
    let endpoints: Api<Endpoints> = Api::namespaced(cluster.client().await, "default");
    let subsets = endpoints.get("kubernetes").await.unwrap().subsets.unwrap();
    assert_eq!(subsets[0].addresses.as_ref().unwrap().len(), 1);

    world.simulator.delete(&second).await.unwrap();
    assert!(nodes.list(&ListParams::default()).await.is_err());
    let fingerprint = cluster.fingerprint();
    let space = world.database.space(&format!("guest/{fingerprint}"));
    space.load(store::LoadOptions::default()).await.unwrap();
    assert_eq!(space.list("/nodes", None).0.len(), 0, "the data went with the last control plane");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_joins_when_its_cluster_comes_up_and_lets_it_in() {
    let world = World::new().await;
    let cluster = Cluster::new(&world, "late").await;
    let worker = world.start("late-w", "kube", &cluster.join_data(false)).await;
    world.until_says(&worker, "kubeadm join: https://").await;
    let stranger_data = cluster.join_data_pinned(false, "sha256:00");
    let stranger = world.start("late-x", "kube", &stranger_data).await;
    cluster.first_control_plane(&world, "late-cp").await;
    let refused = world.until_says(&stranger, "kubeadm join: https://").await;
    let pinned = |message: &str| message.contains("caCertHashes");
    if !pinned(&refused.message) {
        let mut events = world.simulator.events();
        let wait = async {
            while !pinned(&world.simulator.machine(&stranger).await.unwrap().unwrap().message) {
                events.recv().await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(30), wait).await.expect("the wrong pin is told");
    }
    // Without a token nobody gets in.
    let nodes: Api<Node> = Api::all(cluster.client().await);
    assert_eq!(nodes.list(&ListParams::default()).await.unwrap().items.len(), 1);
    cluster.make_token(soon()).await;
    world.until_says(&worker, "running: node late-w").await;
    let names = nodes.list(&ListParams::default()).await.unwrap().items;
    assert_eq!(names.iter().map(ResourceExt::name_any).collect::<Vec<_>>(), ["late-cp", "late-w"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_machine_that_was_let_in_needs_its_token_no_more() {
    let world = World::new().await;
    let cluster = Cluster::new(&world, "demo").await;
    let first = cluster.first_control_plane(&world, "demo-cp").await;
    cluster.make_token(soon()).await;
    let nodes: Api<Node> = Api::all(cluster.client().await);
    let mut other = Node::default();
    other.metadata.name = Some("demo-w".into());
    nodes.create(&PostParams::default(), &other).await.unwrap();
    let worker = world.start("demo-w", "kube", &cluster.join_data(false)).await;
    world.until_says(&worker, "kubelet: cannot register the Node demo-w: a Node of that name, of another").await;
    let secrets: Api<Secret> = Api::namespaced(cluster.client().await, "kube-system");
    secrets.delete("bootstrap-token-x1y2z3", &DeleteParams::default()).await.unwrap();

    // The program ends between the machine's acceptance and its Node.
    let world = world.restart().await;
    world.until_says(&first, "running: control plane").await;
    nodes.delete("demo-w", &DeleteParams::default()).await.unwrap();
    world.until_says(&worker, "running: node demo-w").await;
    until_ready_is(&nodes, "demo-w", "True").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn user_data_that_cannot_be_followed_is_told_and_other_user_data_left_alone() {
    let world = World::new().await;
    for (user_data, expected) in [
        ("#cloud-config\nwrite_files: [\n", "cloud-init: "),
        ("#cloud-config\nruncmd: ['kubeadm init --config /a']\n", "kubeadm init: /a: no write_files entry"),
        ("#cloud-config\nruncmd: ['echo hello']\n", "running"),
        ("#!/bin/sh\necho hello\n", "running"),
        ("", "running"),
    ] {
        let id = world.start("plain", "debian", user_data).await;
        let machine = world.until_says(&id, expected).await;
        assert!(machine.address.is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kubectl_lists_nodes() {
    let Ok(version) = std::process::Command::new("kubectl").args(["version", "--client"]).output() else {
        println!("skipped: there is no kubectl on PATH");
        return;
    };
    assert!(version.status.success());
    let world = World::new().await;
    let (cluster, ..) = cluster(&world).await;
    let path = std::env::temp_dir().join(format!("atoll-kubeconfig-{}", uuid::Uuid::new_v4()));
    std::fs::write(&path, cluster.kubeconfig()).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = tokio::process::Command::new("kubectl");
        command.arg("--kubeconfig").arg(&path).args(arguments);
        async move {
            let output = command.output().await.unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
            text
        }
    };
    let nodes = run(&["get", "nodes", "--no-headers"]).await;
    let rows: Vec<Vec<&str>> = nodes.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 2, "{nodes}");
    assert_eq!(rows[0][..3], ["demo-cp-a", "Ready", "control-plane"]);
    assert_eq!((rows[0][4], rows[1][..3].to_vec()), ("v1.34.1", vec!["demo-w-a", "Ready", "<none>"]));
    run(&["create", "namespace", "x"]).await;
    run(&["create", "configmap", "c", "-n", "x", "--from-literal=a=b"]).await;
    assert_eq!(run(&["get", "configmap", "c", "-n", "x", "-o", "jsonpath={.data.a}"]).await, "b");
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn namespaces_begin_with_a_service_account_and_the_authority() {
    let world = World::new().await;
    let cluster = Cluster::new(&world, "demo").await;
    cluster.first_control_plane(&world, "demo-cp").await;
    let client = cluster.client().await;
    let mut mine = Namespace::default();
    mine.metadata.name = Some("mine".into());
    Api::all(client.clone()).create(&PostParams::default(), &mine).await.unwrap();
    for namespace in ["default", "kube-system", "mine"] {
        let accounts: Api<ServiceAccount> = Api::namespaced(client.clone(), namespace);
        until_exists(&accounts, "default").await;
        let maps: Api<ConfigMap> = Api::namespaced(client.clone(), namespace);
        let authority = until_exists(&maps, "kube-root-ca.crt").await.data.unwrap();
        assert!(authority["ca.crt"].starts_with("-----BEGIN CERTIFICATE-----"));
    }
}
