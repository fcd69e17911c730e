//! ClusterAccess: one kubeconfig that was issued for a guest cluster, never its secret.
//!
//! Its holder is in a group of its own ([`access_group`]), and the controller binds that group to the role inside the
//! cluster: taking the binding away ends the access, whatever credential it is used with. The usual credential is a
//! token that the portal signs for as long as the object allows it. Who may do without the portal sends a signing
//! request; the answer is a certificate, which is public. So neither the object nor its history ever holds a secret.

pub mod condition;
mod rules;
pub use rules::{DEFAULT_TTL_SECONDS, MAX_TTL_SECONDS, MIN_TTL_SECONDS};
pub use rules::{default, validate, validate_update};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// The access that is asked for.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "portal.atoll.dev",
    version = "v1alpha1",
    kind = "ClusterAccess",
    plural = "clusteraccesses",
    schema = "disabled",
    namespaced,
    status = "ClusterAccessStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A time-limited credential for a guest cluster that was issued to a person.",
    shortname = "ca",
    category = "atoll",
    printcolumn(name = "Cluster", type_ = "string", json_path = ".spec.clusterRef.name"),
    printcolumn(name = "Role", type_ = "string", json_path = ".spec.role"),
    printcolumn(name = "Issued to", type_ = "string", json_path = ".status.issuedTo"),
    printcolumn(name = "Expires", type_ = "date", json_path = ".status.expiresAt"),
    printcolumn(name = "Ready", type_ = "string", json_path = r#".status.conditions[?(@.type=="Ready")].status"#),
    printcolumn(name = "Description", type_ = "string", json_path = ".spec.description", priority = 1),
    printcolumn(name = "Fingerprint", type_ = "string", json_path = ".status.fingerprint", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct ClusterAccessSpec {
    /// The guest cluster, in the same namespace.
    pub cluster_ref: ClusterAccessClusterRef,
    /// What the access is for, in the words of whoever asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1024))]
    pub description: Option<String>,
    /// A PKCS#10 signing request in PEM, for a client certificate instead of tokens. Only its key is used; subject and
    /// names are ours to give. Whoever asks must be allowed to read the Secret `<cluster>-kubeconfig`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 16384))]
    pub request: Option<String>,
    /// Takes the access back, for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<bool>,
    /// What its holder may do in the cluster.
    #[serde(default)]
    pub role: ClusterAccessRole,
    /// How long the access lives, in seconds; eight hours when left out. The administrator may have set less.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 10))]
    pub ttl_seconds: Option<i64>,
}

/// Names a guest cluster of the same namespace.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterAccessClusterRef {
    /// The cluster's name.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
}

/// The access that was given.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterAccessStatus {
    /// The issued client certificate in PEM; public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The authority in PEM by which the cluster's API is recognised; public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate_authority: Option<String>,
    /// How the access stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// When the access ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// SHA-256 of the certificate's DER form, in lower-case hex; absent for tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// When the access was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Time>,
    /// The user it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_to: Option<String>,
    /// The newest generation of the spec that was acted on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed_generation: Option<i64>,
    /// When the access was taken back; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<Time>,
    /// The `https` URL of the cluster's API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

words! {
    /// What the holder of an access may do in the cluster.
    pub enum ClusterAccessRole {
        /// Read everything but Secrets.
        #[default]
        View = "view",
        /// Change workloads in every namespace.
        Edit = "edit",
        /// Everything.
        Admin = "admin",
    }
}

/// The group of an access's holder inside its cluster, by the access's `metadata.uid`.
pub fn access_group(uid: &str) -> String {
    format!("atoll:access:{uid}")
}

/// The audience of tokens for a cluster, by the GuestCluster's `metadata.uid`: a later cluster of the same name has
/// another one.
pub fn audience(cluster_uid: &str) -> String {
    format!("atoll:guest:{cluster_uid}")
}
