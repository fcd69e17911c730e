//! TanzuKubernetesRelease: a Kubernetes version that clusters may ask for.

pub mod condition;
mod rules;
pub use rules::{default, validate, validate_update};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the release consists of.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "run.tanzu.vmware.com",
    version = "v1alpha3",
    kind = "TanzuKubernetesRelease",
    plural = "tanzukubernetesreleases",
    schema = "disabled",
    status = "TanzuKubernetesReleaseStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A Kubernetes version that clusters may ask for.",
    shortname = "tkr",
    printcolumn(name = "Version", type_ = "string", json_path = ".spec.version"),
    printcolumn(name = "Ready", type_ = "string", json_path = ".status.conditions[?(@.type=='Ready')].status"),
    printcolumn(
        name = "Compatible",
        type_ = "string",
        json_path = ".status.conditions[?(@.type=='Compatible')].status"
    ),
    printcolumn(name = "Created", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct TanzuKubernetesReleaseSpec {
    /// Packages that the release brings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap_packages: Option<Vec<LocalName>>,
    /// The Kubernetes that the release brings.
    pub kubernetes: TanzuKubernetesReleaseKubernetes,
    /// Machine images that carry the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os_images: Option<Vec<LocalName>>,
    /// The version by which clusters ask for the release.
    pub version: String,
}

/// Names an object.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LocalName {
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The Kubernetes that the release brings.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TanzuKubernetesReleaseKubernetes {
    /// Where the image of CoreDNS comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coredns: Option<ComponentImage>,
    /// Where the image of etcd comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etcd: Option<ComponentImage>,
    /// The registry and path of Kubernetes' images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_repository: Option<String>,
    /// Where the image of kube-vip comes from.
    #[serde(rename = "kube-vip", skip_serializing_if = "Option::is_none")]
    pub kube_vip: Option<ComponentImage>,
    /// Where the image of pause comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<ComponentImage>,
    /// The Kubernetes version.
    pub version: String,
}

/// Where the image of a component comes from.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComponentImage {
    /// The registry and path of images.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_repository: Option<String>,
    /// The tag of the image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tag: Option<String>,
}

/// Whether the release can be used.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TanzuKubernetesReleaseStatus {
    /// How the object stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Vec<TanzuKubernetesReleaseStatusCondition>>,
}

/// How the object stands, one statement per type.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TanzuKubernetesReleaseStatusCondition {
    /// When the status last changed.
    pub last_transition_time: Time,
    /// The statement in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Why the status is so, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How bad it is: Error, Warning or Info.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// True, False or Unknown.
    pub status: String,
    /// The type.
    pub type_: String,
}
