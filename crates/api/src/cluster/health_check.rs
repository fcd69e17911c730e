//! How unhealthy machines are found and replaced.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::pattern;

/// What makes a machine unhealthy.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthChecks {
    /// How long a machine may take until its Node is there, in seconds; 0 for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub node_startup_timeout_seconds: Option<i32>,
    /// Conditions of a Machine that make it unhealthy when they last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub unhealthy_machine_conditions: Option<Vec<UnhealthyMachineCondition>>,
    /// Conditions of a Node that make its machine unhealthy when they last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), extend("x-kubernetes-list-type" = "atomic"))]
    pub unhealthy_node_conditions: Option<Vec<UnhealthyNodeCondition>>,
}

/// A condition of a Machine that makes it unhealthy when it lasts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnhealthyMachineCondition {
    /// True, False or Unknown.
    #[schemars(extend("enum" = ["True", "False", "Unknown"]))]
    pub status: String,
    /// How long it may take or last, in seconds.
    #[schemars(range(min = 0))]
    pub timeout_seconds: i32,
    /// The type.
    #[schemars(length(min = 1, max = 316), regex(pattern = pattern::CONDITION_TYPE))]
    pub type_: String,
}

/// A condition of a Node that makes its machine unhealthy when it lasts.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnhealthyNodeCondition {
    /// True, False or Unknown.
    #[schemars(length(min = 1))]
    pub status: String,
    /// How long it may take or last, in seconds.
    #[schemars(range(min = 0))]
    pub timeout_seconds: i32,
    /// The type.
    #[schemars(length(min = 1))]
    pub type_: String,
}

/// How many machines may be unhealthy for replacement to go on.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RemediationTriggerIf {
    /// Replacement goes on while so many machines are unhealthy, `[low-high]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 32), regex(pattern = pattern::RANGE))]
    pub unhealthy_in_range: Option<String>,
    /// Replacement goes on while at most so many machines are unhealthy, as a number or a share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unhealthy_less_than_or_equal_to: Option<IntOrString>,
}
