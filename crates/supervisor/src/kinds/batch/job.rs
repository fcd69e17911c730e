//! Job.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::batch::v1::Job;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{age, condition, containers, count, selector, since, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Job>();
    resource.categories = vec!["all".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource.columns = vec![
        Column::text("Status", ".status.conditions"),
        Column::text("Completions", ".status.succeeded"),
        Column::text("Duration", ".status.completionTime"),
        Column::age(),
        Column::text("Containers", ".spec.template.spec.containers[*].name").wide(),
        Column::text("Images", ".spec.template.spec.containers[*].image").wide(),
        Column::text("Selector", ".spec.selector").wide(),
    ];
    resource.strategy = Arc::new(Jobs);
    resource
}

struct Jobs;

impl Strategy for Jobs {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            for (name, value) in [
                ("parallelism", json!(1)),
                ("completions", json!(1)),
                ("backoffLimit", json!(6)),
                ("completionMode", json!("NonIndexed")),
                ("suspend", json!(false)),
            ] {
                spec.entry(name).or_insert(value);
            }
        }
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let is = |type_: &str| condition(object, type_).is_some_and(|c| text(c, "/status") == "True");
        let status = ["Complete", "Failed", "Suspended"].into_iter().find(|type_| is(type_)).unwrap_or("Running");
        let started = text(object, "/status/startTime");
        let until = DateTime::parse_from_rfc3339(text(object, "/status/completionTime"))
            .map_or(now, |time| time.with_timezone(&Utc));
        let duration = if started.is_empty() { json!("") } else { since(started, until) };
        let [names, images] = containers(object, "/spec/template/spec/containers");
        Some(vec![
            json!(status),
            json!(format!("{}/{}", count(object, "/status/succeeded"), count(object, "/spec/completions").max(1))),
            duration,
            age(object, now),
            names,
            images,
            selector(object, "/spec/selector"),
        ])
    }
}
