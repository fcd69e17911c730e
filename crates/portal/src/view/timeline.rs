//! How a cluster came up, step by step.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::State;

/// How far one step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// Finished.
    Done,
    /// Begun, not finished.
    Running,
    /// Not begun.
    Ahead,
    /// Begun, and does not go on by itself: waiting, blocked or failed as the whole is.
    #[serde(untagged)]
    Held(State),
}

impl StepState {
    /// A step that has begun and is not done, while the whole is in `state`: it looks as the whole does.
    #[must_use]
    pub const fn under_way(state: State) -> Self {
        match state {
            State::Waiting | State::Blocked | State::Failed => StepState::Held(state),
            State::Progressing | State::Deleting | State::Ready => StepState::Running,
        }
    }
}

/// One step of provisioning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it is: "Control plane answers".
    pub name: String,
    /// How far it is.
    pub state: StepState,
    /// One more line: "2 of 3 machines".
    pub detail: Option<String>,
    /// When it began; none when it has not.
    pub started: Option<DateTime<Utc>>,
    /// When it was done; none when it is not.
    pub finished: Option<DateTime<Utc>>,
}

/// What a timeline is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Story {
    /// How it came up.
    Creation,
    /// How it comes to a new version, shape or size.
    Change,
    /// How it goes.
    Deletion,
}

/// What an estimate is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JudgedBy {
    /// Earlier clusters of this shape.
    Cluster,
    /// Machines of this cluster that are ready.
    Machine,
    /// Earlier deletions in this namespace.
    Deletion,
}

/// How long the rest takes, judged by what went before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Seconds from now, the middle of the samples, rounded to what they support.
    pub seconds_left: u32,
    /// The middle half of the samples, where there are enough of them and they differ.
    pub spread: Option<(u32, u32)>,
    /// How many samples there are; at least 1.
    pub samples: u32,
    /// What they are.
    pub judged_by: JudgedBy,
}
