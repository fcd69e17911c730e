//! Event, as the core group has it.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Event;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{count, since, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Event>();
    resource.short_names = vec!["ev".to_owned()];
    resource.name_column = false;
    resource.columns = columns();
    resource.strategy = Arc::new(Events);
    resource
}

/// The columns of events, under whichever group.
pub(in crate::kinds) fn columns() -> Vec<Column> {
    let text = |name: &str| Column::text(name, "");
    vec![
        text("Last Seen"),
        text("Type"),
        text("Reason"),
        text("Object"),
        text("Subobject").wide(),
        text("Source").wide(),
        text("Message"),
        text("First Seen").wide(),
        text("Count").wide(),
        text("Name").wide(),
    ]
}

struct Events;

/// How long an event stays after it was last seen, as upstream has it.
const KEPT: Duration = Duration::from_secs(3600);

impl Strategy for Events {
    fn allows_create_on_update(&self) -> bool {
        true
    }

    fn expires_after(&self) -> Option<Duration> {
        Some(KEPT)
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(cells(object, now))
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        FIELDS
    }
}

const FIELDS: &[&str] = &[
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "type",
];

/// The row of an event of the core group.
pub(in crate::kinds) fn cells(object: &Value, now: DateTime<Utc>) -> Vec<Value> {
    let first_of = |paths: &[&str]| {
        paths.iter().map(|path| text(object, path)).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    };
    let first = first_of(&["/firstTimestamp", "/eventTime"]);
    let last = first_of(&["/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/firstTimestamp"]);
    let times = count(object, "/series/count").max(count(object, "/count")).max(1);
    let last_seen = match since(&last, now) {
        Value::String(ago) if times > 1 => {
            json!(format!("{ago} (x{times} over {})", since(&first, now).as_str().unwrap_or_default()))
        }
        ago => ago,
    };
    let involved = "/involvedObject";
    let on = format!(
        "{}/{}",
        text(object, &format!("{involved}/kind")).to_lowercase(),
        text(object, &format!("{involved}/name"))
    );
    let mut source = vec![first_of(&["/source/component", "/reportingComponent"])];
    source.push(first_of(&["/source/host", "/reportingInstance"]));
    source.retain(|s| !s.is_empty());
    vec![
        last_seen,
        json!(text(object, "/type")),
        json!(text(object, "/reason")),
        json!(on),
        json!(text(object, &format!("{involved}/fieldPath"))),
        json!(source.join(", ")),
        json!(text(object, "/message").trim()),
        since(&first, now),
        json!(times),
        json!(text(object, "/metadata/name")),
    ]
}
