//! Events as evidence, where no condition tells: warnings that repeat and are not old.

use chrono::TimeDelta;
use texts::t;

use super::{
    Around, Finding, title,
    words::{ago, said},
};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

/// A warning that was seen fewer times may be a hiccup.
const REPEATED: i64 = 3;
/// An older warning tells nothing of now.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// Blocked by the newest warning about this very object that repeats; `None` when there is none.
pub(super) fn repeated_warning(object: &Facts, around: &Around<'_>) -> Option<Finding> {
    let count = |event: &Facts| event.number("/count").or_else(|| event.number("/series/count")).unwrap_or(1);
    let (event, last) = around
        .events
        .iter()
        .filter(|event| event.text("/type") == "Warning" && count(event) >= REPEATED && is_about(event, object))
        .filter_map(|event| Some((event, last_seen(event)?)))
        .filter(|(_, last)| around.now - *last <= FRESH)
        .max_by_key(|(_, last)| *last)?;
    let sentence = t().explain_held_up(title(object), said(event.text("/message")));
    let finding = Finding::because(State::Blocked, object, event.text("/reason"), sentence, Actor::Administrator);
    Some(finding.detail(t().explain_reported_times(count(event), ago((around.now - last).num_seconds()))))
}

/// When an event was seen last.
pub(crate) fn last_seen(event: &Facts) -> Option<chrono::DateTime<chrono::Utc>> {
    let places =
        ["/lastTimestamp", "/series/lastObservedTime", "/eventTime", "/firstTimestamp", "/metadata/creationTimestamp"];
    places.iter().find_map(|pointer| event.time(pointer))
}

/// By UID where both have one: an object that was made anew under the same name is another one.
fn is_about(event: &Facts, object: &Facts) -> bool {
    let uid = event.text("/involvedObject/uid");
    if uid.is_empty() || object.uid().is_empty() {
        return event.text("/involvedObject/kind") == object.kind()
            && event.text("/involvedObject/name") == object.name();
    }
    uid == object.uid()
}
