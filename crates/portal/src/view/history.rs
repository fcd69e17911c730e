//! An object as it was, and what changed between two moments.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, FieldError, State};

/// The past of one object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// How far back it reaches.
    pub reach: Reach,
    /// What was typed for moments, to be shown again: `at`, `from` and `to`.
    pub typed: [String; 3],
    /// What is wrong with what was typed; the field is `at`, `from` or `to`.
    pub wrong: Vec<FieldError>,
    /// The newest changes, newest first, at most [`History::CHANGES`].
    pub changes: Vec<Change>,
    /// Whether there are older changes than these.
    pub more: bool,
    /// What was asked to be seen.
    pub shown: Seen,
}

impl History {
    /// Changes listed at most.
    pub const CHANGES: usize = 20;
}

/// How far back the API can tell of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// The API keeps no history: it answers any question about the past with the present.
    Nothing,
    /// As far as the object itself.
    Whole,
    /// To this moment.
    Since(DateTime<Utc>),
}

/// One write, or several within the same second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The second in which it was written.
    pub at: DateTime<Utc>,
    /// State after it.
    pub state: State,
    /// A few words beside the state; may be empty.
    pub note: String,
    /// Who wrote, as `metadata.managedFields` has it.
    pub by: Vec<Writer>,
    /// Whether this made the object.
    pub first: bool,
}

/// Who wrote to an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Writer {
    /// The field manager.
    pub manager: String,
    /// What it wrote to beside the object itself: `status`, or empty.
    pub subresource: String,
    /// When it last changed something.
    pub at: Option<DateTime<Utc>>,
}

/// What is to be seen of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Seen {
    /// Nothing was asked for.
    Nothing,
    /// The object at one moment.
    Then {
        /// The moment.
        at: DateTime<Utc>,
        /// The object; none when there was none at that moment.
        object: Option<Box<Then>>,
    },
    /// What changed between two moments.
    Difference(Box<Difference>),
}

/// An object at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Then {
    /// Its state.
    pub state: State,
    /// Why it was in it.
    pub cause: Option<Cause>,
    /// The object as YAML, as on the YAML tab.
    pub yaml: String,
}

/// What changed between two moments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The earlier moment.
    pub from: DateTime<Utc>,
    /// The later moment.
    pub to: DateTime<Utc>,
    /// Whether there was an object at the earlier and at the later moment.
    pub there: (bool, bool),
    /// The places that differ, each with the lines around it; empty when nothing does.
    pub hunks: Vec<Hunk>,
    /// Lines that are new.
    pub added: u32,
    /// Lines that are gone.
    pub removed: u32,
    /// Who wrote between the two, by the later object's `metadata.managedFields`.
    pub by: Vec<Writer>,
}

/// One place that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// The first line's number in the earlier and in the later text, from 1.
    pub lines: (u32, u32),
    /// The lines.
    pub text: Vec<DiffLine>,
}

/// One line of a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiffLine {
    /// In both.
    Same(String),
    /// Only in the later.
    Added(String),
    /// Only in the earlier.
    Removed(String),
}
