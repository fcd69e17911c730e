//! Conditions as pages show them. Pure.

use crate::{
    facts::{self, Facts},
    view::Condition,
};

/// Condition types whose good status is `False`.
const GOOD_WHEN_FALSE: [&str; 8] = [
    "Deleting",
    "Paused",
    "RollingOut",
    "ScalingUp",
    "ScalingDown",
    "Remediating",
    "Updating",
    api::maintenance::CONDITION,
];

/// The conditions of an object for pages, in the order of its status.
pub(crate) fn conditions(object: &Facts) -> Vec<Condition> {
    let shown = |condition: facts::Condition<'_>| Condition {
        type_: condition.type_.to_owned(),
        status: condition.status.to_owned(),
        good: condition.status == if GOOD_WHEN_FALSE.contains(&condition.type_) { "False" } else { "True" },
        reason: condition.reason.to_owned(),
        message: condition.message.to_owned(),
        since: condition.since,
    };
    object.conditions().map(shown).collect()
}
