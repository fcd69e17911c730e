//! VirtualMachineService: one address for several virtual machines.

pub mod condition;
mod rules;
pub use rules::{CLUSTER_IP, EXTERNAL_NAME, LOAD_BALANCER};
pub use rules::{default, validate, validate_update};

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::IpFamilyPolicy;

/// Which machines answer, and on what address.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "VirtualMachineService",
    plural = "virtualmachineservices",
    schema = "disabled",
    namespaced,
    status = "VirtualMachineServiceStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "One address for several virtual machines.",
    shortname = "vmservice",
    printcolumn(name = "Type", type_ = "string", json_path = ".spec.type"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineServiceSpec {
    /// The address inside the cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_ip: Option<String>,
    /// The DNS name that the service stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_name: Option<String>,
    /// Address families, the first one first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2), extend("x-kubernetes-list-type" = "atomic"))]
    pub ip_families: Option<Vec<String>>,
    /// How many address families there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_family_policy: Option<IpFamilyPolicy>,
    /// The address that is wished for.
    #[serde(rename = "loadBalancerIP", skip_serializing_if = "Option::is_none")]
    pub load_balancer_ip: Option<String>,
    /// Networks from which the load balancer may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_balancer_source_ranges: Option<Vec<String>>,
    /// Ports that are forwarded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<Vec<VirtualMachineServicePort>>,
    /// Labels of the machines that answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<BTreeMap<String, String>>,
    /// ClusterIP, LoadBalancer or ExternalName.
    pub type_: String,
}

/// Ports that are forwarded.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineServicePort {
    /// The port's name, unique in the service.
    pub name: String,
    /// The port of the service.
    pub port: i32,
    /// The protocol: TCP, UDP or SCTP.
    pub protocol: String,
    /// The port of the machines.
    pub target_port: i32,
}

/// What became of the service.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineServiceStatus {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<Condition>>,
    /// What the load balancer gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub load_balancer: Option<VirtualMachineServiceStatusLoadBalancer>,
}

/// What the load balancer gave.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineServiceStatusLoadBalancer {
    /// Addresses that the load balancer gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ingress: Option<Vec<VirtualMachineServiceStatusLoadBalancerIngress>>,
}

/// Addresses that the load balancer gave.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineServiceStatusLoadBalancerIngress {
    /// The DNS name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// The IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
}
