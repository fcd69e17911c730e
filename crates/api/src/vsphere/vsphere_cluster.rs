//! VSphereCluster: network, load balancer and placement of a cluster.

pub mod condition;
mod rules;
pub use rules::{default, validate, validate_update};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::{ApiEndpoint, FailureDomain, LegacyCondition};
use crate::vsphere::NetworkProvider;

/// What the cluster stands on.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "vmware.infrastructure.cluster.x-k8s.io",
    version = "v1beta2",
    kind = "VSphereCluster",
    plural = "vsphereclusters",
    schema = "disabled",
    namespaced,
    status = "VSphereClusterStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "Network, load balancer and placement of a cluster.",
    category = "cluster-api",
    printcolumn(
        name = "Cluster",
        type_ = "string",
        json_path = r".metadata.labels['cluster\.x-k8s\.io/cluster-name']"
    ),
    printcolumn(name = "ControlPlane Endpoint", type_ = "string", json_path = ".spec.controlPlaneEndpoint.host"),
    printcolumn(
        name = "Paused",
        type_ = "string",
        json_path = r#".status.conditions[?(@.type=="Paused")].status"#,
        priority = 10
    ),
    printcolumn(name = "Provisioned", type_ = "string", json_path = ".status.initialization.provisioned"),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterSpec {
    /// Where the cluster's API answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_plane_endpoint: Option<ApiEndpoint>,
    /// Which places are used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_domains: Option<VSphereClusterFailureDomains>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<VSphereClusterNetwork>,
}

/// Which places are used.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterFailureDomains {
    /// Which places the control plane uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_plane: Option<VSphereClusterFailureDomainsControlPlane>,
}

/// Which places the control plane uses.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterFailureDomainsControlPlane {
    /// Which objects are meant, by their labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selector: Option<LabelSelector>,
}

/// The network.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterNetwork {
    /// Settings for NSX VPC.
    #[serde(rename = "nsxVPC", skip_serializing_if = "Option::is_none")]
    pub nsx_vpc: Option<VSphereClusterNetworkNsxVpc>,
    /// Who provides it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<NetworkProvider>,
}

/// Settings for NSX VPC.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterNetworkNsxVpc {
    /// Whether a subnet set of the cluster's own is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub create_subnet_set: Option<bool>,
}

/// What became of it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterStatus {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// Status fields of earlier versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<VSphereClusterStatusDeprecated>,
    /// Places whose machines may fail together.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "map"), extend("x-kubernetes-list-map-keys" = ["name"]))]
    pub failure_domains: Option<Vec<FailureDomain>>,
    /// Steps of the first set-up; once true they stay so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initialization: Option<VSphereInitialization>,
}

/// Status fields of earlier versions.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterStatusDeprecated {
    /// Status fields of `v1beta1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub v1beta1: Option<VSphereClusterStatusDeprecatedV1beta1>,
}

/// Status fields of `v1beta1`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereClusterStatusDeprecatedV1beta1 {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<LegacyCondition>>,
}

/// Steps of the first set-up; once true they stay so.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VSphereInitialization {
    /// Whether the infrastructure is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provisioned: Option<bool>,
}
