//! VirtualMachineSetResourcePolicy: placement and shares that the machines of a cluster have in common.

mod rules;
pub use rules::{default, validate, validate_update};

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::vmoperator::ResourceQuantities;

/// Where machines are placed and what they share.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmoperator.vmware.com",
    version = "v1alpha6",
    kind = "VirtualMachineSetResourcePolicy",
    plural = "virtualmachinesetresourcepolicies",
    schema = "disabled",
    namespaced,
    status = "VirtualMachineSetResourcePolicyStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "Placement and shares that several virtual machines have in common."
)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSetResourcePolicySpec {
    /// Names of groups whose machines are kept on different hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_module_groups: Option<Vec<String>>,
    /// The folder of the machines on the hypervisor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The resource pool of the machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_pool: Option<VirtualMachineSetResourcePolicyResourcePool>,
}

/// The resource pool of the machines.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSetResourcePolicyResourcePool {
    /// The most that may be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<ResourceQuantities>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservations: Option<ResourceQuantities>,
}

/// What was made for it on the hypervisor.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSetResourcePolicyStatus {
    /// Groups whose machines are kept on different hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustermodules: Option<Vec<VirtualMachineSetResourcePolicyStatusClustermodule>>,
    /// Resource pools that were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_pools: Option<Vec<VirtualMachineSetResourcePolicyStatusResourcePool>>,
}

/// Groups whose machines are kept on different hosts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSetResourcePolicyStatusClustermodule {
    /// The hypervisor's name of the group of hosts.
    #[serde(rename = "clusterMoID")]
    pub cluster_mo_id: String,
    /// The group that the machine belongs to.
    pub group_name: String,
    /// The hypervisor's name of the group.
    #[serde(rename = "moduleUUID")]
    pub module_uuid: String,
}

/// Resource pools that were made.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineSetResourcePolicyStatusResourcePool {
    /// The hypervisor's name of the resource pool.
    #[serde(rename = "childResourcePoolMoID")]
    pub child_resource_pool_mo_id: String,
    /// The hypervisor's name of the group of hosts.
    #[serde(rename = "clusterMoID")]
    pub cluster_mo_id: String,
}
