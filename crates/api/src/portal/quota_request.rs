//! QuotaRequest: a namespace asks for another quota, and what became of that.

pub mod condition;
mod rules;
pub use rules::{default, validate, validate_update};

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// The quota that is asked for. Nothing of it changes later, save that it may be cancelled.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "portal.atoll.dev",
    version = "v1alpha1",
    kind = "QuotaRequest",
    plural = "quotarequests",
    schema = "disabled",
    namespaced,
    status = "QuotaRequestStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "A request for another quota of its namespace, with the decision about it.",
    shortname = "qr",
    category = "atoll",
    printcolumn(name = "Phase", type_ = "string", json_path = ".status.phase"),
    printcolumn(name = "Requested by", type_ = "string", json_path = ".status.requestedBy"),
    printcolumn(name = "Decided by", type_ = "string", json_path = ".status.decidedBy"),
    printcolumn(name = "Expires", type_ = "date", json_path = ".spec.expiresAt", priority = 1),
    printcolumn(name = "Justification", type_ = "string", json_path = ".spec.justification", priority = 1),
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct QuotaRequestSpec {
    /// Takes the request back, as long as nobody has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<bool>,
    /// What the namespace's quota is to allow, by resource name: the new amounts, not the differences.
    #[schemars(length(min = 1, max = 64))]
    pub changes: BTreeMap<String, Quantity>,
    /// When the change is taken back by itself; never when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
    /// What waits for it, in the same namespace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub for_object: Option<QuotaRequestObject>,
    /// Why it is needed, for whoever decides.
    #[schemars(length(min = 1, max = 4096))]
    pub justification: String,
}

/// Names an object of the same namespace.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotaRequestObject {
    /// Group and version, such as `guest.atoll.dev/v1alpha1`.
    pub api_version: String,
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// What became of the request.
///
/// Who decides sets `phase`, and `granted` when it is less than asked, and `comment`. Admission fills in the rest.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct QuotaRequestStatus {
    /// What whoever decided has to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub comment: Option<String>,
    /// How the request stands, one statement per type.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32), extend("x-kubernetes-list-type" = "map", "x-kubernetes-list-map-keys" = ["type"]))]
    pub conditions: Option<Vec<Condition>>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Time>,
    /// The user who decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// What was granted: amounts as in `spec.changes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<BTreeMap<String, Quantity>>,
    /// What the quota allowed when it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<BTreeMap<String, Quantity>>,
    /// Where the request is in its life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<QuotaRequestPhase>,
    /// The user who asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_by: Option<String>,
}

words! {
    /// Where a QuotaRequest is in its life.
    pub enum QuotaRequestPhase {
        /// Waits for a decision.
        #[default]
        Pending = "Pending",
        /// Granted by a policy, without a person.
        AutoApproved = "AutoApproved",
        /// Granted as asked.
        Approved = "Approved",
        /// Granted with less than asked.
        PartiallyApproved = "PartiallyApproved",
        /// Not granted.
        Denied = "Denied",
        /// Taken back by whoever asked.
        Cancelled = "Cancelled",
        /// Its time is over; what was granted is taken back.
        Expired = "Expired",
    }
}

impl QuotaRequestPhase {
    /// Whether what was granted is to be in effect.
    pub fn is_granted(self) -> bool {
        matches!(self, Self::AutoApproved | Self::Approved | Self::PartiallyApproved)
    }
}
