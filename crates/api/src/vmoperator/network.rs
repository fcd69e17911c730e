//! The network of a VirtualMachine as asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;
use crate::vmoperator::KeyValuePair;

/// The network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetwork {
    /// Whether it is turned off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// The DNS domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_name: Option<String>,
    /// The guest's host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// Network interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 10), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub interfaces: Option<Vec<VirtualMachineNetworkInterface>>,
    /// Addresses of DNS servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// DNS domains that short names are looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_domains: Option<Vec<String>>,
    /// VLAN interfaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub vlans: Option<Vec<VirtualMachineNetworkVlan>>,
}

/// Network interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetworkInterface {
    /// The addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub addresses: Option<Vec<String>>,
    /// Properties of the device by their hypervisor's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub advanced_properties: Option<Vec<KeyValuePair>>,
    /// Whether IPv4 addresses come by DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp4: Option<bool>,
    /// Whether IPv6 addresses come by DHCP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dhcp6: Option<bool>,
    /// The IPv4 gateway; `None` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway4: Option<String>,
    /// The IPv6 gateway; `None` for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gateway6: Option<String>,
    /// The device's name in the guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = r"^\w\w+$"))]
    pub guest_device_name: Option<String>,
    /// How addresses are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2), extend("x-kubernetes-list-type" = "set"))]
    pub ipam_modes: Option<Vec<String>>,
    /// The MAC address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(regex(pattern = "^([0-9A-Fa-f]{2}:){5}([0-9A-Fa-f]{2})$"))]
    pub mac_addr: Option<String>,
    /// The largest packet, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtu: Option<i64>,
    /// The name.
    #[schemars(regex(pattern = pattern::DEVICE_NAME))]
    pub name: String,
    /// Addresses of DNS servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nameservers: Option<Vec<String>>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VirtualMachineNetworkInterfaceNetwork>,
    /// Static routes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routes: Option<Vec<VirtualMachineNetworkInterfaceRoute>>,
    /// DNS domains that short names are looked up in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search_domains: Option<Vec<String>>,
    /// The type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["VMXNet3", "SRIOV", "E1000", "E1000e", "VMXNet2", "PCNet32"]))]
    pub type_: Option<String>,
    /// Settings of VMXNet3 devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmxnet3: Option<VirtualMachineNetworkInterfaceVmxnet3>,
    /// The NUMA node that the device is near to.
    #[serde(rename = "vnumaNodeID", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub vnuma_node_id: Option<i32>,
}

/// The network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetworkInterfaceNetwork {
    /// Group and version of the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// The kind of the object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The name.
    pub name: String,
}

/// Static routes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetworkInterfaceRoute {
    /// The route's cost; the lowest wins.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub metric: Option<i32>,
    /// The network that the route leads to.
    pub to: String,
    /// The address that the route goes by.
    pub via: String,
}

/// Settings of VMXNet3 devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetworkInterfaceVmxnet3 {
    /// Parameters of interrupt coalescing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coalescing_params: Option<String>,
    /// How interrupts are coalesced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coalescing_scheme: Option<String>,
    /// How transmit threads are shared out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 50))]
    pub ctx_per_dev: Option<String>,
    /// Features of the host's network card.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 16), extend("x-kubernetes-list-type" = "set"))]
    pub pnic_features: Option<Vec<String>>,
    /// Whether receive-side scaling is left to the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rss_offload_enabled: Option<bool>,
    /// Whether receive-side scaling holds for UDP.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub udp_rss_enabled: Option<bool>,
    /// Whether UPT is wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptv2_enabled: Option<bool>,
}

/// VLAN interfaces.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineNetworkVlan {
    /// The identifier.
    #[schemars(range(min = 0, max = 4094))]
    pub id: i64,
    /// The interface that it runs over.
    pub link: String,
    /// The name.
    #[schemars(length(min = 1, max = 15), regex(pattern = pattern::VLAN_NAME))]
    pub name: String,
}
