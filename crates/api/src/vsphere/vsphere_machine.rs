//! VSphereMachine: the virtual machine behind a Machine.

pub mod condition;
mod rules;
pub(crate) use rules::validate_spec;
pub use rules::{default, validate, validate_update};

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::ObjectRef;
use crate::schema::pattern;
use crate::vsphere::{VSphereDhcpOptionsConfig, VSphereMachinePowerOffMode, VSphereMachineStatus};

/// What the virtual machine is to be.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmware.infrastructure.cluster.x-k8s.io",
    version = "v1beta2",
    kind = "VSphereMachine",
    plural = "vspheremachines",
    schema = "disabled",
    namespaced,
    status = "VSphereMachineStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "The virtual machine behind a Machine.",
    category = "cluster-api",
    printcolumn(
        name = "Cluster",
        type_ = "string",
        json_path = r".metadata.labels['cluster\.x-k8s\.io/cluster-name']"
    ),
    printcolumn(name = "Class", type_ = "string", json_path = ".spec.className"),
    printcolumn(name = "Provider ID", type_ = "string", json_path = ".spec.providerID", priority = 10),
    printcolumn(name = "Failure domain", type_ = "string", json_path = ".status.failureDomain"),
    printcolumn(
        name = "IP",
        type_ = "string",
        json_path = r#".status.addresses[?(@.type=="InternalIP")].address"#,
        priority = 10
    ),
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.imageName", priority = 10),
    printcolumn(
        name = "Paused",
        type_ = "string",
        json_path = r#".status.conditions[?(@.type=="Paused")].status"#,
        priority = 10
    ),
    printcolumn(name = "Provisioned", type_ = "string", json_path = ".status.initialization.provisioned"),
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineSpec {
    /// The VirtualMachineClass that gives the machine its shape.
    #[schemars(length(min = 1, max = 253))]
    pub class_name: String,
    /// The image, by name.
    #[schemars(length(min = 1, max = 2048))]
    pub image_name: String,
    /// The oldest version of virtual hardware that will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 32))]
    pub min_hardware_version: Option<String>,
    /// How machines are named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naming: Option<VSphereMachineNaming>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VSphereMachineNetwork>,
    /// Policies that apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64), extend("x-kubernetes-list-type" = "atomic"))]
    pub policies: Option<Vec<VSphereMachinePolicy>>,
    /// How the machine is turned off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_off_mode: Option<VSphereMachinePowerOffMode>,
    /// The machine's identity as its Node carries it, `vsphere://<BIOS UUID>`.
    #[serde(rename = "providerID", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub provider_id: Option<String>,
    /// The storage class.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub storage_class: Option<String>,
    /// Further disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024), extend("x-kubernetes-list-type" = "atomic"))]
    pub volumes: Option<Vec<VSphereMachineVolume>>,
}

/// How machines are named.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNaming {
    /// What is made from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1024))]
    pub template: Option<String>,
}

/// The network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNetwork {
    /// Network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<VSphereMachineNetworkInterfaces>,
    /// VLAN interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub vlans: Option<Vec<VSphereMachineNetworkVlan>>,
}

/// Network interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNetworkInterfaces {
    /// The first interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub primary: Option<VSphereMachineNetworkInterfacesPrimary>,
    /// Further interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 9), extend("x-kubernetes-list-type" = "atomic"))]
    pub secondary: Option<Vec<VSphereMachineNetworkInterfacesSecondary>>,
}

/// The first interface.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNetworkInterfacesPrimary {
    /// The largest packet, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 576, max = 9000))]
    pub mtu: Option<i32>,
    /// The network that the interface is on.
    pub network_ref: ObjectRef,
    /// Static routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub routes: Option<Vec<VSphereMachineRoute>>,
}

/// A static route.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineRoute {
    /// The network that the route leads to.
    #[schemars(length(min = 9, max = 18), regex(pattern = pattern::IPV4_CIDR))]
    pub to: String,
    /// The address that the route goes by.
    #[schemars(length(min = 7, max = 15), regex(pattern = pattern::IPV4))]
    pub via: String,
}

/// Further interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNetworkInterfacesSecondary {
    /// The largest packet, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 576, max = 9000))]
    pub mtu: Option<i32>,
    /// The name.
    #[schemars(length(min = 2, max = 15), regex(pattern = pattern::DEVICE_NAME))]
    pub name: String,
    /// The network that the interface is on.
    pub network_ref: ObjectRef,
    /// Static routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub routes: Option<Vec<VSphereMachineRoute>>,
}

/// VLAN interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineNetworkVlan {
    /// The identifier.
    #[schemars(range(min = 0, max = 4094))]
    pub id: i32,
    /// The interface that it runs over.
    #[schemars(length(min = 2, max = 15), regex(pattern = pattern::DEVICE_NAME))]
    pub link: String,
    /// The name.
    #[schemars(length(min = 1, max = 15), regex(pattern = pattern::VLAN_NAME))]
    pub name: String,
}

/// Policies that apply.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachinePolicy {
    /// The kind of the object.
    #[schemars(length(min = 1, max = 63), regex(pattern = pattern::KIND))]
    pub kind: String,
    /// The name.
    #[schemars(length(min = 1, max = 253), regex(pattern = pattern::DNS_SUBDOMAIN))]
    pub name: String,
}

/// Further disks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineVolume {
    /// Its size.
    pub capacity: BTreeMap<String, Quantity>,
    /// The name.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
    /// The storage class.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub storage_class: Option<String>,
}

/// What DHCP gave for one address family.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereDhcpOptions {
    /// What was given, by option.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub config: Option<Vec<VSphereDhcpOptionsConfig>>,
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}
