//! Objects, plan, checks, cause and status from small objects.

use std::{collections::BTreeSet, sync::Arc};

use api::{
    bootstrap::KubeadmConfigTemplate,
    cluster::{Cluster, Machine, MachineDeployment},
    conditions,
    controlplane::KubeadmControlPlane,
    guest::{GuestCluster, GuestClusterPhase as Phase},
    vmoperator::VirtualMachine,
    vsphere::{VSphereCluster, VSphereMachineTemplate},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    cause::{self, Chain},
    checks,
    objects::{self, PoolVersion},
    plan::{self, Live},
    release::{Release, sample},
    status::{self, Seen},
};
use crate::{desired, guest_tokens::GuestIssuer};

fn cluster() -> GuestCluster {
    serde_saphyr::from_str(
        "
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {name: demo, namespace: team-a, uid: u-1, generation: 2, annotations: {atoll.dev/request-id: r-1}}
spec:
  distribution: {version: v1.34}
  network: {pods: {cidrBlocks: [192.168.0.0/16]}, services: {cidrBlocks: [10.96.0.0/12]}, serviceDomain: cluster.local, cni: {name: antrea}}
  topology:
    controlPlane: {replicas: 1, class: small, storageClass: fast}
    nodePools:
    - name: workers
      replicas: 2
      class: small
      storageClass: fast
      labels: {tier: web, node-role.kubernetes.io/web: ''}
      taints: [{key: only, value: web, effect: NoSchedule}]
      volumes: [{name: images, mountPath: /var/lib/containerd, capacity: 20Gi}]
",
    )
    .unwrap()
}

fn release() -> Release {
    sample("v1.34.2+atoll.1")
}

/// Parses as the kind and says the same again: no field is misspelt.
fn survives<K: DeserializeOwned + Serialize>(mut object: Value) -> K {
    desired::prune(&mut object);
    let typed: K = serde_json::from_value(object.clone()).unwrap();
    let mut again = serde_json::to_value(&typed).unwrap();
    desired::prune(&mut again);
    assert_eq!(again, object);
    typed
}

#[test]
fn objects_are_of_the_public_kinds() {
    let (cluster, release) = (cluster(), release());
    let made: Cluster = survives(objects::cluster(&cluster));
    assert_eq!(made.spec.control_plane_ref.unwrap().name, "demo");
    assert_eq!(made.metadata.owner_references.unwrap()[0].controller, Some(true));
    assert_eq!(made.metadata.annotations.unwrap()["atoll.dev/request-id"], "r-1");
    survives::<VSphereCluster>(objects::vsphere_cluster(&cluster));
    let template = objects::control_plane_template(&cluster, &release);
    let machine: VSphereMachineTemplate = survives(template.object.clone());
    assert_eq!(machine.spec.template.spec.unwrap().image_name, release.image);
    let control_plane: KubeadmControlPlane = survives(objects::control_plane(&cluster, &release, &template.name, None));
    assert_eq!(control_plane.spec.version, "v1.34.2+atoll.1");
    assert_eq!(control_plane.spec.machine_template.spec.infrastructure_ref.name, template.name);
    let pool = &cluster.spec.topology.node_pools[0];
    let templates = objects::pool_templates(&cluster, pool, &release);
    let machine: VSphereMachineTemplate = survives(templates.machine.object.clone());
    let spec = machine.spec.template.spec.unwrap();
    assert_eq!(
        spec.volumes.unwrap()[0].storage_class.as_deref(),
        Some("fast"),
        "a volume takes the pool's storage class"
    );
    let bootstrap: KubeadmConfigTemplate = survives(templates.bootstrap.object.clone());
    let join = bootstrap.spec.template.spec.unwrap().join_configuration.unwrap().node_registration.unwrap();
    assert_eq!(join.kubelet_extra_args.unwrap()[0].value, "tier=web");
    assert_eq!(join.taints.unwrap()[0].key, "only");
    let version = PoolVersion {
        kubernetes: release.kubernetes,
        machine: templates.machine.name,
        bootstrap: templates.bootstrap.name,
    };
    let deployment: MachineDeployment = survives(objects::machine_deployment(&cluster, pool, &version));
    assert_eq!((deployment.metadata.name.as_deref(), deployment.spec.replicas), (Some("demo-workers"), Some(2)));
    let labels = deployment.spec.template.metadata.unwrap().labels.unwrap();
    assert_eq!(labels.get("node-role.kubernetes.io/web").map(String::as_str), Some(""));
    assert!(!labels.contains_key("tier"));
}

