//! What a VirtualMachineService becomes: a Service, its Endpoints, and a load balancer. Pure.

use std::{net::IpAddr, sync::Arc};

use api::{
    meta::annotation,
    vmoperator::{PowerState, VirtualMachine, VirtualMachineService},
};
use hypervisor::{LoadBalancerPort, LoadBalancerSpec};
use kube::ResourceExt;
use serde_json::{Value, json};

use crate::{blocked::Blocked, meta};

/// `spec.type` of a service with a load balancer.
const LOAD_BALANCER: &str = "LoadBalancer";

/// A machine behind the service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Backend {
    /// Name and UID of its VirtualMachine.
    pub(super) name: String,
    /// See `name`.
    pub(super) uid: String,
    /// Its first address.
    pub(super) address: IpAddr,
}

/// Whether the service asks for a load balancer.
pub(super) fn wants_load_balancer(service: &VirtualMachineService) -> bool {
    service.spec.type_ == LOAD_BALANCER
}

/// The machines that the service selects, powered on and with an address, ordered by name. Machines that are being
/// deleted are left out. Without a selector there are none: the Endpoints are somebody else's.
pub(super) fn backends(service: &VirtualMachineService, machines: &[Arc<VirtualMachine>]) -> Vec<Backend> {
    let selected = machines.iter().filter(|vm| selects(service, vm) && !meta::is_deleting(&vm.metadata));
    let mut backends: Vec<Backend> = selected.filter_map(|vm| backend(vm)).collect();
    backends.sort_unstable_by(|one, two| one.name.cmp(&two.name));
    backends
}

/// Whether the service's selector matches the machine's labels, in the same namespace. An empty selector matches nothing.
pub(super) fn selects(service: &VirtualMachineService, vm: &VirtualMachine) -> bool {
    let selector = service.spec.selector.as_ref().filter(|selector| !selector.is_empty());
    vm.metadata.namespace == service.metadata.namespace
        && selector.is_some_and(|selector| meta::matches(selector, vm.metadata.labels.as_ref()))
}

fn backend(vm: &VirtualMachine) -> Option<Backend> {
    Some(Backend { name: vm.name_any(), uid: vm.uid()?, address: serving_address(vm)? })
}

/// The address at which the machine can serve: it is powered on and has one.
pub(super) fn serving_address(vm: &VirtualMachine) -> Option<IpAddr> {
    let status = vm.status.as_ref().filter(|status| status.power_state == Some(PowerState::PoweredOn))?;
    let network = status.network.as_ref()?;
    network.primary_ip4.as_ref().or(network.primary_ip6.as_ref())?.parse().ok()
}

/// The load balancer, which carries the name of `installation`.
///
/// # Errors
/// When a port cannot be forwarded by a TCP load balancer.
pub(super) fn load_balancer(
    service: &VirtualMachineService,
    backends: &[Backend],
    installation: &str,
) -> Result<LoadBalancerSpec, Blocked> {
    let ports = service.spec.ports.iter().flatten().map(|port| {
        if port.protocol != "TCP" {
            let message = format!("port \"{}\" is {}; the load balancer forwards TCP only", port.name, port.protocol);
            return Err(Blocked::new(Blocked::UNSUPPORTED, message));
        }
        match (u16::try_from(port.port), u16::try_from(port.target_port)) {
            (Ok(number), Ok(target)) if number > 0 && target > 0 => {
                Ok(LoadBalancerPort { name: port.name.clone(), port: number, target_port: target })
            }
            _ => Err(Blocked::new(Blocked::INVALID, format!("port \"{}\" is outside 1 to 65535", port.name))),
        }
    });
    Ok(LoadBalancerSpec {
        id: service.uid().unwrap_or_default(),
        namespace: service.namespace().unwrap_or_default(),
        name: service.name_any(),
        installation: installation.to_owned(),
        ports: ports.collect::<Result<_, _>>()?,
        backends: backends.iter().map(|backend| backend.address).collect(),
    })
}

/// The Service of the same name. It has no selector: its Endpoints are machines, not pods.
pub(super) fn service(owner: &VirtualMachineService) -> Value {
    let spec = &owner.spec;
    let ports: Vec<Value> = spec.ports.iter().flatten().map(|port| {
        json!({"name": port.name, "protocol": port.protocol, "port": port.port, "targetPort": port.target_port})
    }).collect();
    let mut service = json!({
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(owner),
        "spec": {"type": spec.type_, "ports": ports},
    });
    let wanted = &mut service["spec"];
    if let Some(address) = &spec.cluster_ip {
        wanted["clusterIP"] = json!(address);
    }
    if let Some(name) = &spec.external_name {
        wanted["externalName"] = json!(name);
    }
    if let Some(address) = &spec.load_balancer_ip {
        wanted["loadBalancerIP"] = json!(address);
    }
    if let Some(ranges) = &spec.load_balancer_source_ranges {
        wanted["loadBalancerSourceRanges"] = json!(ranges);
    }
    service
}

/// The Endpoints of the same name; `None` when the service selects nothing, so that they are left to somebody else.
pub(super) fn endpoints(owner: &VirtualMachineService, backends: &[Backend]) -> Option<Value> {
    owner.spec.selector.as_ref().filter(|selector| !selector.is_empty())?;
    let ports: Vec<Value> = owner
        .spec
        .ports
        .iter()
        .flatten()
        .map(|port| json!({"name": port.name, "protocol": port.protocol, "port": port.target_port}))
        .collect();
    let addresses: Vec<Value> = backends
        .iter()
        .map(|backend| {
            let reference = json!({
                "apiVersion": "vmoperator.vmware.com/v1alpha6", "kind": "VirtualMachine",
                "namespace": owner.namespace(), "name": backend.name, "uid": backend.uid,
            });
            json!({"ip": backend.address, "targetRef": reference})
        })
        .collect();
    let subsets = if addresses.is_empty() { json!([]) } else { json!([{"addresses": addresses, "ports": ports}]) };
    Some(json!({"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata(owner), "subsets": subsets}))
}

fn metadata(owner: &VirtualMachineService) -> Value {
    let mut metadata = json!({
        "name": owner.name_any(), "namespace": owner.namespace(), "labels": owner.labels(),
        "ownerReferences": [meta::controller_of(owner)],
    });
    if let Some(id) = meta::annotation(&owner.metadata, annotation::REQUEST_ID) {
        metadata["annotations"] = json!({annotation::REQUEST_ID: id});
    }
    metadata
}
