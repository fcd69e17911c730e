//! Controllers and disks of a VirtualMachine as asked for.

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;
use crate::vmoperator::{ControllerType, VirtualMachineImageRef};

/// Devices.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardware {
    /// CD-ROM drives.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub cdrom: Option<Vec<VirtualMachineHardwareCdrom>>,
    /// IDE controllers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 2), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["busNumber"]))]
    pub ide_controllers: Option<Vec<VirtualMachineHardwareIdeController>>,
    /// NVMe controllers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["busNumber"]))]
    pub nvme_controllers: Option<Vec<VirtualMachineHardwareNvmeController>>,
    /// SATA controllers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["busNumber"]))]
    pub sata_controllers: Option<Vec<VirtualMachineHardwareSataController>>,
    /// SCSI controllers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["busNumber"]))]
    pub scsi_controllers: Option<Vec<VirtualMachineHardwareScsiController>>,
}

/// CD-ROM drives.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardwareCdrom {
    /// Whether the guest may connect and disconnect the device.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = true))]
    pub allow_guest_control: Option<bool>,
    /// Whether the device is connected.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = true))]
    pub connected: Option<bool>,
    /// The controller's number that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_bus_number: Option<i32>,
    /// The type of the controller that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_type: Option<ControllerType>,
    /// The image.
    pub image: VirtualMachineImageRef,
    /// The name.
    #[schemars(regex(pattern = pattern::DEVICE_NAME))]
    pub name: String,
    /// The place on the controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_number: Option<i32>,
}

/// IDE controllers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardwareIdeController {
    /// The number of the controller among those of its type.
    #[schemars(range(min = 0, max = 1))]
    pub bus_number: i32,
}

/// NVMe controllers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardwareNvmeController {
    /// The number of the controller among those of its type.
    #[schemars(range(min = 0, max = 3))]
    pub bus_number: i32,
    /// Whether machines may share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["None", "Physical"]), extend("default" = "None"))]
    pub sharing_mode: Option<String>,
}

/// SATA controllers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardwareSataController {
    /// The number of the controller among those of its type.
    #[schemars(range(min = 0, max = 3))]
    pub bus_number: i32,
}

/// SCSI controllers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineHardwareScsiController {
    /// The number of the controller among those of its type.
    #[schemars(range(min = 0, max = 3))]
    pub bus_number: i32,
    /// Whether machines may share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["None", "Physical", "Virtual"]), extend("default" = "None"))]
    pub sharing_mode: Option<String>,
    /// The type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["ParaVirtual", "BusLogic", "LsiLogic", "LsiLogicSAS"]), extend("default" = "ParaVirtual"))]
    pub type_: Option<String>,
}

/// Further disks.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineVolume {
    /// What the volume is for, where machines share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["OracleRAC", "MicrosoftWSFC"]))]
    pub application_type: Option<String>,
    /// The controller's number that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_bus_number: Option<i32>,
    /// The type of the controller that the device hangs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controller_type: Option<ControllerType>,
    /// Whether changes are kept, and whether snapshots hold the disk.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["IndependentNonPersistent", "IndependentPersistent", "NonPersistent", "Persistent"]))]
    pub disk_mode: Option<String>,
    /// The name.
    pub name: String,
    /// The volume claim that the disk belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persistent_volume_claim: Option<VirtualMachineVolumePersistentVolumeClaim>,
    /// Whether the disk may be taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = true))]
    pub removable: Option<bool>,
    /// Whether machines may share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["MultiWriter", "None"]))]
    pub sharing_mode: Option<String>,
    /// The place on the controller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_number: Option<i32>,
}

/// The volume claim that the disk belongs to.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineVolumePersistentVolumeClaim {
    /// The volume claim's name.
    pub claim_name: String,
    /// A disk on the host that lives as long as the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_volume_claim: Option<VirtualMachineVolumePersistentVolumeClaimInstanceVolumeClaim>,
    /// Whether it cannot be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
}

/// A disk on the host that lives as long as the machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineVolumePersistentVolumeClaimInstanceVolumeClaim {
    /// Its size.
    #[schemars(extend("pattern" = pattern::QUANTITY))]
    pub size: Quantity,
    /// The storage class.
    pub storage_class: String,
}
