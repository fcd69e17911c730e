//! Events of the whole fleet.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Event;

/// Which events, which page of them. Newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFilter {
    /// Only warnings, or only others.
    pub warning: Option<bool>,
    /// Only about objects of this kind.
    pub kind: Option<String>,
    /// Only about objects of this namespace.
    pub namespace: Option<String>,
    /// Only with this in reason, message or the object's name, in any case.
    pub text: Option<String>,
    /// The page, from 1; 0 is taken as 1, one beyond the end as the last.
    pub page: u32,
}

/// One page of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPage {
    /// The events of this page, at most [`EventPage::PAGE`].
    pub events: Vec<Event>,
    /// How many match the filter.
    pub total: u64,
    /// How many match the filter without its `warning`: warnings and others.
    pub counts: (u64, u64),
    /// Kinds to choose from, sorted.
    pub kinds: Vec<String>,
    /// Namespaces to choose from, sorted.
    pub namespaces: Vec<String>,
    /// The page shown, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// When this was read.
    pub read_at: DateTime<Utc>,
}

impl EventPage {
    /// Events on one page.
    pub const PAGE: usize = 100;
}
