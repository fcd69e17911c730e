//! ApprovalPolicy: which quota requests are granted without a person, and who decides about the others.

mod rules;
pub use rules::{default, validate, validate_update};

use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::words::words;

/// The policy. All policies that apply to a namespace count; what one of them grants is granted. Less than before is
/// always granted.
#[derive(CustomResource, Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[kube(
    group = "portal.atoll.dev",
    version = "v1alpha1",
    kind = "ApprovalPolicy",
    plural = "approvalpolicies",
    schema = "disabled",
    status = "ApprovalPolicyStatus",
    derive = "JsonSchema",
    derive = "PartialEq",
    derive = "Default",
    doc = "Which quota requests are granted without a person, and who decides about the others.",
    shortname = "ap",
    category = "atoll",
    printcolumn(name = "Age", type_ = "date", json_path = ".metadata.creationTimestamp")
)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPolicySpec {
    /// Who may decide about requests, beside those whom RBAC gives the verb `approve` on quotarequests. They need the
    /// right to update quotarequests/status, too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvers: Vec<ApprovalPolicyApprover>,
    /// Increases that are granted without a person: one of these for each resource of a request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub automatic: Vec<ApprovalPolicyIncrease>,
    /// The namespaces, by their labels; all when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace_selector: Option<LabelSelector>,
}

/// Someone who may decide.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPolicyApprover {
    /// User or group.
    #[serde(default)]
    pub kind: ApprovalPolicyApproverKind,
    /// The name.
    #[schemars(length(min = 1, max = 253))]
    pub name: String,
    /// The resources that a request may be about; all when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resources: Option<Vec<String>>,
}

words! {
    /// What an approver is.
    pub enum ApprovalPolicyApproverKind {
        /// One user.
        #[default]
        User = "User",
        /// Every member of a group.
        Group = "Group",
    }
}

/// An increase that is granted without a person.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPolicyIncrease {
    /// The largest increase of one request; any when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub increase_up_to: Option<Quantity>,
    /// How much of the quota must be in use already, in per cent; as little as may be when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 100))]
    pub minimum_use_percent: Option<i32>,
    /// The resources.
    #[schemars(length(min = 1, max = 64))]
    pub resources: Vec<String>,
    /// The largest quota that can come of it; any when left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_up_to: Option<Quantity>,
}

/// What is known of the policy; nothing as yet.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalPolicyStatus {}

impl ApprovalPolicySpec {
    /// Whether the user may decide about a request for these resources in a namespace of this policy.
    pub fn lets_decide<'a>(&self, user: &str, groups: &[String], mut resources: impl Iterator<Item = &'a str>) -> bool {
        let is = |approver: &ApprovalPolicyApprover| match approver.kind {
            ApprovalPolicyApproverKind::User => approver.name == user,
            ApprovalPolicyApproverKind::Group => groups.contains(&approver.name),
        };
        let mine: Vec<_> = self.approvers.iter().filter(|approver| is(approver)).collect();
        !mine.is_empty()
            && resources.all(|resource| {
                mine.iter().any(|one| one.resources.as_ref().is_none_or(|all| all.iter().any(|it| it == resource)))
            })
    }
}
