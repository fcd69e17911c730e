//! KubeadmConfigTemplate: what the KubeadmConfigs of a group of machines are made from.

mod rules;
pub use rules::{default, validate, validate_update};

use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bootstrap::KubeadmConfigSpec;
use crate::cluster::TemplateMeta;

/// The template.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "bootstrap.cluster.x-k8s.io",
    version = "v1beta2",
    kind = "KubeadmConfigTemplate",
    plural = "kubeadmconfigtemplates",
    schema = "disabled",
    namespaced,
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "What the KubeadmConfigs of a group of machines are made from.",
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
pub struct KubeadmConfigTemplateSpec {
    /// What is made from it.
    pub template: KubeadmConfigTemplateTemplate,
}

/// What is made from it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigTemplateTemplate {
    /// Labels and annotations of what is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<TemplateMeta>,
    /// The settings of the KubeadmConfigs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<KubeadmConfigSpec>,
}
