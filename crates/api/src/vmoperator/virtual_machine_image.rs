//! VirtualMachineImage: what the disks of virtual machines are copied from, for one namespace.

pub mod condition;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;
use crate::vmoperator::{ControllerType, KeyValuePair, LocalObjectRef};

/// Where the image comes from.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "VirtualMachineImage",
    plural = "virtualmachineimages",
    schema = "disabled",
    namespaced,
    status = "VirtualMachineImageStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "What the disks of virtual machines are copied from, for one namespace.",
    shortname = "vmi",
    shortname = "vmimage",
    printcolumn(name = "Display Name", type_ = "string", json_path = ".status.name"),
    printcolumn(name = "Type", type_ = "string", json_path = ".status.type"),
    printcolumn(name = "Image Version", type_ = "string", json_path = ".status.productInfo.version"),
    printcolumn(name = "OS Name", type_ = "string", json_path = ".status.osInfo.type"),
    printcolumn(name = "OS Version", type_ = "string", json_path = ".status.osInfo.version"),
    printcolumn(name = "Hardware Version", type_ = "string", json_path = ".status.hardwareVersion"),
    printcolumn(name = "Capabilities", type_ = "string", json_path = ".status.capabilities")
)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageSpec {
    /// The object that the image comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_ref: Option<LocalObjectRef>,
}

/// What is known of the image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageStatus {
    /// What can be done with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "set"))]
    pub capabilities: Option<Vec<String>>,
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// Disks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub disks: Option<Vec<VirtualMachineImageStatusDisk>>,
    /// The firmware.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmware: Option<String>,
    /// The version of the virtual hardware.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware_version: Option<i32>,
    /// The name that people see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The system in the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_info: Option<VirtualMachineImageStatusOsInfo>,
    /// Settings that the image takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ovf_properties: Option<Vec<VirtualMachineImageStatusOvfProperty>>,
    /// What product the image holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_info: Option<VirtualMachineImageStatusProductInfo>,
    /// The version of the image at its source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_content_version: Option<String>,
    /// The image's identifier at its source.
    #[serde(rename = "providerItemID", skip_serializing_if = "Option::is_none")]
    pub provider_item_id: Option<String>,
    /// OVF or ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// Properties of the image for the hypervisor itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vmware_system_properties: Option<Vec<KeyValuePair>>,
}

/// Disks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageStatusDisk {
    /// The controller's number that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_bus_number: Option<i32>,
    /// The type of the controller that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_type: Option<ControllerType>,
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
    /// The place on the controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_number: Option<i32>,
}

/// The system in the image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageStatusOsInfo {
    /// The identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_: Option<String>,
    /// The system's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Settings that the image takes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageStatusOvfProperty {
    /// The value where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The key.
    pub key: String,
    /// The type.
    pub type_: String,
}

/// What product the image holds.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineImageStatusProductInfo {
    /// The version in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_version: Option<String>,
    /// The product's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// The maker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The product's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}
