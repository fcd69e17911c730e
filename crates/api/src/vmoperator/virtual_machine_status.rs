//! What became of a VirtualMachine.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;
use crate::vmoperator::{
    ControllerType, KeyValuePair, LocalObjectRef, PowerState, VirtualMachineStatusNetwork, VolumeType,
};

/// What became of the machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatus {
    /// The machine's identity as its firmware tells it.
    #[serde(rename = "biosUUID", skip_serializing_if = "Option::is_none")]
    pub bios_uuid: Option<String>,
    /// Whether changed blocks are tracked, for backups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_block_tracking: Option<bool>,
    /// The class that gave the machine its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<LocalObjectRef>,
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<Condition>>,
    /// Encryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto: Option<VirtualMachineStatusCrypto>,
    /// The snapshot that the machine stands on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_snapshot: Option<VirtualMachineSnapshotRef>,
    /// Settings by their hypervisor's names.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub extra_config: Option<Vec<KeyValuePair>>,
    /// What is known of the guest's system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest: Option<VirtualMachineStatusGuest>,
    /// Devices that the machine has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<VirtualMachineStatusHardware>,
    /// The version of the virtual hardware.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware_version: Option<i32>,
    /// The machine's identity on the hypervisor.
    #[serde(rename = "instanceUUID", skip_serializing_if = "Option::is_none")]
    pub instance_uuid: Option<String>,
    /// When the machine was restarted last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_restart_time: Option<Time>,
    /// What is known of the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VirtualMachineStatusNetwork>,
    /// The host that the machine runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_name: Option<String>,
    /// Policies that apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<Vec<VirtualMachineStatusPolicy>>,
    /// Whether the machine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_state: Option<PowerState>,
    /// What the hypervisor tells of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<VirtualMachineStatusProvider>,
    /// The first snapshots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_snapshots: Option<Vec<VirtualMachineSnapshotRef>>,
    /// How much storage the machine uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage: Option<VirtualMachineStatusStorage>,
    /// The hypervisor's name of the machine.
    #[serde(rename = "uniqueID", skip_serializing_if = "Option::is_none")]
    pub unique_id: Option<String>,
    /// Disks that the machine has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name", "type"]))]
    pub volumes: Option<Vec<VirtualMachineStatusVolume>>,
    /// The zone that the machine is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Encryption.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusCrypto {
    /// What is encrypted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encrypted: Option<Vec<String>>,
    /// Whether the machine has a virtual TPM.
    #[serde(rename = "hasVTPM", skip_serializing_if = "Option::is_none")]
    pub has_vtpm: Option<bool>,
    /// The key's identifier.
    #[serde(rename = "keyID", skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The machine's identity as its Node carries it, `vsphere://<BIOS UUID>`.
    #[serde(rename = "providerID", skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
}

/// Names a snapshot.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSnapshotRef {
    /// The name.
    pub name: String,
    /// The type.
    #[schemars(extend("enum" = ["Managed", "Unmanaged"]), extend("default" = "Managed"))]
    pub type_: String,
}

/// What is known of the guest's system.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusGuest {
    /// The guest's system by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guest_full_name: Option<String>,
    /// The guest's system, as the hypervisor names it.
    #[serde(rename = "guestID", skip_serializing_if = "Option::is_none")]
    pub guest_id: Option<String>,
}

/// Devices that the machine has.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardware {
    /// Controllers of disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["busNumber", "type"]))]
    pub controllers: Option<Vec<VirtualMachineStatusHardwareController>>,
    /// Processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<VirtualMachineStatusHardwareCpu>,
    /// Memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<VirtualMachineStatusHardwareMemory>,
    /// Virtual graphics devices.
    #[serde(rename = "vGPUs", skip_serializing_if = "Option::is_none")]
    pub vgpus: Option<Vec<VirtualMachineStatusHardwareVGpu>>,
}

/// Controllers of disks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareController {
    /// The number of the controller among those of its type.
    pub bus_number: i32,
    /// The hypervisor's number of the device.
    pub device_key: i32,
    /// Devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["unitNumber"]))]
    pub devices: Option<Vec<VirtualMachineStatusHardwareControllerDevice>>,
    /// The type.
    pub type_: ControllerType,
}

/// Devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareControllerDevice {
    /// The type.
    #[schemars(extend("enum" = ["CDROM", "Disk"]))]
    pub type_: String,
    /// The place on the controller.
    pub unit_number: i32,
}