#[test]
fn a_template_is_named_by_its_content() {
    let (cluster, release) = (cluster(), release());
    let of = |change: fn(&mut GuestCluster)| {
        let mut changed = cluster.clone();
        change(&mut changed);
        let templates = objects::pool_templates(&changed, &changed.spec.topology.node_pools[0], &release);
        (templates.machine.name, templates.bootstrap.name)
    };
    let (machine, bootstrap) = of(|_| {});
    assert!(machine.starts_with("demo-workers-"));
    assert_eq!(
        of(|one| one.spec.topology.node_pools[0].replicas = 9),
        (machine.clone(), bootstrap.clone()),
        "scaling replaces nothing"
    );
    let larger = of(|one| one.spec.topology.node_pools[0].class = "large".into());
    assert!(larger.0 != machine && larger.1 == bootstrap);
    let tainted = of(|one| one.spec.topology.node_pools[0].taints = None);
    assert!(tainted.0 == machine && tainted.1 != bootstrap);
    let carried =
        of(|one| _ = one.spec.topology.node_pools[0].labels.as_mut().unwrap().remove("node-role.kubernetes.io/web"));
    assert_eq!(carried, (machine, bootstrap), "labels that Cluster API carries over replace nothing");
}

#[test]
fn missing_objects_are_named() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let message = |classes: &[&str], storage: &[&str]| {
        checks::named_objects(&cluster(), &set(classes), &set(storage))
            .map_err(|blocked| (blocked.reason, blocked.message))
    };
    assert_eq!(message(&["small"], &["fast"]), Ok(()));
    assert_eq!(
        message(&["large", "medium"], &["fast"]),
        Err(("ClassNotFound", "the control plane: class \"small\" does not exist; classes here: large, medium".into()))
    );
    assert_eq!(
        message(&["small"], &[]),
        Err((
            "StorageClassNotFound",
            "the control plane: storage class \"fast\" does not exist; there are no storage classes here".into()
        ))
    );
}

fn typed<K: DeserializeOwned>(object: Value, more: Value) -> Arc<K> {
    let mut object = object;
    desired::prune(&mut object);
    for (name, value) in more.as_object().unwrap() {
        object[name] = value.clone();
    }
    Arc::new(serde_json::from_value(object).unwrap())
}

/// Layer 2 as a plan made it, with these statuses.
fn live(plan: &plan::Plan, control_plane: Value, pool: Value) -> Live {
    Live {
        cluster: Some(typed(plan.cluster.clone(), json!({}))),
        control_plane: Some(typed(plan.control_plane.clone(), json!({"status": control_plane}))),
        deployments: plan.deployments.iter().map(|(_, one)| typed(one.clone(), json!({"status": pool}))).collect(),
        machine_templates: plan.machine_templates.iter().map(|one| one.name.clone()).collect(),
        bootstrap_templates: plan.bootstrap_templates.iter().map(|one| one.name.clone()).collect(),
        ..Live::default()
    }
}

fn pool_version_of(plan: &plan::Plan) -> &str {
    plan.deployments[0].1["spec"]["template"]["spec"]["version"].as_str().unwrap()
}

#[test]
fn nodes_are_upgraded_after_the_control_plane() {
    let (old, new) = (release(), sample("v1.35.0+atoll.1"));
    let offered = [old.clone(), new.clone()];
    let first = plan::plan(&cluster(), &old, &offered, &Live::default(), None);
    assert_eq!((first.machine_templates.len(), first.bootstrap_templates.len(), first.deployments.len()), (2, 1, 1));

    let settled = |version: &str| json!({"version": version, "replicas": 1, "upToDateReplicas": 1});
    let before = live(&first, settled(&old.kubernetes), json!({}));
    let started = plan::plan(&cluster(), &new, &offered, &before, None);
    assert_eq!(started.control_plane["spec"]["version"], "v1.35.0+atoll.1");
    assert_eq!(pool_version_of(&started), "v1.34.2+atoll.1");
    assert!(started.leaving_machine_templates.is_empty(), "the control plane still refers to its old template");

    let mut during =
        live(&started, json!({"version": old.kubernetes, "replicas": 2, "upToDateReplicas": 1}), json!({}));
    assert_eq!(pool_version_of(&plan::plan(&cluster(), &new, &offered, &during, None)), "v1.34.2+atoll.1");
    let gone = plan::plan(&cluster(), &new, std::slice::from_ref(&new), &during, None);
    assert_eq!(gone.deployments, started.deployments, "a release that is no longer on offer is kept as it is");

    during.control_plane = live(&started, settled(&new.kubernetes), json!({})).control_plane;
    let after = plan::plan(&cluster(), &new, &offered, &during, None);
    assert_eq!(pool_version_of(&after), "v1.35.0+atoll.1");
}

