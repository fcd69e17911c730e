//! Which VirtualMachines are to stand together or apart.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which machines are to stand together or apart.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VirtualMachineAffinity {
    /// Machines that are to stand together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_affinity: Option<AffinityTerms>,
    /// Machines that are to stand apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vm_anti_affinity: Option<AffinityTerms>,
}

/// Terms that must hold, and terms that should.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AffinityTerms {
    /// Terms that should hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "atomic"))]
    pub preferred_during_scheduling_preferred_during_execution: Option<Vec<AffinityTerm>>,
    /// Terms that must hold when the machine is placed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-kubernetes-list-type" = "atomic"))]
    pub required_during_scheduling_preferred_during_execution: Option<Vec<AffinityTerm>>,
}

/// Which machines are meant, and what they are to share or not to share.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AffinityTerm {
    /// Which machines are meant, by their labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_selector: Option<LabelSelector>,
    /// The label of hosts whose value machines share or do not.
    pub topology_key: String,
}
