//! Policies about quota requests.

use serde::{Deserialize, Serialize};

use super::Unit;

/// A policy, in what it grants and whom it lets decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// Labels that a namespace must have, as a selector is written; none for all namespaces.
    pub namespaces: Option<String>,
    /// What is granted without a person.
    pub grants: Vec<PolicyGrant>,
    /// Who may decide about the rest.
    pub approvers: Vec<PolicyApprover>,
}

/// An increase that is granted without a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyGrant {
    /// What people call the resources.
    pub resources: Vec<String>,
    /// The largest increase of one request.
    pub increase: Option<(Unit, u64)>,
    /// The largest quota that can come of it.
    pub total: Option<(Unit, u64)>,
    /// How much of the quota must be in use already, in hundredths.
    pub minimum_use: Option<u32>,
}

/// Someone who may decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyApprover {
    /// Every member of a group, not one user.
    pub group: bool,
    /// The name.
    pub name: String,
    /// What people call the resources that a request may be about; none for all.
    pub resources: Option<Vec<String>>,
}

/// A policy as it is edited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDraft {
    /// The policy's name; none for a new one.
    pub name: Option<String>,
    /// It as YAML.
    pub yaml: String,
    /// What it says, as far as it can be read.
    pub policy: Option<Policy>,
}
