//! Node.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Node;
use serde_json::{Value, json};

use super::node_restriction;
use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Column, Resource, Strategy};
use crate::kinds::printing::{NONE, UNKNOWN, age, condition, items, joined, text};

/// The prefix of labels that name a node's roles.
const ROLE: &str = "node-role.kubernetes.io/";
/// The older label whose value is a role.
const ROLE_VALUE: &str = "kubernetes.io/role";

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Node>();
    resource.short_names = vec!["no".to_owned()];
    resource.status = true;
    resource.columns = vec![
        Column::text("Status", ".status.conditions"),
        Column::text("Roles", ".metadata.labels"),
        Column::age(),
        Column::text("Version", ".status.nodeInfo.kubeletVersion"),
        Column::text("Internal-IP", ".status.addresses").wide(),
        Column::text("External-IP", ".status.addresses").wide(),
        Column::text("OS-Image", ".status.nodeInfo.osImage").wide(),
        Column::text("Kernel-Version", ".status.nodeInfo.kernelVersion").wide(),
        Column::text("Container-Runtime", ".status.nodeInfo.containerRuntimeVersion").wide(),
    ];
    resource.strategy = Arc::new(Nodes);
    resource
}

struct Nodes;

impl Strategy for Nodes {
    /// As with kube-apiserver: a kubelet registers its Node with all that it knows.
    fn keeps_status_on_create(&self) -> bool {
        true
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        node_restriction::check_node(request)
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let address = |type_: &str| {
            let mut found = items(object, "/status/addresses").filter(|a| text(a, "/type") == type_);
            found.next().map_or(NONE, |a| text(a, "/address"))
        };
        let known = |path: &str| match text(object, path) {
            "" => UNKNOWN.to_owned(),
            text => text.to_owned(),
        };
        Some(vec![
            json!(status(object)),
            joined(&roles(object)),
            age(object, now),
            json!(text(object, "/status/nodeInfo/kubeletVersion")),
            json!(address("InternalIP")),
            json!(address("ExternalIP")),
            json!(known("/status/nodeInfo/osImage")),
            json!(known("/status/nodeInfo/kernelVersion")),
            json!(known("/status/nodeInfo/containerRuntimeVersion")),
        ])
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &["spec.unschedulable"]
    }
}

fn status(object: &Value) -> String {
    let ready = match condition(object, "Ready").map(|c| text(c, "/status")) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    let cordoned = object.pointer("/spec/unschedulable") == Some(&json!(true));
    if cordoned { format!("{ready},SchedulingDisabled") } else { ready.to_owned() }
}

fn roles(object: &Value) -> Vec<String> {
    let labels = object.pointer("/metadata/labels").and_then(Value::as_object);
    let mut roles: Vec<String> = labels
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| match name.strip_prefix(ROLE) {
            Some(role) if !role.is_empty() => Some(role.to_owned()),
            _ if name == ROLE_VALUE => value.as_str().filter(|v| !v.is_empty()).map(str::to_owned),
            _ => None,
        })
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_read_as_from_kubectl() {
        let node = json!({
            "metadata": {"name": "a", "labels": {"node-role.kubernetes.io/control-plane": "", "kubernetes.io/role": "x"}},
            "spec": {"unschedulable": true},
            "status": {
                "conditions": [{"type": "Ready", "status": "True"}],
                "addresses": [{"type": "InternalIP", "address": "10.0.0.1"}],
                "nodeInfo": {"kubeletVersion": "v1.34.1"},
            },
        });
        let cells = Nodes.cells(&node, Utc::now()).unwrap();
        let shown: Vec<&str> = cells.iter().map(|c| c.as_str().unwrap()).collect();
        assert_eq!(
            shown,
            [
                "Ready,SchedulingDisabled",
                "control-plane,x",
                UNKNOWN,
                "v1.34.1",
                "10.0.0.1",
                NONE,
                UNKNOWN,
                UNKNOWN,
                UNKNOWN
            ]
        );
    }
}
