//! The audit log: who did what, when, from which request.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use texts::t;

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused: whoever asked may not.
    Refused,
    /// It failed in another way: not found, not valid, a conflict, a fault.
    Failed,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 3] = [Outcome::Done, Outcome::Refused, Outcome::Failed];

    /// The outcome of this HTTP status.
    #[must_use]
    pub const fn of(code: u16) -> Outcome {
        match code {
            401 | 403 => Outcome::Refused,
            0..=399 => Outcome::Done,
            _ => Outcome::Failed,
        }
    }

    /// The value in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }

    /// The word that people read.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Outcome::Done => t().label_outcome_done(),
            Outcome::Refused => t().label_outcome_refused(),
            Outcome::Failed => t().label_outcome_failed(),
        }
    }

    /// The outcome whose [`Outcome::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// How much of the log is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// What people changed, or tried to.
    #[default]
    Changes,
    /// What people did, reading as well.
    People,
    /// That, and what controllers, hosts and the program itself did.
    All,
}

impl Shown {
    /// All of them, the least first.
    pub const ALL: [Shown; 3] = [Shown::Changes, Shown::People, Shown::All];

    /// The value in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Shown::Changes => "changes",
            Shown::People => "people",
            Shown::All => "all",
        }
    }

    /// What people read.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Shown::Changes => t().label_audit_changes(),
            Shown::People => t().label_audit_people(),
            Shown::All => t().label_audit_all(),
        }
    }

    /// The one whose [`Shown::as_str`] this is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Shown> {
        Shown::ALL.into_iter().find(|shown| shown.as_str() == text)
    }
}

/// What is looked for, as typed; empty fields are not asked about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// The user.
    pub who: String,
    /// The verb.
    pub verb: String,
    /// The resource's plural.
    pub resource: String,
    /// The namespace.
    pub namespace: String,
    /// The object's name.
    pub name: String,
    /// The id of a request: its records, and those of what came of it.
    pub request: String,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// From this instant on, in UTC: `2026-11-22T10:30`, with seconds or without, or a day.
    pub from: String,
    /// Before this instant, written like [`AuditFilter::from`].
    pub to: String,
    /// Words that the record contains.
    pub text: String,
    /// How much of the log is looked at.
    pub shown: Shown,
    /// Records older than this number; none for the newest.
    pub before: Option<u64>,
}

/// One page of records, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// At most [`AuditPage::PAGE`].
    pub rows: Vec<AuditRow>,
    /// Where to go on; none when that was all.
    pub before: Option<u64>,
    /// The chain as it was last checked.
    pub chain: Chain,
}

impl AuditPage {
    /// Rows on one page.
    pub const PAGE: usize = 50;
}

/// One record in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Its number in the chain.
    pub seq: u64,
    /// When the request came.
    pub at: DateTime<Utc>,
    /// The id of the request.
    pub request: String,
    /// The request that the object came of, when it is another one.
    pub cause: Option<String>,
    /// Who proved itself.
    pub who: String,
    /// As whom it acted, when not as itself.
    pub acted_as: Option<String>,
    /// The verb.
    pub verb: String,
    /// API group; empty for core.
    pub group: String,
    /// The resource's plural; empty when the request was for none.
    pub resource: String,
    /// The subresource, or empty.
    pub subresource: String,
    /// The namespace, or empty.
    pub namespace: String,
    /// The object's name, or empty.
    pub name: String,
    /// The HTTP status of the answer.
    pub code: u16,
    /// What is known beyond that.
    pub told: Option<Told>,
}

/// What a record knows of its object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Told {
    /// What the hypervisor did.
    Hypervisor {
        /// Kind of the object that it was done for.
        kind: String,
        /// Its name.
        name: String,
        /// In the words of the controller.
        message: String,
    },
    /// A cluster as it was asked for.
    Cluster {
        /// Control plane nodes.
        control_plane: u64,
        /// Worker nodes of all pools.
        workers: u64,
        /// Kubernetes version.
        version: String,
    },
    /// Where a quota request stands.
    Quota {
        /// Its phase: `Pending`, `Approved`, …
        phase: String,
    },
}

/// One record in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// In short.
    pub row: AuditRow,
    /// Its hash in the chain, hexadecimal.
    pub hash: String,
    /// From where: the caller, then the proxies.
    pub sources: Vec<String>,
    /// The caller's program.
    pub agent: String,
    /// The rule that allowed it, or empty.
    pub allowed_by: String,
    /// The server that took the request.
    pub server: String,
    /// How long it took, in microseconds; 0 when not known.
    pub micros: u64,
    /// The whole record as indented JSON.
    pub json: String,
}

/// Everything that is recorded under one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestTrail {
    /// Its id.
    pub id: String,
    /// What was done, the oldest first. Without what controllers only reported, unless that was asked for.
    pub rows: Vec<AuditRow>,
    /// Records of controllers that only report, which are left out.
    pub left_out: u64,
    /// Another request that these records came of.
    pub cause: Option<String>,
    /// There are more records than are read for one page.
    pub cut: bool,
}

/// The check of the chain of hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Chain {
    /// Not since this server started.
    Unchecked,
    /// At work.
    Checking {
        /// Since when.
        since: DateTime<Utc>,
        /// Records that are checked.
        checked: u64,
        /// Of so many.
        of: u64,
    },
    /// Nothing was removed, altered or put elsewhere.
    Whole {
        /// When that was found.
        at: DateTime<Utc>,
        /// Records that are there.
        records: u64,
        /// The number of the newest.
        newest: u64,
        /// Its hash, hexadecimal.
        hash: String,
    },
    /// Something was.
    Broken {
        /// When that was found.
        at: DateTime<Utc>,
        /// The first fault, in a sentence without its full stop.
        fault: String,
    },
    /// The database could not be read.
    Unreadable {
        /// When.
        at: DateTime<Utc>,
    },
}
