//! VirtualMachineServices with their load balancers, resource policies, and hosts as Nodes.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use api::vmoperator::{VirtualMachine, VirtualMachineService, VirtualMachineSetResourcePolicy};
use hypervisor::{Driver, LoadBalancerSpec, simulator::Faults};
use k8s_openapi::api::{
    coordination::v1::Lease,
    core::v1::{Endpoints, Namespace, Node, Service},
};
use kube::{Api, api::DeleteParams};
use support::{CATALOG, NAMESPACE, World, vm, when};

const SERVICE: &str = "
apiVersion: vmoperator.vmware.com/v1alpha6
kind: VirtualMachineService
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: http, protocol: TCP, port: 80, targetPort: 8080}]}
";

fn ingress(service: &VirtualMachineService) -> Option<&str> {
    let balancer = service.status.as_ref()?.load_balancer.as_ref()?;
    balancer.ingress.as_ref()?.first()?.ip.as_deref()
}

fn addresses(endpoints: &Endpoints) -> usize {
    endpoints.subsets.iter().flatten().filter_map(|subset| subset.addresses.as_ref()).map(Vec::len).sum()
}

#[tokio::test]
async fn a_service_forwards_to_the_machines_it_selects() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(SERVICE).await;
    let services = world.all::<VirtualMachineService>();
    let made = world.until(services.clone(), "web", when(|one| ingress(one).is_some())).await.unwrap();
    let address = ingress(&made).unwrap().to_owned();
    world.until(world.all::<Endpoints>(), "web", when(|one| addresses(one) == 0)).await;
    let of_service = |service: &Service| {
        let balancer = service.status.as_ref().and_then(|status| status.load_balancer.as_ref());
        balancer.and_then(|one| one.ingress.as_ref()?.first()?.ip.clone()) == Some(address.clone())
    };
    world.until(world.all::<Service>(), "web", when(of_service)).await;

    world.apply_all(&vm("web", "small")).await;
    world.until(world.all::<Endpoints>(), "web", when(|one| addresses(one) == 1)).await;
    let balancer = world.simulator.load_balancer().unwrap();
    assert_eq!(balancer.list().await.unwrap()[0].0.backends.len(), 1);
    world.delete(world.all::<VirtualMachine>(), "web").await;
    world.until(world.all::<Endpoints>(), "web", when(|one| addresses(one) == 0)).await;

    world.delete(services, "web").await;
    assert!(balancer.list().await.unwrap().is_empty());
    world.until(world.all::<Service>(), "web", |one: Option<&Service>| one.is_none()).await;
    world.close().await;
}

#[tokio::test]
async fn only_load_balancers_that_are_certainly_ours_and_left_behind_are_removed() {
    let mut world = World::new().await;
    let own = world.cluster_wide::<Namespace>().get("kube-system").await.unwrap().metadata.uid.unwrap();
    let balancer = world.simulator.load_balancer().unwrap();
    for (id, installation) in [("unknown", ""), ("other", "other"), ("left-behind", own.as_str())] {
        let spec = LoadBalancerSpec {
            id: id.into(),
            namespace: NAMESPACE.into(),
            name: "web".into(),
            installation: installation.into(),
            ports: vec![],
            backends: vec![],
        };
        balancer.ensure(spec).await.unwrap();
    }
    world.start();
    // It is swept before the first service is worked on.
    world.apply_all(SERVICE).await;
    let made = world.until(world.all::<VirtualMachineService>(), "web", when(|one| ingress(one).is_some())).await;
    let made = made.unwrap().metadata.uid.unwrap();
    let mut left: Vec<(String, String)> =
        balancer.list().await.unwrap().into_iter().map(|(spec, _)| (spec.id, spec.installation)).collect();
    left.sort();
    let mut expected = [(made, own), ("other".into(), "other".into()), ("unknown".into(), String::new())];
    expected.sort();
    assert_eq!(left, expected);
    world.close().await;
}

#[tokio::test]
async fn a_policy_stays_while_a_machine_refers_to_it() {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world
        .apply_all("apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachineSetResourcePolicy\nmetadata: {name: web}\nspec: {}")
        .await;
    let policies = world.all::<VirtualMachineSetResourcePolicy>();
    let has_finalizer = |one: &VirtualMachineSetResourcePolicy| one.metadata.finalizers.is_some();
    world.until(policies.clone(), "web", when(has_finalizer)).await;
    world.apply_all(&vm("web", "small").replace("spec: {", "spec: {reserved: {resourcePolicyName: web}, ")).await;
    world.until(world.all::<VirtualMachine>(), "web", when(|one: &VirtualMachine| one.status.is_some())).await;
    policies.delete("web", &DeleteParams::default()).await.unwrap();
    assert!(policies.get("web").await.unwrap().metadata.deletion_timestamp.is_some());
    world.delete(world.all::<VirtualMachine>(), "web").await;
    world.until(policies, "web", |one: Option<&VirtualMachineSetResourcePolicy>| one.is_none()).await;
    world.close().await;
}

#[tokio::test]
async fn hosts_are_nodes() {
    let world = World::running().await;
    let nodes = world.cluster_wide::<Node>();
    let ready = |status: &'static str| {
        move |node: &Node| {
            let conditions = node.status.as_ref().and_then(|status| status.conditions.as_ref());
            conditions.is_some_and(|all| all.iter().any(|one| one.type_ == "Ready" && one.status == status))
        }
    };
    let node = world.until(nodes.clone(), "sim-host-1", when(ready("True"))).await.unwrap();
    assert_eq!(node.metadata.labels.unwrap()["atoll.dev/hypervisor"], "simulator");
    let status = node.status.unwrap();
    assert_eq!(status.capacity.unwrap()["cpu"].0, "8");
    assert!(status.node_info.unwrap().os_image.contains("simulated"));
    let leases: Api<Lease> = Api::namespaced(world.client.clone(), "kube-node-lease");
    world.until(leases, "sim-host-2", when(|lease: &Lease| lease.spec.is_some())).await;

    let faults = Faults {
        hosts_down: vec!["sim-host-1".into()],
        hosts_in_maintenance: vec!["sim-host-2".into()],
        ..Faults::default()
    };
    world.simulator.set_faults(faults).await.unwrap();
    world.until(nodes.clone(), "sim-host-1", when(ready("False"))).await;
    let unschedulable = |node: &Node| node.spec.as_ref().and_then(|spec| spec.unschedulable) == Some(true);
    world.until(nodes.clone(), "sim-host-2", when(unschedulable)).await;
    world.simulator.set_faults(Faults::default()).await.unwrap();
    world.until(nodes.clone(), "sim-host-1", when(ready("True"))).await;
    world.until(nodes.clone(), "sim-host-2", when(move |node: &Node| !unschedulable(node))).await;
    nodes.delete("sim-host-1", &DeleteParams::default()).await.unwrap();
    world.until(nodes, "sim-host-1", when(ready("True"))).await;
    world.close().await;
}
