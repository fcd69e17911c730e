//! Events of the whole fleet.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Utc;

use super::only_admins;
use crate::{
    SignedIn,
    clusters::cut,
    mirror::Key,
    view::{Error, Event, EventFilter, EventPage},
};

/// One page of events, newest first.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn events(ctx: &SignedIn, filter: &EventFilter) -> Result<EventPage, Error> {
    only_admins(ctx)?;
    let events = ctx.fleet.events(ctx).await?;
    Ok(page(&events.rows(), filter))
}

/// Filters, counts, sorts and cuts. Pure.
fn page(all: &BTreeMap<Key, Event>, filter: &EventFilter) -> EventPage {
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let has = |value: &str| value.to_lowercase().contains(&text);
    let (mut kinds, mut namespaces) = (BTreeSet::new(), BTreeSet::new());
    let mut counts = (0, 0);
    let mut found: Vec<&Event> = Vec::new();
    for event in all.values() {
        kinds.insert(&event.object.kind);
        namespaces.extend(&event.object.namespace);
        let matches = filter.kind.as_ref().is_none_or(|kind| *kind == event.object.kind)
            && filter.namespace.as_ref().is_none_or(|name| event.object.namespace.as_ref() == Some(name))
            && (text.is_empty() || has(&event.reason) || has(&event.message) || has(&event.object.name));
        if !matches {
            continue;
        }
        if event.warning {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
        if filter.warning.is_none_or(|warning| warning == event.warning) {
            found.push(event);
        }
    }
    found.sort_by_key(|event| std::cmp::Reverse(event.last));
    let total = found.len();
    let (number, pages) = cut(total, EventPage::PAGE, filter.page);
    EventPage {
        events: found.into_iter().skip((number - 1) * EventPage::PAGE).take(EventPage::PAGE).cloned().collect(),
        total: total as u64,
        counts,
        kinds: kinds.into_iter().cloned().collect(),
        namespaces: namespaces.into_iter().cloned().collect(),
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::view::ObjectRef;

    fn event(name: &str, warning: bool, kind: &str, second: i64) -> (Key, Event) {
        let namespace = "a".to_owned();
        let object = ObjectRef {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: Some(namespace.clone()),
            name: name.to_owned(),
        };
        let event = Event {
            warning,
            reason: "Made".to_owned(),
            message: format!("{name} was made"),
            object,
            count: 1,
            last: DateTime::from_timestamp(second, 0).unwrap(),
            source: String::new(),
        };
        ((namespace, format!("{name}.{second}")), event)
    }

    #[test]
    fn the_newest_come_first_and_filters_leave_out() {
        let all = [event("x", false, "Machine", 1), event("y", true, "Machine", 3), event("z", true, "Node", 2)].into();
        let names = |filter: &EventFilter| {
            page(&all, filter).events.into_iter().map(|event| event.object.name).collect::<Vec<_>>()
        };
        let any = EventFilter::default();
        assert_eq!(names(&any), ["y", "z", "x"]);
        assert_eq!(names(&EventFilter { warning: Some(true), ..any.clone() }), ["y", "z"]);
        assert_eq!(names(&EventFilter { kind: Some("Node".to_owned()), ..any.clone() }), ["z"]);
        assert_eq!(names(&EventFilter { namespace: Some("b".to_owned()), ..any.clone() }), [""; 0]);
        assert_eq!(names(&EventFilter { text: Some("X WAS".to_owned()), ..any.clone() }), ["x"]);
        let page = page(&all, &EventFilter { warning: Some(false), ..any });
        assert_eq!((page.total, page.counts, page.kinds), (1, (2, 1), vec!["Machine".to_owned(), "Node".to_owned()]));
    }
}
