//! VirtualMachineClass: a shape of virtual machines.

pub mod condition;
mod rules;
pub use rules::{default, validate, validate_update};

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::pattern;
use crate::vmoperator::ResourceQuantities;

/// The shape.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "VirtualMachineClass",
    plural = "virtualmachineclasses",
    schema = "disabled",
    namespaced,
    status = "VirtualMachineClassStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A shape of virtual machines: processors, memory, devices.",
    shortname = "vmclass",
    printcolumn(name = "CPU", type_ = "string", json_path = ".spec.hardware.cpus"),
    printcolumn(name = "Memory", type_ = "string", json_path = ".spec.hardware.memory"),
    printcolumn(name = "Capabilities", type_ = "string", json_path = ".status.capabilities", priority = 1)
)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassSpec {
    /// Settings in the hypervisor's own language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = "object"), extend("x-kubernetes-preserve-unknown-fields" = true))]
    pub config_spec: Option<Value>,
    /// The controller that makes machines of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_name: Option<String>,
    /// What it is, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Processors, memory and devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<VirtualMachineClassHardware>,
    /// How much of the hosts a machine gets at least and at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policies: Option<VirtualMachineClassPolicies>,
    /// The profile of kept hosts.
    #[serde(rename = "reservedProfileID", skip_serializing_if = "Option::is_none")]
    pub reserved_profile_id: Option<String>,
    /// How many machines of the class are kept room for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub reserved_slots: Option<i32>,
}

/// Processors, memory and devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardware {
    /// Virtual processors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpus: Option<i64>,
    /// Devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub devices: Option<VirtualMachineClassHardwareDevices>,
    /// Disks on the host that live as long as the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_storage: Option<VirtualMachineClassHardwareInstanceStorage>,
    /// Memory, such as `4Gi`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub memory: Option<Quantity>,
}

/// Devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardwareDevices {
    /// Devices of the host that are passed through.
    #[serde(rename = "dynamicDirectPathIODevices", skip_serializing_if = "Option::is_none")]
    pub dynamic_direct_path_io_devices: Option<Vec<VirtualMachineClassHardwareDevicesDynamicDirectPathIoDevice>>,
    /// Virtual graphics devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["profileName"]))]
    pub vgpu_devices: Option<Vec<VirtualMachineClassHardwareDevicesVgpuDevice>>,
}

/// Devices of the host that are passed through.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardwareDevicesDynamicDirectPathIoDevice {
    /// A label of the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_label: Option<String>,
    /// The device's number at its maker.
    #[serde(rename = "deviceID")]
    pub device_id: i64,
    /// The maker's number.
    #[serde(rename = "vendorID")]
    pub vendor_id: i64,
}

/// Virtual graphics devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardwareDevicesVgpuDevice {
    /// The profile's name.
    pub profile_name: String,
}

/// Disks on the host that live as long as the machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardwareInstanceStorage {
    /// The storage class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_class: Option<String>,
    /// Disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volumes: Option<Vec<VirtualMachineClassHardwareInstanceStorageVolume>>,
}

/// Disks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassHardwareInstanceStorageVolume {
    /// Its size.
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub size: Quantity,
}

/// How much of the hosts a machine gets at least and at most.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassPolicies {
    /// Amounts of processor and memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<VirtualMachineClassPoliciesResources>,
}

/// Amounts of processor and memory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassPoliciesResources {
    /// The most that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<ResourceQuantities>,
    /// How much is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requests: Option<ResourceQuantities>,
}

/// What is known of the class; nothing as yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineClassStatus {}
