//! Moving from `kubectl apply` to `kubectl apply --server-side`.
//!
//! Client-side apply keeps what it applied in an annotation and owns those fields as a plain writer. When kubectl then
//! applies on the server, fields that still hold what the annotation says are its own and no conflict, and the
//! annotation is kept up to date so that both ways go on working.

use std::collections::HashSet;

use serde_json::Value;

use super::{Conflict, Request, walk};
use crate::engine::schema::Schema;

const ANNOTATION: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// The only manager for which upstream does this.
const KUBECTL: &str = "kubectl";

/// The conflicts without those over fields that kubectl itself applied last and nobody changed since.
pub(super) fn settle(
    mut conflicts: Vec<Conflict>,
    live: Option<&Value>,
    schema: &Schema,
    request: &Request<'_>,
) -> Vec<Conflict> {
    if conflicts.is_empty() || request.manager != KUBECTL {
        return conflicts;
    }
    let Some(live) = live else { return conflicts };
    let last = annotation(live).and_then(|text| serde_json::from_str::<Value>(text).ok());
    let Some(mut own) = last.as_ref().and_then(|last| walk::applied_fields(schema.view(), last).ok()) else {
        return conflicts;
    };
    if let Some(last) = &last {
        let since = walk::compare(schema.view(), last, live);
        own.subtract(&since.modified);
        own.subtract(&since.removed);
    }
    let mut own: HashSet<String> = own.paths().into_iter().collect();
    // The annotation itself changes with every configuration.
    own.insert(format!(".metadata.annotations.{ANNOTATION}"));
    conflicts.retain(|conflict| !own.contains(&conflict.field));
    conflicts
}

/// Brings the annotation up to date, if the object has it.
pub(super) fn refresh(object: &mut Value, applied: &Value, request: &Request<'_>) {
    if request.manager != KUBECTL || annotation(object).is_none() {
        return;
    }
    let mut configuration = applied.clone();
    if let Some(Value::Object(annotations)) = configuration.pointer_mut("/metadata/annotations") {
        annotations.retain(|name, _| name != ANNOTATION);
    }
    let text = format!("{configuration}\n");
    if let Some(annotation) = object.pointer_mut("/metadata/annotations").and_then(|a| a.get_mut(ANNOTATION)) {
        *annotation = Value::String(text);
    }
}

fn annotation(object: &Value) -> Option<&str> {
    object.get("metadata")?.get("annotations")?.get(ANNOTATION)?.as_str()
}