/// Processor.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareCpu {
    /// Cores of each socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores_per_socket: Option<i32>,
    /// Whether more may be added while the machine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot_add_enabled: Option<bool>,
    /// Whether the guest sees an IOMMU.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iommu_enabled: Option<bool>,
    /// How much the machine suffers from waiting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_sensitivity: Option<String>,
    /// The most that may be used, in MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Whether the guest may run virtual machines itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested_hardware_virtualization_enabled: Option<bool>,
    /// Whether the guest sees performance counters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub performance_counters_enabled: Option<bool>,
    /// How much is kept, in MHz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<i64>,
    /// Threads of each core.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simultaneous_threads: Option<i32>,
    /// Virtual processors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i32>,
    /// NUMA nodes that the guest sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vnuma: Option<VirtualMachineStatusHardwareCpuVnuma>,
}

/// NUMA nodes that the guest sees.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareCpuVnuma {
    /// Whether the hypervisor chooses the cores of each NUMA node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_cores_per_numa_node: Option<bool>,
    /// Cores of each NUMA node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores_per_numa_node: Option<i32>,
}

/// Memory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareMemory {
    /// Whether more may be added while the machine runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hot_add_enabled: Option<bool>,
    /// The most that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub limit: Option<Quantity>,
    /// How much is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub reservation: Option<Quantity>,
    /// Whether all memory is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation_locked_to_max: Option<bool>,
    /// Memory of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub total: Option<Quantity>,
}

/// Virtual graphics devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusHardwareVGpu {
    /// Whether the device can move with the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub migration_type: Option<String>,
    /// The profile's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
}

/// Policies that apply.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusPolicy {
    /// Group and version of the object.
    pub api_version: String,
    /// The generation of the object that applies.
    pub generation: i64,
    /// The kind of the object.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// What the hypervisor tells of the machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusProvider {
    /// When the machine was made on the hypervisor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creation_timestamp: Option<Time>,
}

/// How much storage the machine uses.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusStorage {
    /// How much was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested: Option<VirtualMachineStatusStorageRequested>,
    /// The sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub total: Option<Quantity>,
    /// How much is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<VirtualMachineStatusStorageUsage>,
}

/// How much was asked for.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusStorageRequested {
    /// Disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub disks: Option<Quantity>,
}

/// How much is used.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusStorageUsage {
    /// Disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub disks: Option<Quantity>,
    /// Everything else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub other: Option<Quantity>,
    /// Snapshots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshots: Option<VirtualMachineStatusStorageUsageSnapshots>,
}

/// Snapshots.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusStorageUsageSnapshots {
    /// Of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub vm: Option<Quantity>,
    /// Of its volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub volume: Option<Quantity>,
}

/// Disks that the machine has.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusVolume {
    /// Whether the machine has the volume.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached: Option<bool>,
    /// The controller's number that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_bus_number: Option<i32>,
    /// The type of the controller that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_type: Option<ControllerType>,
    /// Encryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto: Option<VirtualMachineStatusVolumeCrypto>,
    /// Whether changes are kept, and whether snapshots hold the disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["IndependentNonPersistent", "IndependentPersistent", "NonPersistent", "Persistent"]))]
    pub disk_mode: Option<String>,
    /// The disk's identity.
    #[serde(rename = "diskUUID", skip_serializing_if = "Option::is_none")]
    pub disk_uuid: Option<String>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The most that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub limit: Option<Quantity>,
    /// The name.
    pub name: String,
    /// How much was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub requested: Option<Quantity>,
    /// Whether machines may share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["MultiWriter", "None"]))]
    pub sharing_mode: Option<String>,
    /// The type.
    #[schemars(extend("default" = "Managed"))]
    pub type_: VolumeType,
    /// The place on the controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_number: Option<i32>,
    /// How much is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub used: Option<Quantity>,
}

/// Encryption.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineStatusVolumeCrypto {
    /// The key's identifier.
    #[serde(rename = "keyID", skip_serializing_if = "Option::is_none")]
    pub key_id: Option<String>,
    /// The machine's identity as its Node carries it, `vsphere://<BIOS UUID>`.
    #[serde(rename = "providerID", skip_serializing_if = "Option::is_none")]
    pub provider_id: Option<String>,
}
