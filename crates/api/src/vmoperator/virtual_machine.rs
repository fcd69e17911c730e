//! VirtualMachine: a virtual machine on the hypervisor.

pub mod condition;
mod rules;
pub use rules::{CLUSTER_IMAGE_KIND, DEFAULT_INTERFACE, IMAGE_KIND, RESTART_NOW};
pub use rules::{default, validate, validate_update};

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::{
    LocalObjectRef, PowerOpMode, PowerState, VirtualMachineAdvanced, VirtualMachineAffinity, VirtualMachineBootOptions,
    VirtualMachineBootstrap, VirtualMachineCpuAdvanced, VirtualMachineCrypto, VirtualMachineHardware,
    VirtualMachineMemoryAdvanced, VirtualMachineNetwork, VirtualMachineReadinessProbe, VirtualMachineResources,
    VirtualMachineStatus, VirtualMachineVolume,
};

/// What the machine is to be.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "VirtualMachine",
    plural = "virtualmachines",
    schema = "disabled",
    namespaced,
    status = "VirtualMachineStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A virtual machine on the hypervisor.",
    shortname = "vm",
    printcolumn(name = "Power-State", type_ = "string", json_path = ".status.powerState"),
    printcolumn(name = "Class", type_ = "string", json_path = ".spec.className", priority = 1),
    printcolumn(name = "Image", type_ = "string", json_path = ".spec.image.name", priority = 1),
    printcolumn(name = "Primary-IP4", type_ = "string", json_path = ".status.network.primaryIP4", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSpec {
    /// Settings that few need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advanced: Option<VirtualMachineAdvanced>,
    /// Which machines are to stand together or apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affinity: Option<VirtualMachineAffinity>,
    /// The machine's identity as its firmware tells it.
    #[serde(rename = "biosUUID", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub bios_uuid: Option<String>,
    /// How the firmware starts the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_options: Option<VirtualMachineBootOptions>,
    /// How the machine is set up when it starts first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<VirtualMachineBootstrap>,
    /// The instance of the class that gives the machine its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<LocalObjectRef>,
    /// The VirtualMachineClass that gives the machine its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class_name: Option<String>,
    /// Settings of the processors that few need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_advanced: Option<VirtualMachineCpuAdvanced>,
    /// Encryption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto: Option<VirtualMachineCrypto>,
    /// The snapshot that the machine is to return to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_snapshot_name: Option<String>,
    /// The group that the machine belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    /// The guest's system, as the hypervisor names it.
    #[serde(rename = "guestID", skip_serializing_if = "Option::is_none")]
    pub guest_id: Option<String>,
    /// Devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<VirtualMachineHardware>,
    /// The image that the first disk is copied from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<VirtualMachineImageRef>,
    /// The image, by its object's name or its display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_name: Option<String>,
    /// The machine's identity on the hypervisor.
    #[serde(rename = "instanceUUID", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "uuid"))]
    pub instance_uuid: Option<String>,
    /// Settings of the memory that few need.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_advanced: Option<VirtualMachineMemoryAdvanced>,
    /// The oldest version of virtual hardware that will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 13))]
    pub min_hardware_version: Option<i32>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VirtualMachineNetwork>,
    /// When the machine is to be restarted; `now` for at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_restart_time: Option<String>,
    /// Policies that are to apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<Vec<LocalObjectRef>>,
    /// How the machine is turned off.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "TrySoft"))]
    pub power_off_mode: Option<PowerOpMode>,
    /// Whether the machine is to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub power_state: Option<PowerState>,
    /// Whether and when linked disks become full copies.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["Online", "Offline", "Disabled"]), extend("default" = "Online"))]
    pub promote_disks_mode: Option<String>,
    /// How it is told whether the machine is ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<VirtualMachineReadinessProbe>,
    /// Settings that a cluster's controllers make.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<VirtualMachineReserved>,
    /// Amounts of processor and memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<VirtualMachineResources>,
    /// How the machine is restarted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "TrySoft"))]
    pub restart_mode: Option<PowerOpMode>,
    /// The storage class of the machine and of disks that name none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// How the machine is suspended.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "TrySoft"))]
    pub suspend_mode: Option<PowerOpMode>,
    /// The class of attributes of the machine's volumes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volume_attributes_class_name: Option<String>,
    /// Further disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub volumes: Option<Vec<VirtualMachineVolume>>,
}

/// Names an image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageRef {
    /// The kind of the object.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// Settings that a cluster's controllers make.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineReserved {
    /// The VirtualMachineSetResourcePolicy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_policy_name: Option<String>,
}
