//! Settings of machines that templates and control planes carry too.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cluster::{ConditionPolarity, MachineTaintEffect, MachineTaintPropagation};
use crate::schema::pattern;

/// A further condition that must hold before an object counts as ready or available.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadinessGate {
    /// The type of the condition.
    #[schemars(length(min = 1, max = 316), regex(pattern = pattern::CONDITION_TYPE))]
    pub condition_type: String,
    /// Which status of the condition is the good one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polarity: Option<ConditionPolarity>,
}

/// How long the steps of a deletion may take.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineDeletion {
    /// How long the Node is tried to be removed, in seconds; 0 for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub node_deletion_timeout_seconds: Option<i32>,
    /// How long the Node is drained at most, in seconds; 0 for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub node_drain_timeout_seconds: Option<i32>,
    /// How long attached volumes are waited for, in seconds; 0 for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0))]
    pub node_volume_detach_timeout_seconds: Option<i32>,
}

/// A taint of the Node of a machine.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MachineTaint {
    /// What happens to pods that do not tolerate it.
    pub effect: MachineTaintEffect,
    /// The key.
    #[schemars(length(min = 1, max = 317), regex(pattern = pattern::TAINT_KEY))]
    pub key: String,
    /// When the taint is carried to the Node.
    pub propagation: MachineTaintPropagation,
    /// The value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 63), regex(pattern = pattern::LABEL_VALUE))]
    pub value: Option<String>,
}