#[test]
fn whose_tokens_are_trusted_changes_only_with_the_version() {
    let (old, new) = (release(), sample("v1.35.0+atoll.1"));
    let issuer = |url: &str| GuestIssuer { url: url.to_owned(), certificate_authority: None };
    let (first_url, second_url) = (issuer("https://one"), issuer("https://two"));
    let mut cluster = cluster();
    cluster.metadata.uid = Some("u-1".to_owned());
    let told = |target: &Release, live: &Live, issuer: Option<&GuestIssuer>| {
        let plan = plan::plan(&cluster, target, std::slice::from_ref(target), live, issuer);
        let file = plan.control_plane["spec"]["kubeadmConfigSpec"]["files"][0]["content"].as_str().map(str::to_owned);
        let url = file.map(|text| serde_saphyr::from_str::<Value>(&text).unwrap()["jwt"][0]["issuer"]["url"].clone());
        (url.and_then(|url| url.as_str().map(str::to_owned)), plan)
    };
    let (url, made) = told(&old, &Live::default(), Some(&first_url));
    assert_eq!(url.as_deref(), Some("https://one"));
    let trusting = live(&made, json!({}), json!({}));
    let (_, without) = told(&old, &Live::default(), None);
    let older = live(&without, json!({}), json!({}));
    for (target, live, issuer, expected) in [
        (&old, &trusting, Some(&second_url), Some("https://one")),
        (&old, &trusting, None, Some("https://one")),
        (&new, &trusting, Some(&second_url), Some("https://two")),
        (&old, &older, Some(&first_url), None),
        (&new, &older, Some(&first_url), Some("https://one")),
    ] {
        assert_eq!(told(target, live, issuer).0.as_deref(), expected, "{}", target.version);
    }
}

#[test]
fn what_is_no_longer_needed_leaves() {
    let (cluster, release) = (cluster(), release());
    let first = plan::plan(&cluster, &release, std::slice::from_ref(&release), &Live::default(), None);
    let mut live = live(&first, json!({}), json!({}));
    live.machine_templates.push("demo-workers-0000000000".into());
    live.bootstrap_templates.push("demo-old-0000000000".into());
    let mut without = cluster.clone();
    without.spec.topology.node_pools.clear();
    let second = plan::plan(&without, &release, std::slice::from_ref(&release), &live, None);
    assert_eq!(second.leaving_deployments, ["demo-workers"]);
    assert_eq!(
        second.leaving_machine_templates,
        ["demo-workers-0000000000"],
        "the MachineDeployment still refers to the other"
    );
    assert_eq!(second.leaving_bootstrap_templates, ["demo-old-0000000000"]);
}

#[test]
fn names_that_others_use_are_not_taken() {
    let mut live = Live { cluster: Some(typed(objects::cluster(&cluster()), json!({}))), ..Live::default() };
    assert!(plan::names_are_free(&cluster(), &live).is_ok());
    live.cluster = Some(typed(
        json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Cluster", "metadata": {"name": "demo"}, "spec": {}}),
        json!({}),
    ));
    assert_eq!(
        plan::names_are_free(&cluster(), &live).unwrap_err().message,
        "a Cluster named demo exists already and belongs to something else"
    );
}

