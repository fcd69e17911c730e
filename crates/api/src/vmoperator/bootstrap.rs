//! How a VirtualMachine's guest is set up when it starts first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::{ValueOrSecretKeySelector, VirtualMachineBootstrapCloudInit, VirtualMachineBootstrapSysprep};

/// How the machine is set up when it starts first.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrap {
    /// Setting up by cloud-init.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_init: Option<VirtualMachineBootstrapCloudInit>,
    /// Whether it is turned off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
    /// Setting up a Linux guest by the hypervisor's own means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linux_prep: Option<VirtualMachineBootstrapLinuxPrep>,
    /// Setting up a Windows guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sysprep: Option<VirtualMachineBootstrapSysprep>,
    /// Setting up by properties of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v_app_config: Option<VirtualMachineBootstrapVAppConfig>,
}

/// Setting up a Linux guest by the hypervisor's own means.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapLinuxPrep {
    /// Whether the guest is set up once more when it is turned on next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customize_at_next_power_on: Option<bool>,
    /// Whether the password must be changed at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_password_after_next_login: Option<bool>,
    /// Whether the hardware's clock keeps UTC.
    #[serde(rename = "hardwareClockIsUTC", skip_serializing_if = "Option::is_none")]
    pub hardware_clock_is_utc: Option<bool>,
    /// The password, in a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<VirtualMachineBootstrapLinuxPrepPassword>,
    /// A script that runs before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_text: Option<ValueOrSecretKeySelector>,
    /// The time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
}

/// The password, in a Secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapLinuxPrepPassword {
    /// The key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "password"))]
    pub key: Option<String>,
    /// The name.
    pub name: String,
}

/// Setting up by properties of the image.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapVAppConfig {
    /// Settings, by key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["key"]))]
    pub properties: Option<Vec<VirtualMachineBootstrapVAppConfigProperty>>,
    /// A Secret whose keys are the settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_properties: Option<String>,
}

/// Settings, by key.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapVAppConfigProperty {
    /// The key.
    pub key: String,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<ValueOrSecretKeySelector>,
}
