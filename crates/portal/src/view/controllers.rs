//! How the controllers are doing.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// All controllers of the server that answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllersPage {
    /// By name; none where another server leads.
    pub rows: Vec<ControllerRow>,
    /// The server that answers.
    pub server: String,
    /// Who runs the controllers, where several servers share a database.
    pub lead: Option<Lead>,
}

/// Which of several servers runs the controllers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lead {
    /// Its name.
    pub server: String,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// When it was last heard of.
    pub heard: Option<DateTime<Utc>>,
}

/// One controller. Counts are since it was started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerRow {
    /// Its name.
    pub name: String,
    /// Objects in line.
    pub depth: u64,
    /// How long the first has been there.
    pub oldest: Option<Duration>,
    /// Objects at work.
    pub at_work: u64,
    /// Objects whose last reconcile failed; they are tried again.
    pub failing: u64,
    /// Reconciles that ended.
    pub reconciles: u64,
    /// Those that are tried again: failures, and conflicts of two writers.
    pub retries: u64,
    /// The time that half of the last ones did not exceed.
    pub usual: Option<Duration>,
    /// The time that 99 of 100 did not exceed.
    pub slow: Option<Duration>,
    /// The last one that failed.
    pub last_error: Option<ControllerError>,
    /// Since when it runs.
    pub since: DateTime<Utc>,
    /// Reconciles in each ten seconds of the last five minutes, the newest last.
    pub recent: Vec<u32>,
}

/// A reconcile that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControllerError {
    /// When.
    pub at: DateTime<Utc>,
    /// The object's namespace, or empty.
    pub namespace: String,
    /// The object's name.
    pub name: String,
    /// Why.
    pub message: String,
}
