//! Managed fields and server-side apply: who set which field, and what happens when two disagree.
//!
//! The rules are those of upstream's structured merge: an applier owns what its configuration lists; it may not change
//! what others own unless it forces that; what it stops listing goes away unless somebody else owns it too. Plain writes
//! own what they change. Everything here is pure.

mod apply;
mod field_set;
mod last_applied;
mod managers;
mod merge;
mod path_element;
mod update;
mod walk;

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, Utc};

pub use apply::apply;
pub use field_set::FieldSet;
pub use path_element::PathElement;
pub use update::update;

/// Who writes what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The name of the field manager.
    pub manager: &'a str,
    /// True when an apply takes over what others own.
    pub force: bool,
    /// The subresource that is written, for instance `status`; empty for the object itself.
    pub subresource: &'a str,
    /// The `apiVersion` in which the object is written.
    pub api_version: &'a str,
    /// The time of the write.
    pub now: DateTime<Utc>,
    /// What this write can change at all.
    pub scope: Scope<'a>,
}

/// The top-level fields that a write can change. What it cannot change it neither owns nor conflicts over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Every field.
    Everything,
    /// Every field but these; the object itself when it has a status subresource.
    Except(&'a [&'a str]),
    /// Only these; the status subresource.
    Only(&'a [&'a str]),
}

impl Scope<'_> {
    fn covers(self, field: &str) -> bool {
        match self {
            Scope::Everything => true,
            Scope::Except(fields) => !fields.contains(&field),
            Scope::Only(fields) => fields.contains(&field),
        }
    }
}

impl<'a> Request<'a> {
    /// A write of the whole object by `manager`, not forced.
    pub fn new(manager: &'a str, api_version: &'a str, now: DateTime<Utc>) -> Request<'a> {
        Request { manager, force: false, subresource: "", api_version, now, scope: Scope::Everything }
    }

    /// Takes away what is never tracked: what the server sets itself, and what this write cannot change.
    fn restrict(&self, fields: &mut FieldSet) {
        fields.keep_fields(|name| !matches!(name, "apiVersion" | "kind") && self.scope.covers(name));
        fields.remove_fields(
            "metadata",
            &[
                "name",
                "namespace",
                "generateName",
                "creationTimestamp",
                "selfLink",
                "uid",
                "generation",
                "managedFields",
                "resourceVersion",
            ],
        );
    }
}

/// The longest name of a field manager, in characters.
const MAX_MANAGER_LENGTH: usize = 128;

/// The field manager of a request: the one that it names, or what its `User-Agent` calls the program
/// (`kubectl/v1.37.0 (linux/amd64) …` is `kubectl`).
pub fn manager_name(field_manager: Option<&str>, user_agent: &str) -> String {
    match field_manager {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => {
            let program = user_agent.split('/').next().unwrap_or_default();
            program.chars().filter(|c| !c.is_control()).take(MAX_MANAGER_LENGTH).collect()
        }
    }
}

/// A field that an apply would change and another manager owns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// The owner, in the words of messages: `"kubectl" using v1`.
    pub manager: String,
    /// The path of the field: `.spec.replicas`.
    pub field: String,
}

/// Why an apply was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplyError {
    /// Others own what it would change. Sorted by manager and path; never empty.
    Conflicts(Vec<Conflict>),
    /// The configuration cannot be applied to this kind.
    Invalid(String),
}

/// Upstream's message.
impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let conflicts = match self {
            ApplyError::Invalid(message) => return f.write_str(message),
            ApplyError::Conflicts(conflicts) => conflicts,
        };
        if let [only] = &conflicts[..] {
            return write!(f, "Apply failed with 1 conflict: conflict with {}: {}", only.manager, only.field);
        }
        write!(f, "Apply failed with {} conflicts: ", conflicts.len())?;
        for (at, group) in conflicts.chunk_by(|a, b| a.manager == b.manager).enumerate() {
            let newline = if at > 0 { "\n" } else { "" };
            write!(f, "{newline}conflicts with {}:", group[0].manager)?;
            for conflict in group {
                write!(f, "\n- {}", conflict.field)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for ApplyError {}
