//! ClusterVirtualMachineImage: what the disks of virtual machines are copied from, for all namespaces.

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::{LocalObjectRef, VirtualMachineImageStatus};

/// Where the image comes from.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "ClusterVirtualMachineImage",
    plural = "clustervirtualmachineimages",
    schema = "disabled",
    status = "VirtualMachineImageStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "What the disks of virtual machines are copied from, for all namespaces.",
    shortname = "cvmi",
    shortname = "cvmimage",
    shortname = "clustervmi",
    shortname = "clustervmimage",
    printcolumn(name = "Display Name", type_ = "string", json_path = ".status.name"),
    printcolumn(name = "Type", type_ = "string", json_path = ".status.type"),
    printcolumn(name = "Image Version", type_ = "string", json_path = ".status.productInfo.version"),
    printcolumn(name = "OS Name", type_ = "string", json_path = ".status.osInfo.type"),
    printcolumn(name = "OS Version", type_ = "string", json_path = ".status.osInfo.version"),
    printcolumn(name = "Hardware Version", type_ = "string", json_path = ".status.hardwareVersion")
)]
#[serde(rename_all = "camelCase")]
pub struct ClusterVirtualMachineImageSpec {
    /// The object that the image comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider_ref: Option<LocalObjectRef>,
}
