//! Setting up a guest by cloud-init.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vmoperator::SecretKeySelector;

/// Setting up by cloud-init.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapCloudInit {
    /// Settings for cloud-init, as an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_config: Option<VirtualMachineBootstrapCloudInitCloudConfig>,
    /// The identifier by which cloud-init tells a first start.
    #[serde(rename = "instanceID", skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// Settings for cloud-init as text, in a Secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_cloud_config: Option<SecretKeySelector>,
    /// Public keys that may sign in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// Whether interfaces without DNS servers get those of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_global_nameservers_as_default: Option<bool>,
    /// Whether interfaces without search domains get those of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_global_search_domains_as_default: Option<bool>,
    /// Whether cloud-init waits for an IPv4 address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_on_network4: Option<bool>,
    /// Whether cloud-init waits for an IPv6 address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_on_network6: Option<bool>,
}

/// Settings for cloud-init, as an object.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapCloudInitCloudConfig {
    /// Whether the image's own user is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_user_enabled: Option<bool>,
    /// Commands that run at the first start.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-preserve-unknown-fields" = true))]
    pub runcmd: Option<Value>,
    /// Whether sign-in by password over SSH is on.
    #[serde(rename = "ssh_pwauth", skip_serializing_if = "Option::is_none")]
    pub ssh_pwauth: Option<bool>,
    /// The time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Users.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub users: Option<Vec<VirtualMachineBootstrapCloudInitCloudConfigUser>>,
    /// Files that are written at the first start.
    #[serde(rename = "write_files", skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["path"]))]
    pub write_files: Option<Vec<VirtualMachineBootstrapCloudInitCloudConfigWriteFile>>,
}

/// Users.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapCloudInitCloudConfigUser {
    /// Whether groups that do not exist are made.
    #[serde(rename = "create_groups", skip_serializing_if = "Option::is_none")]
    pub create_groups: Option<bool>,
    /// The day on which the user expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiredate: Option<String>,
    /// The user's name in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gecos: Option<String>,
    /// Groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// The hash of the password, in a Secret.
    #[serde(rename = "hashed_passwd", skip_serializing_if = "Option::is_none")]
    pub hashed_passwd: Option<SecretKeySelector>,
    /// The home directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homedir: Option<String>,
    /// After how many days without use the user is locked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inactive: Option<i32>,
    /// Whether sign-in by password is off.
    #[serde(rename = "lock_passwd", skip_serializing_if = "Option::is_none")]
    pub lock_passwd: Option<bool>,
    /// The name.
    pub name: String,
    /// Whether no home directory is made.
    #[serde(rename = "no_create_home", skip_serializing_if = "Option::is_none")]
    pub no_create_home: Option<bool>,
    /// Whether the login logs are left alone.
    #[serde(rename = "no_log_init", skip_serializing_if = "Option::is_none")]
    pub no_log_init: Option<bool>,
    /// Whether no group of the user's name is made.
    #[serde(rename = "no_user_group", skip_serializing_if = "Option::is_none")]
    pub no_user_group: Option<bool>,
    /// The password's hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passwd: Option<SecretKeySelector>,
    /// The user's first group.
    #[serde(rename = "primary_group", skip_serializing_if = "Option::is_none")]
    pub primary_group: Option<String>,
    /// The user in SELinux.
    #[serde(rename = "selinux_user", skip_serializing_if = "Option::is_none")]
    pub selinux_user: Option<String>,
    /// The user's shell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// The e-mail address of the user's account at the Snap store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapuser: Option<String>,
    /// Public keys that may sign in.
    #[serde(rename = "ssh_authorized_keys", skip_serializing_if = "Option::is_none")]
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// Accounts whose public keys may sign in.
    #[serde(rename = "ssh_import_id", skip_serializing_if = "Option::is_none")]
    pub ssh_import_id: Option<Vec<String>>,
    /// Whether SSH sign-in as this user is refused with a hint.
    #[serde(rename = "ssh_redirect_user", skip_serializing_if = "Option::is_none")]
    pub ssh_redirect_user: Option<bool>,
    /// What the user may do as others, as a line of sudoers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sudo: Option<String>,
    /// Whether the user is one of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<bool>,
    /// The user's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<i64>,
}

/// Files that are written at the first start.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineBootstrapCloudInitCloudConfigWriteFile {
    /// Whether the content is added to a file that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub append: Option<bool>,
    /// What is in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-preserve-unknown-fields" = true))]
    pub content: Option<Value>,
    /// Whether the file is written late, when users and packages are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub defer: Option<bool>,
    /// How the content is encoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["b64", "base64", "gz", "gzip", "gz+b64", "gz+base64", "gzip+b64", "gzip+base64", "text/plain"]), extend("default" = "text/plain"))]
    pub encoding: Option<String>,
    /// The owner, `user:group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "root:root"))]
    pub owner: Option<String>,
    /// The path.
    pub path: String,
    /// The permissions, in octal.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("default" = "0644"))]
    pub permissions: Option<String>,
}
