//! Settings of a VirtualMachine that few need.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;
use crate::vmoperator::{KeyValuePair, ResourceQuantities, VolumeProvisioningMode};

/// Settings that few need.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineAdvanced {
    /// The size of the first disk; no smaller than the image's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub boot_disk_capacity: Option<Quantity>,
    /// Whether changed blocks are tracked, for backups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_block_tracking: Option<bool>,
    /// Whether processors are used exclusively and without statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_affinity_exclusive_no_stats_enabled: Option<bool>,
    /// When the space of disks is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_volume_provisioning_mode: Option<VolumeProvisioningMode>,
    /// Settings by their hypervisor's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub extra_config: Option<Vec<KeyValuePair>>,
    /// Whether memory comes in pages of 1 GiB.
    #[serde(rename = "hugePages1GEnabled", skip_serializing_if = "Option::is_none")]
    pub huge_pages_1g_enabled: Option<bool>,
    /// NUMA nodes of the host that the machine keeps to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pnuma_node_affinity: Option<Vec<i64>>,
    /// Whether threads of one core are preferred to cores of several NUMA nodes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefer_ht_enabled: Option<bool>,
    /// Whether time is tracked with low latency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_tracker_low_latency_enabled: Option<bool>,
    /// Whether the machine has a swap file on the host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmx_swap_enabled: Option<bool>,
}

/// How the firmware starts the system.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootOptions {
    /// How long the firmware waits before it starts the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_delay: Option<String>,
    /// Devices to start from, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_order: Option<Vec<VirtualMachineBootOptionsBootOrder>>,
    /// Whether a failed start is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "Disabled"))]
    pub boot_retry: Option<String>,
    /// How long until a failed start is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_retry_delay: Option<String>,
    /// Whether only signed systems start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["Enabled", "Disabled"]), extend("default" = "Disabled"))]
    pub efi_secure_boot: Option<String>,
    /// The firmware.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["bios", "efi"]))]
    pub firmware: Option<String>,
    /// The protocol for starting from the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["IP4", "IP6"]), extend("default" = "IP4"))]
    pub network_boot_protocol: Option<String>,
}

/// Devices to start from, in order.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootOptionsBootOrder {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The type.
    #[schemars(extend("enum" = ["Disk", "Network", "CDRom"]))]
    pub type_: String,
}

/// Settings of the processors that few need.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineCpuAdvanced {
    /// Whether more may be added while the machine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot_add_enabled: Option<bool>,
    /// Whether the guest sees an IOMMU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu_enabled: Option<bool>,
    /// How much the machine suffers from waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["Normal", "High", "HighWithHyperthreading"]))]
    pub latency_sensitivity: Option<String>,
    /// Whether the guest may run virtual machines itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested_hardware_virtualization_enabled: Option<bool>,
    /// Whether the guest sees performance counters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performance_counters_enabled: Option<bool>,
    /// The shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topology: Option<VirtualMachineCpuAdvancedTopology>,
}

/// The shape.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineCpuAdvancedTopology {
    /// Cores of each socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub cores_per_socket: Option<i32>,
    /// How many NUMA nodes the guest sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub vnuma_node_count: Option<i32>,
}

/// Encryption.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineCrypto {
    /// The class that says with which key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption_class_name: Option<String>,
    /// Whether the default key serves where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = true))]
    pub use_default_key_provider: Option<bool>,
    /// Whether a copied machine keeps its virtual TPM.
    #[serde(rename = "vTPMMode", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["Clone", "New"]), extend("default" = "New"))]
    pub vtpm_mode: Option<String>,
}

/// Settings of the memory that few need.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineMemoryAdvanced {
    /// Whether more may be added while the machine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot_add_enabled: Option<bool>,
    /// Whether all memory is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_locked_to_max: Option<bool>,
}

/// Amounts of processor and memory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineResources {
    /// The most that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<ResourceQuantities>,
    /// How much is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<ResourceQuantities>,
    /// Its size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<ResourceQuantities>,
}
