//! Plan and status from small objects.

use std::sync::Arc;

use api::{
    conditions,
    vmoperator::{VirtualMachine, VirtualMachineService, virtual_machine_service::condition::READY},
};
use serde_json::json;

use super::{
    plan,
    status::{Address, status},
};
use crate::blocked::Blocked;

fn service(type_: &str, selector: &str) -> VirtualMachineService {
    serde_saphyr::from_str(&format!(
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachineService\nmetadata: {{name: demo, namespace: team-a, uid: u-1, generation: 1, annotations: {{atoll.dev/request-id: r-1}}}}\nspec: {{type: {type_}, selector: {selector}, ports: [{{name: api, protocol: TCP, port: 6443, targetPort: 6444}}]}}\n"
    ))
    .unwrap()
}

fn vm(name: &str, more: &str) -> Arc<VirtualMachine> {
    Arc::new(serde_saphyr::from_str(&format!(
        "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine\nmetadata: {{name: {name}, namespace: team-a, uid: vm-{name}, labels: {{app: demo, role: cp}}{more}\nspec: {{}}\n"
    ))
    .unwrap())
}

const ON: &str = "}\nstatus: {powerState: PoweredOn, network: {primaryIP4: 10.0.0.2}}";

#[test]
fn backends_are_running_machines_that_match() {
    let machines = [
        vm("b", ON),
        vm("a", &ON.replace("10.0.0.2", "10.0.0.3")),
        vm("off", &ON.replace("PoweredOn", "PoweredOff")),
        vm("no-address", "}\nstatus: {powerState: PoweredOn}"),
        vm("deleting", &format!(", deletionTimestamp: 2026-01-01T00:00:00Z{ON}")),
        vm("new", "}"),
    ];
    let names = |selector: &str| {
        plan::backends(&service("LoadBalancer", selector), &machines)
            .into_iter()
            .map(|backend| backend.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("{app: demo, role: cp}"), ["a", "b"]);
    assert!(names("{app: demo, role: worker}").is_empty());
    assert!(names("{}").is_empty(), "an empty selector selects nothing");
}

#[test]
fn the_load_balancer_forwards_to_the_backends() {
    let service = service("LoadBalancer", "{app: demo}");
    let backends = plan::backends(&service, &[vm("a", ON)]);
    let spec = plan::load_balancer(&service, &backends, "installation").unwrap();
    assert_eq!((spec.id.as_str(), spec.ports[0].port, spec.ports[0].target_port), ("u-1", 6443, 6444));
    assert_eq!(spec.installation, "installation");
    assert_eq!(spec.backends, vec!["10.0.0.2".parse::<std::net::IpAddr>().unwrap()]);
    let mut udp = service;
    udp.spec.ports.as_mut().unwrap()[0].protocol = "UDP".into();
    assert_eq!(
        plan::load_balancer(&udp, &[], "installation").unwrap_err().message,
        "port \"api\" is UDP; the load balancer forwards TCP only"
    );
}

#[test]
fn service_and_endpoints() {
    let owner = service("LoadBalancer", "{app: demo}");
    let made = plan::service(&owner);
    assert_eq!(
        made["spec"],
        json!({"type": "LoadBalancer", "ports": [{"name": "api", "protocol": "TCP", "port": 6443, "targetPort": 6444}]})
    );
    assert_eq!(made["metadata"]["ownerReferences"][0]["uid"], "u-1");
    assert_eq!(made["metadata"]["annotations"]["atoll.dev/request-id"], "r-1");
    let endpoints = plan::endpoints(&owner, &plan::backends(&owner, &[vm("a", ON)])).unwrap();
    assert_eq!(endpoints["subsets"][0]["addresses"][0]["ip"], "10.0.0.2");
    assert_eq!(endpoints["subsets"][0]["addresses"][0]["targetRef"]["name"], "a");
    assert_eq!(endpoints["subsets"][0]["ports"][0]["port"], 6444);
    assert_eq!(plan::endpoints(&owner, &[]).unwrap()["subsets"], json!([]));
    assert!(plan::endpoints(&service("ClusterIP", "{}"), &[]).is_none());
}

#[test]
fn the_status_keeps_an_address_that_was_given() {
    let now = api::time::now();
    let mut service = service("LoadBalancer", "{app: demo}");
    let given = status(&service, &Address::Of([127, 64, 0, 9].into()), Some(0), &now);
    assert_eq!(conditions::get(&given.conditions, READY).unwrap().reason, "NoEndpoints");
    assert_eq!(given.load_balancer.as_ref().unwrap().ingress.as_ref().unwrap()[0].ip.as_deref(), Some("127.64.0.9"));
    service.status = Some(given.clone());
    let silent = status(&service, &Address::Blocked(Blocked::new("LoadBalancerError", "timeout")), Some(1), &now);
    assert_eq!(silent.load_balancer, given.load_balancer);
    assert_eq!(conditions::get(&silent.conditions, READY).unwrap().message, "timeout");
    assert!(status(&service, &Address::None, Some(1), &now).load_balancer.is_none());
}
