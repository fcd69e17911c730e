//! Conditions in the form that they had before `v1beta2`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One statement about an object, in the form before `v1beta2`.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LegacyCondition {
    /// When the status last changed.
    pub last_transition_time: Time,
    /// The statement in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 10240))]
    pub message: Option<String>,
    /// Why the status is so, in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 256))]
    pub reason: Option<String>,
    /// How bad it is: Error, Warning or Info.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 32))]
    pub severity: Option<String>,
    /// True, False or Unknown.
    pub status: String,
    /// The type.
    #[schemars(length(min = 1, max = 256))]
    pub type_: String,
}
