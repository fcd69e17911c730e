//! CronJob.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::batch::v1::CronJob;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{NONE, age, containers, len, selector, since, text};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<CronJob>();
    resource.short_names = vec!["cj".to_owned()];
    resource.categories = vec!["all".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource.columns = vec![
        Column::text("Schedule", ".spec.schedule"),
        Column::text("Timezone", ".spec.timeZone"),
        Column::text("Suspend", ".spec.suspend"),
        Column::text("Active", ".status.active").of_type("integer"),
        Column::text("Last Schedule", ".status.lastScheduleTime"),
        Column::age(),
        Column::text("Containers", ".spec.jobTemplate").wide(),
        Column::text("Images", ".spec.jobTemplate").wide(),
        Column::text("Selector", ".spec.jobTemplate").wide(),
    ];
    resource.strategy = Arc::new(CronJobs);
    resource
}

struct CronJobs;

impl Strategy for CronJobs {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            for (name, value) in [
                ("concurrencyPolicy", json!("Allow")),
                ("suspend", json!(false)),
                ("successfulJobsHistoryLimit", json!(3)),
                ("failedJobsHistoryLimit", json!(1)),
            ] {
                spec.entry(name).or_insert(value);
            }
        }
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let zone = match text(object, "/spec/timeZone") {
            "" => NONE,
            zone => zone,
        };
        let last = match text(object, "/status/lastScheduleTime") {
            "" => json!(NONE),
            time => since(time, now),
        };
        let suspended = object.pointer("/spec/suspend") == Some(&json!(true));
        let [names, images] = containers(object, "/spec/jobTemplate/spec/template/spec/containers");
        Some(vec![
            json!(text(object, "/spec/schedule")),
            json!(zone),
            json!(if suspended { "True" } else { "False" }),
            json!(len(object, "/status/active")),
            last,
            age(object, now),
            names,
            images,
            selector(object, "/spec/jobTemplate/spec/selector"),
        ])
    }
}
