//! Setting up a Windows guest by sysprep.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::{SecretKeySelector, ValueOrSecretKeySelector};

/// Setting up a Windows guest.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprep {
    /// Whether the guest is set up once more when it is turned on next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customize_at_next_power_on: Option<bool>,
    /// The answer file as text, in a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_sysprep: Option<SecretKeySelector>,
    /// Setting up a Windows guest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sysprep: Option<VirtualMachineBootstrapSysprepSysprep>,
}

/// Setting up a Windows guest.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprep {
    /// Whether the password must be changed at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expire_password_after_next_login: Option<bool>,
    /// What runs at the first sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gui_run_once: Option<VirtualMachineBootstrapSysprepSysprepGuiRunOnce>,
    /// Answers to the first questions of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gui_unattended: Option<VirtualMachineBootstrapSysprepSysprepGuiUnattended>,
    /// The domain or workgroup that the machine joins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identification: Option<VirtualMachineBootstrapSysprepSysprepIdentification>,
    /// How the server is licensed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license_file_print_data: Option<VirtualMachineBootstrapSysprepSysprepLicenseFilePrintData>,
    /// A script that runs before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub script_text: Option<ValueOrSecretKeySelector>,
    /// Whose the system is.
    pub user_data: VirtualMachineBootstrapSysprepSysprepUserData,
}

/// What runs at the first sign-in.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepGuiRunOnce {
    /// Commands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commands: Option<Vec<String>>,
}

/// Answers to the first questions of the system.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepGuiUnattended {
    /// Whether the administrator is signed in by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_logon: Option<bool>,
    /// How often the administrator is signed in by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_logon_count: Option<i32>,
    /// The password, in a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<VirtualMachineBootstrapSysprepSysprepGuiUnattendedPassword>,
    /// The time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0), extend("default" = 85))]
    pub time_zone: Option<i32>,
}

/// The password, in a Secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepGuiUnattendedPassword {
    /// The key.
    #[schemars(extend("default" = "password"))]
    pub key: String,
    /// The name.
    pub name: String,
}

/// The domain or workgroup that the machine joins.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepIdentification {
    /// The user who may join machines to the domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_admin: Option<String>,
    /// That user's password, in a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain_admin_password: Option<VirtualMachineBootstrapSysprepSysprepIdentificationDomainAdminPassword>,
    /// The organisational unit that the machine joins.
    #[serde(rename = "domainOU", skip_serializing_if = "Option::is_none")]
    pub domain_ou: Option<String>,
    /// The workgroup.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_workgroup: Option<String>,
}

/// That user's password, in a Secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepIdentificationDomainAdminPassword {
    /// The key.
    #[schemars(extend("default" = "domain_admin_password"))]
    pub key: String,
    /// The name.
    pub name: String,
}

/// How the server is licensed.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepLicenseFilePrintData {
    /// How client licences are counted.
    #[schemars(extend("enum" = ["perSeat", "perServer"]))]
    pub auto_mode: String,
    /// How many client licences there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_users: Option<i32>,
}

/// Whose the system is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepUserData {
    /// The owner's name.
    #[schemars(length(min = 1))]
    pub full_name: String,
    /// The owner's organisation.
    #[schemars(length(min = 1))]
    pub org_name: String,
    /// The product key, in a Secret.
    #[serde(rename = "productID", skip_serializing_if = "Option::is_none")]
    pub product_id: Option<VirtualMachineBootstrapSysprepSysprepUserDataProductId>,
}

/// The product key, in a Secret.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapSysprepSysprepUserDataProductId {
    /// The key.
    #[schemars(extend("default" = "product_id"))]
    pub key: String,
    /// The name.
    pub name: String,
}
