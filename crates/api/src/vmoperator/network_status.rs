//! What is known of a VirtualMachine's network.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::KeyValuePair;

/// What is known of the network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetwork {
    /// The settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<VirtualMachineStatusNetworkConfig>,
    /// The guest's host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// Network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<Vec<VirtualMachineStatusNetworkInterface>>,
    /// IP stacks of the guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_stacks: Option<Vec<VirtualMachineStatusNetworkIpStack>>,
    /// The first IPv4 address.
    #[serde(rename = "primaryIP4", skip_serializing_if = "Option::is_none")]
    pub primary_ip4: Option<String>,
    /// The first IPv6 address.
    #[serde(rename = "primaryIP6", skip_serializing_if = "Option::is_none")]
    pub primary_ip6: Option<String>,
}

/// The settings.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkConfig {
    /// DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<VirtualMachineStatusDnsConfig>,
    /// Network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<Vec<VirtualMachineStatusNetworkConfigInterface>>,
}

/// DNS settings that the guest was given.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusDnsConfig {
    /// The DNS domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_name: Option<String>,
    /// The guest's host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// Addresses of DNS servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// DNS domains that short names are looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_domains: Option<Vec<String>>,
}

/// Network interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkConfigInterface {
    /// DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<VirtualMachineStatusDnsConfig>,
    /// The IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<VirtualMachineStatusNetworkConfigInterfaceIp>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The IP address.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkConfigInterfaceIp {
    /// The addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<VirtualMachineStatusNetworkConfigInterfaceIpDhcp>,
    /// The IPv4 gateway; `None` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway4: Option<String>,
    /// The IPv6 gateway; `None` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway6: Option<String>,
}

/// DHCP.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkConfigInterfaceIpDhcp {
    /// IPv4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip4: Option<VirtualMachineStatusDhcpConfig>,
    /// IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip6: Option<VirtualMachineStatusDhcpConfig>,
}

/// Whether DHCP was asked for, for one address family.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusDhcpConfig {
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Network interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkInterface {
    /// The hypervisor's number of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_key: Option<i32>,
    /// DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<VirtualMachineStatusDns>,
    /// The IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<VirtualMachineStatusNetworkInterfaceIp>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Settings of VMXNet3 devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmxnet3: Option<VirtualMachineStatusNetworkInterfaceVmxnet3>,
    /// The NUMA node that the device is near to.
    #[serde(rename = "vnumaNodeID", skip_serializing_if = "Option::is_none")]
    pub vnuma_node_id: Option<i32>,
}

/// DNS settings as the guest reports them.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusDns {
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<bool>,
    /// The DNS domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_name: Option<String>,
    /// The guest's host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// Addresses of DNS servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// DNS domains that short names are looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_domains: Option<Vec<String>>,
}

/// The IP address.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkInterfaceIp {
    /// The addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<VirtualMachineStatusNetworkInterfaceIpAddress>>,
    /// Whether IPv6 addresses are made by the guest itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_configuration_enabled: Option<bool>,
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<VirtualMachineStatusDhcp>,
    /// The MAC address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac_addr: Option<String>,
}

/// The addresses.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkInterfaceIpAddress {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
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

/// What DHCP gave.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusDhcp {
    /// IPv4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip4: Option<DhcpOptions>,
    /// IPv6.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip6: Option<DhcpOptions>,
}

/// What DHCP gave for one address family.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DhcpOptions {
    /// What was given, by option.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub config: Option<Vec<KeyValuePair>>,
    /// Whether it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Settings of VMXNet3 devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkInterfaceVmxnet3 {
    /// Whether UPT is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptv2_active: Option<bool>,
    /// Whether UPT is wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptv2_enabled: Option<bool>,
    /// Why UPT is not in use, for reasons outside the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptv2_inactive_reason_other: Option<Vec<String>>,
    /// Why UPT is not in use, for reasons of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptv2_inactive_reason_vm: Option<Vec<String>>,
}

/// IP stacks of the guest.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkIpStack {
    /// DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp: Option<VirtualMachineStatusDhcp>,
    /// DNS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns: Option<VirtualMachineStatusDns>,
    /// Routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip_routes: Option<Vec<VirtualMachineStatusNetworkIpStackIpRoute>>,
    /// Network settings of the kernel.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub kernel_config: Option<Vec<KeyValuePair>>,
}

/// Routes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkIpStackIpRoute {
    /// The gateway.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway: Option<VirtualMachineStatusNetworkIpStackIpRouteGateway>,
    /// The network that the route leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_address: Option<String>,
}

/// The gateway.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusNetworkIpStackIpRouteGateway {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}