fn chain(name: &str, control_plane: bool, machine_status: Value, vm_status: Option<Value>) -> Chain {
    let labels = if control_plane { json!({"cluster.x-k8s.io/control-plane": ""}) } else { json!({}) };
    let machine = json!({
        "apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "Machine", "metadata": {"name": name, "labels": labels},
        "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "VSphereMachine", "name": name}},
        "status": machine_status,
    });
    let vm = vm_status.map(|status| json!({"apiVersion": "vmoperator.vmware.com/v1alpha6", "kind": "VirtualMachine", "metadata": {"name": name}, "spec": {}, "status": status}));
    Chain {
        machine: Arc::new(serde_json::from_value::<Machine>(machine).unwrap()),
        vsphere: None,
        vm: vm.map(|vm| Arc::new(serde_json::from_value::<VirtualMachine>(vm).unwrap())),
    }
}

fn condition(type_: &str, status: &str, reason: &str, message: &str) -> Value {
    json!({"type": type_, "status": status, "reason": reason, "message": message, "lastTransitionTime": "2026-11-21T00:00:00Z"})
}

fn full(name: &str) -> Chain {
    let words = "no host can take the machine: needs 512 vCPU";
    chain(
        name,
        false,
        json!({}),
        Some(
            json!({"conditions": [condition("VirtualMachineCreated", "False", "InsufficientCapacity", words), condition("Ready", "False", "InsufficientCapacity", words)]}),
        ),
    )
}

fn booting(name: &str) -> Chain {
    chain(
        name,
        false,
        json!({}),
        Some(
            json!({"conditions": [condition("VirtualMachineCreated", "True", "True", ""), condition("Ready", "False", "WaitingForAddress", "the machine has no address yet: booting")]}),
        ),
    )
}

fn joining(name: &str) -> Chain {
    chain(
        name,
        false,
        json!({"conditions": [condition("NodeHealthy", "Unknown", "NodeDoesNotExist", "* waits for its node")]}),
        Some(json!({"conditions": [condition("Ready", "True", "True", "kubeadm join runs")]})),
    )
}

fn ready(name: &str, control_plane: bool) -> Chain {
    chain(name, control_plane, json!({"conditions": [condition("Ready", "True", "Ready", "")]}), None)
}

#[test]
fn the_cause_is_the_lowest_and_the_worst() {
    for (chains, expected) in [
        (vec![ready("a", false)], None),
        (
            vec![booting("a"), full("b")],
            Some("machine b: no host can take the machine: needs 512 vCPU (1 more machine is not ready)"),
        ),
        (vec![booting("a"), ready("b", false)], Some("machine a: the machine has no address yet: booting")),
        (vec![joining("a")], Some("machine a: waits for its node; the guest says: kubeadm join runs")),
        (
            vec![chain(
                "a",
                false,
                json!({"conditions": [condition("BootstrapConfigReady", "False", "W", "waits for the control plane")]}),
                None,
            )],
            Some("machine a: waits for the control plane"),
        ),
    ] {
        assert_eq!(cause::of_machines(&chains).as_deref(), expected);
    }
}

#[test]
fn a_machine_that_does_not_get_on_gives_its_reason() {
    assert_eq!(cause::stuck(&[booting("a"), ready("b", false)]), None);
    assert_eq!(cause::stuck(&[booting("a"), full("b")]), Some("InsufficientCapacity"));
}

fn told(cluster: &GuestCluster, live: &Live, machines: &[Chain]) -> api::guest::GuestClusterStatus {
    let release = release();
    status::status(
        cluster,
        &Seen { release: Ok(&release), blocked: None, live, machines, balancer: None, bounded: false },
        &api::time::now(),
    )
}

fn said(status: &api::guest::GuestClusterStatus, type_: &str) -> String {
    conditions::get(&status.conditions, type_)
        .map_or_else(|| "absent".to_owned(), |one| format!("{}/{}: {}", one.status, one.reason, one.message))
}

