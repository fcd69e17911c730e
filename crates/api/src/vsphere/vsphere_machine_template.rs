//! VSphereMachineTemplate: what the VSphereMachines of a group of machines are made from.

mod rules;
pub use rules::{default, validate, validate_update};

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::TemplateMeta;
use crate::vsphere::VSphereMachineSpec;

/// The template.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmware.infrastructure.cluster.x-k8s.io",
    version = "v1beta2",
    kind = "VSphereMachineTemplate",
    plural = "vspheremachinetemplates",
    schema = "disabled",
    namespaced,
    status = "VSphereMachineTemplateStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "What the VSphereMachines of a group of machines are made from.",
    category = "cluster-api",
    printcolumn(
        name = "ClusterClass",
        type_ = "string",
        json_path = r#".metadata.ownerReferences[?(@.kind=="ClusterClass")].name"#
    ),
    printcolumn(
        name = "Cluster",
        type_ = "string",
        json_path = r#".metadata.ownerReferences[?(@.kind=="Cluster")].name"#
    ),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineTemplateSpec {
    /// What is made from it.
    pub template: VSphereMachineTemplateTemplate,
}

/// What is made from it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineTemplateTemplate {
    /// Labels and annotations of what is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<TemplateMeta>,
    /// The settings of the VSphereMachines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<VSphereMachineSpec>,
}

/// What machines of the template will have.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineTemplateStatus {
    /// Processors and memory of a machine, for autoscaling from none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<BTreeMap<String, Quantity>>,
    /// What the node's system is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_info: Option<VSphereMachineTemplateStatusNodeInfo>,
}

/// What the node's system is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereMachineTemplateStatusNodeInfo {
    /// The processor architecture.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["amd64", "arm64", "s390x", "ppc64le"]))]
    pub architecture: Option<String>,
    /// The operating system.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("enum" = ["linux", "windows"]))]
    pub operating_system: Option<String>,
}
