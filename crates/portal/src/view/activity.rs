//! What people did in the namespaces that somebody may see.

use serde::{Deserialize, Serialize};

use super::{AuditRow, Told};

/// Which of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityFilter {
    /// Only what this user did.
    pub mine: bool,
    /// Only this namespace.
    pub namespace: Option<String>,
    /// What is older than this record; none for the newest.
    pub before: Option<u64>,
}

/// One page, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityPage {
    /// What was done.
    pub rows: Vec<Activity>,
    /// Namespaces to choose from, sorted.
    pub namespaces: Vec<String>,
    /// Where to go on; none when that was all.
    pub before: Option<u64>,
    /// The user may also see the audit log.
    pub may_audit: bool,
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// The record.
    pub row: AuditRow,
    /// What the record before it knew of the same object.
    pub earlier: Option<Told>,
}
