//! The group `apps`: what runs workloads. Here they are only stored; whoever runs them works on their status.

mod daemon_set;
mod deployment;
mod replica_set;
mod stateful_set;

use crate::engine::registry::Scale;
use crate::engine::{Column, Resource};

pub(super) fn resources() -> Vec<Resource> {
    vec![daemon_set::resource(), deployment::resource(), replica_set::resource(), stateful_set::resource()]
}

/// What all workloads have in common.
fn workload(mut resource: Resource, short_name: &str) -> Resource {
    resource.short_names = vec![short_name.to_owned()];
    resource.categories = vec!["all".to_owned()];
    resource.status = true;
    resource.generation = true;
    resource
}

/// The `/scale` of a workload.
fn scale() -> Option<Scale> {
    Some(Scale {
        spec_replicas_path: ".spec.replicas".to_owned(),
        status_replicas_path: ".status.replicas".to_owned(),
        label_selector_path: Some(".spec.selector".to_owned()),
    })
}

/// The wide columns that show a pod template.
fn template_columns() -> [Column; 3] {
    [
        Column::text("Containers", ".spec.template.spec.containers[*].name").wide(),
        Column::text("Images", ".spec.template.spec.containers[*].image").wide(),
        Column::text("Selector", ".spec.selector").wide(),
    ]
}

/// The cells of those columns.
fn template_cells(object: &serde_json::Value) -> [serde_json::Value; 3] {
    let [names, images] = super::printing::containers(object, "/spec/template/spec/containers");
    [names, images, super::printing::selector(object, "/spec/selector")]
}

/// Sets the number of replicas to one where none is given.
fn one_replica(object: &mut serde_json::Value) {
    if let Some(spec) = object.get_mut("spec").and_then(serde_json::Value::as_object_mut) {
        spec.entry("replicas").or_insert(serde_json::json!(1));
    }
}
