//! What became of a VSphereMachine.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::{LegacyCondition, MachineAddress};
use crate::vsphere::{VSphereDhcpOptions, VSphereInitialization, VSphereMachinePhase};

/// What became of the virtual machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatus {
    /// The addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10), extend("x-kubernetes-list-type" = "atomic"))]
    pub addresses: Option<Vec<MachineAddress>>,
    /// The machine's identity as its firmware tells it.
    #[serde(rename = "biosUUID", skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 2048))]
    pub bios_uuid: Option<String>,
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// Status fields of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<VSphereMachineStatusDeprecated>,
    /// The place, whose machines may fail together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub failure_domain: Option<String>,
    /// Steps of the first set-up; once true they stay so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initialization: Option<VSphereInitialization>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VSphereMachineStatusNetwork>,
    /// Where the object is in its life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<VSphereMachinePhase>,
}

/// Status fields of earlier versions.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusDeprecated {
    /// Status fields of `v1beta1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v1beta1: Option<VSphereMachineStatusDeprecatedV1beta1>,
}

/// Status fields of `v1beta1`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusDeprecatedV1beta1 {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LegacyCondition>>,
    /// What went wrong for good, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_message: Option<String>,
    /// What went wrong for good, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
}

/// The network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetwork {
    /// Network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub interfaces: Option<Vec<VSphereMachineStatusNetworkInterface>>,
}

/// Network interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetworkInterface {
    /// The hypervisor's number of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1000000))]
    pub device_key: Option<i32>,
    /// DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<VSphereMachineStatusNetworkInterfaceDns>,
    /// The IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<VSphereMachineStatusNetworkInterfaceIp>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 2, max = 512))]
    pub name: Option<String>,
}

/// DNS.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetworkInterfaceDns {
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<bool>,
    /// The DNS domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub domain_name: Option<String>,
    /// The guest's host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub host_name: Option<String>,
    /// Addresses of DNS servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub nameservers: Option<Vec<String>>,
    /// DNS domains that short names are looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub search_domains: Option<Vec<String>>,
}

/// The IP address.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetworkInterfaceIp {
    /// The addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10), extend("x-kubernetes-list-type" = "atomic"))]
    pub addresses: Option<Vec<VSphereMachineStatusNetworkInterfaceIpAddress>>,
    /// Whether IPv6 addresses are made by the guest itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_configuration_enabled: Option<bool>,
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<VSphereMachineStatusNetworkInterfaceIpDhcp>,
    /// The MAC address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 512))]
    pub mac_addr: Option<String>,
}

/// The addresses.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetworkInterfaceIpAddress {
    /// The address.
    #[schemars(length(min = 7, max = 512))]
    pub address: String,
    /// Until when the address may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<Time>,
    /// How the address came to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["dhcp", "linklayer", "manual", "other", "random"]))]
    pub origin: Option<String>,
    /// Whether the address can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["deprecated", "duplicate", "inaccessible", "invalid", "preferred", "tentative", "unknown"]))]
    pub state: Option<String>,
}

/// DHCP.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineStatusNetworkInterfaceIpDhcp {
    /// IPv4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip4: Option<VSphereDhcpOptions>,
    /// IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip6: Option<VSphereDhcpOptions>,
}

/// What was given, by option.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereDhcpOptionsConfig {
    /// The key.
    #[schemars(length(min = 1, max = 100))]
    pub key: String,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10000))]
    pub value: Option<String>,
}
