//! KubeadmConfig: how one machine becomes a node by kubeadm.

pub mod condition;
mod rules;
pub use rules::{default, validate, validate_update};
pub(crate) use rules::{default_spec, etcd, validate_spec};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bootstrap::{
    BootstrapFormat, ClusterConfiguration, DiskSetup, File, Ignition, InitConfiguration, JoinConfiguration, Ntp, User,
};
use crate::cluster::LegacyCondition;

/// What bootstrap data is made from.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "bootstrap.cluster.x-k8s.io",
    version = "v1beta2",
    kind = "KubeadmConfig",
    plural = "kubeadmconfigs",
    schema = "disabled",
    namespaced,
    status = "KubeadmConfigStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "How one machine becomes a node by kubeadm.",
    category = "cluster-api",
    printcolumn(
        name = "Cluster",
        type_ = "string",
        json_path = r".metadata.labels['cluster\.x-k8s\.io/cluster-name']"
    ),
    printcolumn(
        name = "Paused",
        type_ = "string",
        json_path = r#".status.conditions[?(@.type=="Paused")].status"#,
        priority = 10
    ),
    printcolumn(
        name = "Data secret created",
        type_ = "string",
        json_path = ".status.initialization.dataSecretCreated"
    ),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigSpec {
    /// Commands that run at every start, before all else.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000), extend("x-kubernetes-list-type" = "atomic"))]
    pub boot_commands: Option<Vec<String>>,
    /// What kubeadm knows of the whole cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_configuration: Option<ClusterConfiguration>,
    /// Partitions and file systems that are made before kubeadm runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk_setup: Option<DiskSetup>,
    /// Files that are written before kubeadm runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200), extend("x-kubernetes-list-type" = "atomic"))]
    pub files: Option<Vec<File>>,
    /// The language of the bootstrap data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<BootstrapFormat>,
    /// Settings for Ignition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ignition: Option<Ignition>,
    /// What kubeadm knows of the first node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init_configuration: Option<InitConfiguration>,
    /// What kubeadm knows of a further node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub join_configuration: Option<JoinConfiguration>,
    /// Mounts, each as the fields of a line of fstab.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub mounts: Option<Vec<Vec<String>>>,
    /// How the machine keeps time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ntp: Option<Ntp>,
    /// Commands that run after kubeadm.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000), extend("x-kubernetes-list-type" = "atomic"))]
    pub post_kubeadm_commands: Option<Vec<String>>,
    /// Commands that run before kubeadm.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1000), extend("x-kubernetes-list-type" = "atomic"))]
    pub pre_kubeadm_commands: Option<Vec<String>>,
    /// Users.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub users: Option<Vec<User>>,
    /// How much kubeadm tells; 0 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verbosity: Option<i32>,
}

/// What became of the bootstrap data.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigStatus {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// The Secret that holds the bootstrap data.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 253))]
    pub data_secret_name: Option<String>,
    /// Status fields of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<KubeadmConfigStatusDeprecated>,
    /// Steps of the first set-up; once true they stay so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initialization: Option<KubeadmConfigStatusInitialization>,
    /// The newest generation of the spec that was acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub observed_generation: Option<i64>,
}

/// Status fields of earlier versions.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigStatusDeprecated {
    /// Status fields of `v1beta1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v1beta1: Option<KubeadmConfigStatusDeprecatedV1beta1>,
}

/// Status fields of `v1beta1`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigStatusDeprecatedV1beta1 {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LegacyCondition>>,
    /// What went wrong for good, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10240))]
    pub failure_message: Option<String>,
    /// What went wrong for good, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub failure_reason: Option<String>,
}

/// Steps of the first set-up; once true they stay so.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeadmConfigStatusInitialization {
    /// Whether the bootstrap data was there once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_secret_created: Option<bool>,
}
