//! The group `events.k8s.io`: another view of the events of the core group.
//!
//! Model: `k8s.io/kubernetes/pkg/apis/events/v1/conversion.go`.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::events::v1::Event;
use serde_json::{Map, Value, json};

use super::core::event;
use crate::engine::registry::Conversion;
use crate::engine::{Resource, Strategy};

/// The view of `stored`, the resource of the core group.
pub(super) fn resource(stored: &Resource) -> Resource {
    let mut resource = Resource::builtin::<Event>();
    resource.short_names = vec!["ev".to_owned()];
    resource.name_column = false;
    resource.columns = event::columns();
    resource.strategy = Arc::new(Events);
    resource.viewing(stored, Forms)
}

struct Events;

impl Strategy for Events {
    fn allows_create_on_update(&self) -> bool {
        true
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(event::cells(&Forms.to_stored(object.clone()), now))
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &[
            "regarding.kind",
            "regarding.namespace",
            "regarding.name",
            "regarding.uid",
            "regarding.apiVersion",
            "regarding.resourceVersion",
            "regarding.fieldPath",
            "reason",
            "reportingController",
            "type",
        ]
    }
}

/// Names of one field: in the view, and as it is stored.
const FIELDS: [(&str, &str); 7] = [
    ("regarding", "involvedObject"),
    ("note", "message"),
    ("reportingController", "reportingComponent"),
    ("deprecatedSource", "source"),
    ("deprecatedFirstTimestamp", "firstTimestamp"),
    ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedCount", "count"),
];

struct Forms;

impl Conversion for Forms {
    fn to_stored(&self, object: Value) -> Value {
        renamed(object, "v1", |name| FIELDS.iter().find(|(view, _)| *view == name).map(|(_, stored)| *stored))
    }

    fn to_view(&self, object: Value) -> Value {
        renamed(object, "events.k8s.io/v1", |name| {
            FIELDS.iter().find(|(_, stored)| *stored == name).map(|(view, _)| *view)
        })
    }
}

fn renamed(object: Value, api_version: &str, new_name: impl Fn(&str) -> Option<&'static str>) -> Value {
    let Value::Object(fields) = object else { return object };
    let mut renamed = Map::with_capacity(fields.len());
    for (name, value) in fields {
        let name = new_name(&name).map_or(name, str::to_owned);
        renamed.insert(name, value);
    }
    renamed.insert("apiVersion".to_owned(), json!(api_version));
    Value::Object(renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let view = json!({"apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": "a"},
            "regarding": {"name": "x"}, "note": "n", "reportingController": "c", "reason": "R"});
        let stored = Forms.to_stored(view.clone());
        assert_eq!(stored["involvedObject"]["name"], "x");
        assert_eq!((&stored["message"], &stored["reportingComponent"]), (&json!("n"), &json!("c")));
        assert_eq!(stored["apiVersion"], "v1");
        assert_eq!(Forms.to_view(stored), view);
    }
}
