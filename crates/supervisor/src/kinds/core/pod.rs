//! Pod.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Pod;
use serde_json::{Value, json};

use crate::engine::{Column, Resource, Strategy, User};
use crate::kinds::printing::{NONE, age, condition, count, items, text, text_or_none};

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Pod>();
    resource.short_names = vec!["po".to_owned()];
    resource.categories = vec!["all".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource.columns = vec![
        Column::text("Ready", ".status.containerStatuses"),
        Column::text("Status", ".status.phase"),
        Column::text("Restarts", ".status.containerStatuses"),
        Column::age(),
        Column::text("IP", ".status.podIP").wide(),
        Column::text("Node", ".spec.nodeName").wide(),
        Column::text("Nominated Node", ".status.nominatedNodeName").wide(),
        Column::text("Readiness Gates", ".spec.readinessGates").wide(),
    ];
    resource.strategy = Arc::new(Pods);
    resource
}

struct Pods;

impl Strategy for Pods {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        object["status"] = json!({"phase": "Pending"});
        let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else { return };
        for (name, value) in [
            ("restartPolicy", json!("Always")),
            ("dnsPolicy", json!("ClusterFirst")),
            ("terminationGracePeriodSeconds", json!(30)),
            ("schedulerName", json!("default-scheduler")),
            ("serviceAccountName", json!("default")),
            ("securityContext", json!({})),
            ("enableServiceLinks", json!(true)),
        ] {
            spec.entry(name).or_insert(value);
        }
        for list in ["containers", "initContainers"] {
            spec.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(default_requests);
        }
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        if items(object, "/spec/containers").next().is_none() {
            return vec![FieldError::required("spec.containers", "")];
        }
        let mut errors = Vec::new();
        for (index, container) in items(object, "/spec/containers").enumerate() {
            let path = format!("spec.containers[{index}]");
            let name = text(container, "/name");
            if name.is_empty() {
                errors.push(FieldError::required(format!("{path}.name"), ""));
            }
            if text(container, "/image").is_empty() {
                errors.push(FieldError::required(format!("{path}.image"), ""));
            }
        }
        errors
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let ready = items(object, "/status/containerStatuses").filter(|c| c["ready"] == json!(true)).count();
        let all = items(object, "/spec/containers").count();
        let restarts: i64 = items(object, "/status/containerStatuses").map(|c| count(c, "/restartCount")).sum();
        let gates: Vec<&str> = items(object, "/spec/readinessGates").map(|g| text(g, "/conditionType")).collect();
        let gates = if gates.is_empty() {
            NONE.to_owned()
        } else {
            let met = gates.iter().filter(|g| condition(object, g).is_some_and(|c| text(c, "/status") == "True"));
            format!("{}/{}", met.count(), gates.len())
        };
        Some(vec![
            json!(format!("{ready}/{all}")),
            json!(status(object)),
            json!(restarts.to_string()),
            age(object, now),
            text_or_none(object, "/status/podIP"),
            text_or_none(object, "/spec/nodeName"),
            text_or_none(object, "/status/nominatedNodeName"),
            json!(gates),
        ])
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ]
    }
}

/// A container that is bounded asks for as much as it may have, where it does not say what it asks for.
fn default_requests(container: &mut Value) {
    let Some(limits) = container.pointer("/resources/limits").and_then(Value::as_object).cloned() else { return };
    let requests = &mut container["resources"]["requests"];
    if !requests.is_object() {
        *requests = json!({});
    }
    for (name, limit) in limits {
        if requests.get(&name).is_none() {
            requests[&name] = limit;
        }
    }
}

/// The most telling word about a pod: why a container waits or ended, else the pod's reason or phase.
fn status(object: &Value) -> &str {
    if !object["metadata"]["deletionTimestamp"].is_null() {
        return "Terminating";
    }
    let of_containers = items(object, "/status/containerStatuses").find_map(|c| {
        let waiting = text(c, "/state/waiting/reason");
        let ended = text(c, "/state/terminated/reason");
        [waiting, ended].into_iter().find(|reason| !reason.is_empty())
    });
    match (of_containers, text(object, "/status/reason")) {
        (Some(reason), _) => reason,
        (None, "") => text(object, "/status/phase"),
        (None, reason) => reason,
    }
}