#[test]
fn the_status_follows_the_cluster() {
    let release = release();
    let mut cluster = cluster();
    let plan = plan::plan(&cluster, &release, std::slice::from_ref(&release), &Live::default(), None);

    let nothing = told(&cluster, &Live::default(), &[]);
    assert_eq!((nothing.phase, nothing.version.as_deref()), (Some(Phase::Provisioning), Some("v1.34.2+atoll.1")));
    assert_eq!(said(&nothing, "ControlPlaneReady"), "False/WaitingForEndpoint: nothing has been made yet");
    assert_eq!(nothing.workers.as_ref().unwrap().summary, "0/2");

    let no_endpoint = told(&cluster, &live(&plan, json!({}), json!({})), &[]);
    assert_eq!(
        said(&no_endpoint, "Ready"),
        "False/WaitingForEndpoint: the load balancer of the API has no address yet"
    );

    let endpoint = |mut live: Live| {
        let mut with = (**live.cluster.as_ref().unwrap()).clone();
        with.spec.control_plane_endpoint =
            Some(serde_json::from_value(json!({"host": "127.64.0.5", "port": 6443})).unwrap());
        live.cluster = Some(Arc::new(with));
        live
    };
    let kcp = |ready: i32| json!({"version": release.kubernetes, "replicas": 1, "upToDateReplicas": 1, "readyReplicas": ready, "initialization": {"controlPlaneInitialized": ready > 0}});
    let pool = |ready: i32| json!({"replicas": 2, "upToDateReplicas": 2, "readyReplicas": ready});
    let waiting = told(
        &cluster,
        &endpoint(live(&plan, kcp(0), pool(0))),
        &[chain("demo-cp", true, json!({}), full("x").vm.map(|vm| serde_json::to_value(&vm.status).unwrap()))],
    );
    assert_eq!(
        said(&waiting, "Ready"),
        "False/InsufficientCapacity: machine demo-cp: no host can take the machine: needs 512 vCPU"
    );
    assert!(said(&waiting, "NodesReady").starts_with("False/WaitingForControlPlane: 0 of 2 worker nodes are ready"));

    let joining_nodes =
        told(&cluster, &endpoint(live(&plan, kcp(1), pool(1))), &[ready("demo-cp", true), joining("w")]);
    assert_eq!(said(&joining_nodes, "ControlPlaneReady"), "True/Ready: ");
    assert_eq!(
        said(&joining_nodes, "Ready"),
        "False/WaitingForNodes: 1 of 2 worker nodes are ready; machine w: waits for its node; the guest says: kubeadm join runs"
    );
    assert_eq!(joining_nodes.phase, Some(Phase::Provisioning));

    let running = told(&cluster, &endpoint(live(&plan, kcp(1), pool(2))), &[ready("demo-cp", true)]);
    assert_eq!((running.phase, said(&running, "Ready").as_str()), (Some(Phase::Running), "True/Ready: "));
    assert_eq!(running.endpoint.as_ref().map(|one| (one.host.as_str(), one.port)), Some(("127.64.0.5", 6443)));
    assert!(said(&running, "AddonsReady").starts_with("True/Ready"));

    cluster.status = Some(running);
    cluster.spec.topology.node_pools[0].replicas = 3;
    let scaling = told(&cluster, &endpoint(live(&plan, kcp(1), pool(2))), &[]);
    assert_eq!(
        (scaling.phase, said(&scaling, "Ready").as_str()),
        (Some(Phase::Updating), "False/Scaling: node pool workers: 2 machines of 3")
    );
    cluster.spec.topology.node_pools[0].replicas = 2;
    let broken = told(&cluster, &endpoint(live(&plan, kcp(1), pool(1))), &[]);
    assert_eq!(broken.phase, Some(Phase::Running), "it serves, and nothing is being changed");
    assert!(said(&broken, "Ready").starts_with("False/WaitingForNodes"));
    cluster.spec.paused = Some(true);
    assert!(
        said(&told(&cluster, &endpoint(live(&plan, kcp(1), pool(1))), &[]), "Ready")
            .starts_with("False/Paused: paused; 1 of 2")
    );

    let deleting = status::deleting(&cluster, "2 machines are left", &api::time::now());
    assert_eq!(
        (deleting.phase, said(&deleting, "Deleting").as_str()),
        (Some(Phase::Deleting), "True/Deleting: 2 machines are left")
    );
}

#[test]
fn a_request_that_cannot_be_met_stays_pending_with_its_cause() {
    let blocked = crate::blocked::Blocked::new(
        "ClassNotFound",
        "the control plane: class \"huge\" does not exist; classes here: small",
    );
    let release = release();
    let seen = Seen {
        release: Ok(&release),
        blocked: Some(&blocked),
        live: &Live::default(),
        machines: &[],
        balancer: None,
        bounded: false,
    };
    let status = status::status(&cluster(), &seen, &api::time::now());
    assert_eq!(status.phase, Some(Phase::Pending));
    assert_eq!(
        said(&status, "Ready"),
        "False/ClassNotFound: the control plane: class \"huge\" does not exist; classes here: small"
    );
}
