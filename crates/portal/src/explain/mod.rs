//! One state, one sentence and who must act, for any object of any layer. Pure.
//!
//! Two entry points:
//! - [`object::assess`] judges one object by itself. Lists use it: it needs nothing but the object.
//! - [`in_context`] judges an object with what is [`Around`] it: what stands below it, its hosts, its namespace's quota
//!   requests, its events. Of all findings the one that matters most speaks: the worst state first and, among equals,
//!   the lowest layer that knows. Pages of one object use it.
//!
//! Both say [`Actor::You`](crate::view::Actor::You) for whoever may change the object; `Cause::seen_by` turns that into
//! what the person who reads is told. The situations under `situations/` show every rule with its result; add one there
//! for each new rule.

mod around;
mod below;
mod cluster_api;
pub(crate) mod deleting;
pub(crate) mod events;
mod guest_cluster;
mod machine;
mod note;
pub(crate) mod object;
mod portal_kinds;
mod quota_words;
pub(crate) mod stall;
mod supervisor;
mod virtual_machine;
mod vm_operator;
pub(crate) mod words;

#[cfg(test)]
mod situations;

pub(crate) use around::{Around, in_context};
pub(crate) use note::Note;

use texts::t;

use crate::{
    facts::{Condition, Facts},
    view::{Actor, Cause, Remedy, State},
};
use words::{full_stop, said};

/// What is to be said about one object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// Its state.
    pub(crate) state: State,
    /// The few words beside it in a tree; may be empty.
    pub(crate) note: Note,
    /// Why it is in this state; `None` when all is well.
    pub(crate) cause: Option<Cause>,
}

impl Finding {
    /// All is well.
    pub(crate) fn ready(note: impl Into<Note>) -> Self {
        Finding { state: State::Ready, note: note.into(), cause: None }
    }

    /// On its way, for this reason.
    pub(crate) fn progressing(about: &Facts, note: impl Into<Note>, sentence: impl AsRef<str>) -> Self {
        Self::because(State::Progressing, about, note, sentence, Actor::Nobody)
    }

    /// In `state` because of what the sentence says.
    pub(crate) fn because(
        state: State,
        about: &Facts,
        note: impl Into<Note>,
        sentence: impl AsRef<str>,
        actor: Actor,
    ) -> Self {
        let cause = Cause {
            sentence: full_stop(sentence.as_ref()),
            detail: None,
            actor,
            object: Some(about.reference()),
            remedy: None,
        };
        Finding { state, note: note.into(), cause: Some(cause) }
    }

    /// The same with one more sentence, unless that is empty.
    pub(crate) fn detail(mut self, text: impl AsRef<str>) -> Self {
        if let Some(cause) = &mut self.cause
            && !text.as_ref().is_empty()
        {
            cause.detail = Some(full_stop(text.as_ref()));
        }
        self
    }

    /// The same with what would help.
    pub(crate) fn remedy(mut self, remedy: Remedy) -> Self {
        if let Some(cause) = &mut self.cause {
            cause.remedy = Some(remedy);
        }
        self
    }
}

/// What is said of errors that the controllers try again by themselves.
fn tried_again() -> String {
    t().explain_tried_again()
}

/// Reasons that name an error which the controllers try again by themselves.
const REPEATING: [&str; 4] = ["InternalError", "HypervisorError", "LoadBalancerError", "ApplyFailed"];

/// The first condition that reports an error which is tried again.
fn repeating_error(object: &Facts) -> Option<Condition<'_>> {
    object.conditions().find(|condition| REPEATING.contains(&condition.reason))
}

/// `Machine demo-x7`, `Cluster demo`.
fn title(object: &Facts) -> String {
    format!("{} {}", object.kind(), object.name())
}

/// The condition of this type while it is `False`.
fn closed<'a>(object: &'a Facts, type_: &str) -> Option<Condition<'a>> {
    object.condition(type_).filter(|condition| condition.status == "False")
}

/// Whether the boolean at this pointer is true.
fn flag(object: &Facts, pointer: &str) -> bool {
    object.at(pointer) == Some(&true.into())
}

/// The message of a condition inside a sentence, or its reason when it has none.
fn why(condition: &Condition<'_>) -> String {
    if condition.message.trim().is_empty() { condition.reason.to_owned() } else { said(condition.message) }
}
