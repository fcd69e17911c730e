//! ClusterAccess: one kubeconfig that was issued for a guest cluster, never its secret.
//!
//! Whoever wants access makes a key and sends only a signing request. The answer is a certificate,
//! which is public, so neither the object nor its history ever holds a credential.

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
    /// A PKCS#10 signing request in PEM. Only its key is used; subject and names are ours to give.
    #[schemars(length(min = 1, max = 16384))]
    pub request: String,
    /// What its holder may do in the cluster.
    #[serde(default)]
    pub role: ClusterAccessRole,
    /// How long the access lives, in seconds; eight hours when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 600))]
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
    /// When the certificate stops to be valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// SHA-256 of the certificate's DER form, in lower-case hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// When the certificate was issued.
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
