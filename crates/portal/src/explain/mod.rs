//! One state, one sentence and who must act, for any object and for a whole cluster. Pure.
//!
//! [`object::assess`] judges one object by its own conditions. [`cluster::explain`] walks the tree of a cluster and lets
//! the finding speak that matters most: the worst state first and, among equals, the lowest layer that knows.

pub(crate) mod cluster;
pub(crate) mod object;
mod virtual_machine;

use crate::{
    facts::{Condition, Facts},
    view::{Actor, Cause, State},
};

/// What is to be said about one object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Finding {
    /// Its state.
    pub(crate) state: State,
    /// The few words beside it in a tree; may be empty.
    pub(crate) note: String,
    /// Why it is in this state; `None` when all is well.
    pub(crate) cause: Option<Cause>,
}

impl Finding {
    /// All is well.
    pub(crate) fn ready(note: impl Into<String>) -> Self {
        Finding { state: State::Ready, note: note.into(), cause: None }
    }

    /// On its way, for this reason.
    pub(crate) fn progressing(about: &Facts, note: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::because(State::Progressing, about, note, sentence, Actor::Nobody)
    }

    /// In `state` because of what the sentence says.
    pub(crate) fn because(
        state: State,
        about: &Facts,
        note: impl Into<String>,
        sentence: impl Into<String>,
        actor: Actor,
    ) -> Self {
        let cause =
            Cause { sentence: full_stop(&sentence.into()), detail: None, actor, object: Some(about.reference()) };
        Finding { state, note: note.into(), cause: Some(cause) }
    }

    /// The same with one more sentence.
    pub(crate) fn detail(mut self, text: impl AsRef<str>) -> Self {
        if let Some(cause) = &mut self.cause
            && !text.as_ref().is_empty()
        {
            cause.detail = Some(full_stop(text.as_ref()));
        }
        self
    }
}

/// The text as a sentence: first letter upper case, a full stop at its end.
pub(crate) fn full_stop(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let mut sentence: String = match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => return String::new(),
    };
    if !sentence.ends_with(['.', '!', '?', '”']) {
        sentence.push('.');
    }
    sentence
}

/// Reasons that name an error which the controllers try again by themselves.
const REPEATING: [&str; 4] = ["InternalError", "HypervisorError", "ConnectionDown", "ApplyFailed"];

/// The first condition that reports an error which is tried again.
pub(crate) fn repeating_error(object: &Facts) -> Option<Condition<'_>> {
    object.conditions().find(|condition| !condition.is_true() && REPEATING.contains(&condition.reason))
}

/// `1 node`, `2 nodes`.
pub(crate) fn count(number: i64, singular: &str) -> String {
    match number {
        1 => format!("1 {singular}"),
        _ => format!("{number} {singular}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::full_stop;

    #[test]
    fn sentences_begin_large_and_end_with_a_stop() {
        for (text, sentence) in
            [("no host fits", "No host fits."), ("Done.", "Done."), ("  ", ""), ("why?", "Why?"), ("ü", "Ü.")]
        {
            assert_eq!(full_stop(text), sentence);
        }
    }
}
