//! What a VSphereCluster needs. Pure.

use std::collections::BTreeMap;

use api::{
    cluster::{ApiEndpoint, Cluster},
    conditions,
    meta::label,
    vmoperator::{
        VirtualMachineService, VirtualMachineServicePort, VirtualMachineServiceSpec, VirtualMachineSetResourcePolicy,
        VirtualMachineSetResourcePolicyResourcePool, VirtualMachineSetResourcePolicySpec,
    },
    vsphere::{VSphereCluster, vsphere_cluster::condition},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::{contract, meta};

/// Port of the Kubernetes API when the Cluster does not name one.
const API_SERVER_PORT: i32 = 6443;

/// Where the endpoint of the control plane comes from.
#[derive(Debug, PartialEq)]
pub(super) enum Endpoint {
    /// Someone chose it; no load balancer is made.
    Preset(ApiEndpoint),
    /// This load balancer is to be created.
    CreateService(Box<VirtualMachineService>),
    /// The load balancer has no address yet; why, when it says.
    WaitForAddress(String),
    /// The load balancer has it.
    FromService(ApiEndpoint),
}

/// Decides from the load balancer that the VSphereCluster owns, if there is one.
pub(super) fn endpoint(
    object: &VSphereCluster,
    cluster: &Cluster,
    service: Option<&VirtualMachineService>,
) -> Endpoint {
    let port =
        cluster.spec.cluster_network.as_ref().and_then(|network| network.api_server_port).unwrap_or(API_SERVER_PORT);
    if let Some(service) = service {
        return match address(service) {
            Some(host) => Endpoint::FromService(ApiEndpoint { host: Some(host.to_owned()), port: Some(port) }),
            None => Endpoint::WaitForAddress(cause(service)),
        };
    }
    let own = object.spec.control_plane_endpoint.as_ref();
    // A load balancer that was there and is gone is made again, if possible with its address.
    let had_service = object
        .status
        .as_ref()
        .is_some_and(|status| conditions::get(&status.conditions, condition::LOAD_BALANCER_READY).is_some());
    let preset = [own, cluster.spec.control_plane_endpoint.as_ref()]
        .into_iter()
        .flatten()
        .find(|one| contract::endpoint(Some(one)).is_some());
    match preset {
        Some(preset) if !had_service => Endpoint::Preset(preset.clone()),
        _ => {
            Endpoint::CreateService(Box::new(service_for(object, cluster, port, own.and_then(|own| own.host.clone()))))
        }
    }
}

fn address(service: &VirtualMachineService) -> Option<&str> {
    let ingress = service.status.as_ref()?.load_balancer.as_ref()?.ingress.as_deref()?.first()?;
    ingress.ip.as_deref().or(ingress.hostname.as_deref()).filter(|address| !address.is_empty())
}

/// What the load balancer says of itself while it is not ready.
fn cause(service: &VirtualMachineService) -> String {
    let list = service.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
    list.iter()
        .find(|condition| condition.status == "False")
        .map(|condition| condition.message.clone())
        .unwrap_or_default()
}

fn meta_for(object: &VSphereCluster, cluster: &Cluster) -> ObjectMeta {
    let name = cluster.metadata.name.clone().unwrap_or_default();
    let mut made = ObjectMeta {
        namespace: object.metadata.namespace.clone(),
        labels: Some(BTreeMap::from([
            (label::CLUSTER_NAME.to_owned(), name.clone()),
            (label::CAPV_CLUSTER_NAME.to_owned(), name.clone()),
        ])),
        name: Some(name),
        owner_references: Some(vec![meta::controller_of(object)]),
        ..ObjectMeta::default()
    };
    meta::copy_request_id(&object.metadata, &mut made);
    made
}

fn service_for(
    object: &VSphereCluster,
    cluster: &Cluster,
    port: i32,
    earlier_address: Option<String>,
) -> VirtualMachineService {
    let name = cluster.metadata.name.clone().unwrap_or_default();
    VirtualMachineService {
        metadata: meta_for(object, cluster),
        spec: VirtualMachineServiceSpec {
            type_: "LoadBalancer".to_owned(),
            load_balancer_ip: earlier_address,
            ports: Some(vec![VirtualMachineServicePort {
                name: "apiserver".to_owned(),
                protocol: "TCP".to_owned(),
                port,
                target_port: port,
            }]),
            selector: Some(BTreeMap::from([
                (label::CAPV_CLUSTER_NAME.to_owned(), name),
                (label::CAPV_CLUSTER_ROLE.to_owned(), label::CAPV_ROLE_CONTROL_PLANE.to_owned()),
            ])),
            ..VirtualMachineServiceSpec::default()
        },
        status: None,
    }
}

/// The folder, resource pool and placement groups of the cluster's machines.
pub(super) fn resource_policy(object: &VSphereCluster, cluster: &Cluster) -> VirtualMachineSetResourcePolicy {
    let name = cluster.metadata.name.clone();
    VirtualMachineSetResourcePolicy {
        metadata: meta_for(object, cluster),
        spec: VirtualMachineSetResourcePolicySpec {
            folder: name.clone(),
            resource_pool: Some(VirtualMachineSetResourcePolicyResourcePool {
                name,
                ..VirtualMachineSetResourcePolicyResourcePool::default()
            }),
            cluster_module_groups: None,
        },
        status: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn plan(object: Value, cluster: Value, service: Option<Value>) -> Endpoint {
        let with = |mut part: Value| {
            part["metadata"] = json!({"name": "demo", "namespace": "ns", "uid": "u"});
            part
        };
        let object: VSphereCluster = serde_json::from_value(with(object)).unwrap();
        let cluster: Cluster = serde_json::from_value(with(cluster)).unwrap();
        let service: Option<VirtualMachineService> = service.map(|status| {
            serde_json::from_value(
                json!({"metadata": {"name": "demo"}, "spec": {"type": "LoadBalancer"}, "status": status}),
            )
            .unwrap()
        });
        endpoint(&object, &cluster, service.as_ref())
    }

    fn at(host: &str, port: i32) -> ApiEndpoint {
        ApiEndpoint { host: Some(host.to_owned()), port: Some(port) }
    }

    #[test]
    fn a_preset_endpoint_needs_no_load_balancer() {
        let own = json!({"spec": {"controlPlaneEndpoint": {"host": "10.0.0.1", "port": 443}}});
        assert_eq!(plan(own, json!({"spec": {}}), None), Endpoint::Preset(at("10.0.0.1", 443)));
        let of_cluster = json!({"spec": {"controlPlaneEndpoint": {"host": "10.0.0.2", "port": 6443}}});
        assert_eq!(plan(json!({"spec": {}}), of_cluster, None), Endpoint::Preset(at("10.0.0.2", 6443)));
    }

    #[test]
    fn otherwise_a_load_balancer_gives_it() {
        let Endpoint::CreateService(service) =
            plan(json!({"spec": {}}), json!({"spec": {"clusterNetwork": {"apiServerPort": 8443}}}), None)
        else {
            panic!("a service is created")
        };
        assert_eq!(service.spec.ports.as_ref().unwrap()[0].port, 8443);
        assert_eq!(service.spec.selector.as_ref().unwrap()["capv.vmware.com/cluster.role"], "controlplane");
        let waiting = json!({"conditions": [{"type": "Ready", "status": "False", "reason": "R", "message": "no address left", "lastTransitionTime": "2026-11-21T00:00:00Z"}]});
        assert_eq!(
            plan(json!({"spec": {}}), json!({"spec": {}}), Some(waiting)),
            Endpoint::WaitForAddress("no address left".to_owned())
        );
        let there = json!({"loadBalancer": {"ingress": [{"ip": "192.0.2.7"}]}});
        assert_eq!(
            plan(json!({"spec": {}}), json!({"spec": {}}), Some(there)),
            Endpoint::FromService(at("192.0.2.7", 6443))
        );
    }

    #[test]
    fn a_load_balancer_that_is_gone_is_made_again_with_its_address() {
        let object = json!({
            "spec": {"controlPlaneEndpoint": {"host": "192.0.2.7", "port": 6443}},
            "status": {"conditions": [{"type": "LoadBalancerReady", "status": "True", "reason": "Ready", "message": "", "lastTransitionTime": "2026-11-21T00:00:00Z"}]},
        });
        let Endpoint::CreateService(service) = plan(object, json!({"spec": {}}), None) else {
            panic!("a service is created")
        };
        assert_eq!(service.spec.load_balancer_ip.as_deref(), Some("192.0.2.7"));
    }
}
