//! Namespace: what it says about itself, what it holds, how it goes.

pub(in crate::kinds) mod contents;
pub(in crate::kinds) mod lifecycle;

use std::sync::Arc;

use k8s_openapi::api::core::v1::Namespace;
use serde_json::{Value, json};
use store::{Entry, Space};

use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, Column, Resource, Strategy, User};

/// Where namespaces are stored.
pub(in crate::kinds) const RESOURCE: &str = "/namespaces";

/// Holds a namespace until it is empty.
const FINALIZER: &str = "kubernetes";
/// The label with the namespace's own name, for selectors.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";
/// Namespaces that are there from the start.
pub(in crate::kinds) const FIRST: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
/// Those of them that cannot be deleted.
const LASTING: [&str; 3] = ["default", "kube-public", "kube-system"];

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<Namespace>();
    resource.short_names = vec!["ns".to_owned()];
    resource.status = true;
    resource.finalize = true;
    resource.columns = vec![Column::text("Status", ".status.phase"), Column::age()];
    resource.verbs.retain(|v| *v != "deletecollection");
    resource.strategy = Arc::new(Namespaces);
    resource
}

struct Namespaces;

impl Strategy for Namespaces {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        let mut finalizers: Vec<Value> =
            object.pointer("/spec/finalizers").and_then(Value::as_array).cloned().unwrap_or_default();
        if !finalizers.contains(&json!(FINALIZER)) {
            finalizers.push(json!(FINALIZER));
        }
        object["spec"] = json!({"finalizers": finalizers});
        object["status"] = json!({"phase": "Active"});
        set_name_label(object);
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        new["spec"] = old.get("spec").cloned().unwrap_or_default();
        set_name_label(new);
    }

    fn validate_name(&self, name: &str) -> Vec<String> {
        api::field::dns_label(name)
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        let name = request.object.pointer("/metadata/name").and_then(Value::as_str).unwrap_or_default();
        if request.operation == Operation::Delete && LASTING.contains(&name) {
            return Err(ApiError::forbidden(request.resource, name, "this namespace may not be deleted"));
        }
        Ok(())
    }

    fn begin_delete(&self, object: &mut Value) {
        object["status"]["phase"] = json!("Terminating");
    }

    fn is_retained(&self, object: &Value) -> bool {
        object.pointer("/spec/finalizers").and_then(Value::as_array).is_some_and(|f| !f.is_empty())
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &["status.phase"]
    }
}

fn set_name_label(object: &mut Value) {
    let Some(name) = object.pointer("/metadata/name").cloned() else { return };
    let metadata = &mut object["metadata"];
    if !metadata["labels"].is_object() {
        metadata["labels"] = json!({});
    }
    metadata["labels"][NAME_LABEL] = name;
}

/// May an object be made in this namespace? Gives the namespace's entry.
///
/// # Errors
/// 404 when there is none, 403 when it is being deleted.
pub(in crate::kinds) fn admit(
    objects: &Space,
    resource: &Resource,
    namespace: &str,
    name: &str,
) -> Result<Option<Arc<Entry>>, ApiError> {
    match objects.get(RESOURCE, "", namespace) {
        None => Err(ApiError::named_not_found("", "namespaces", namespace)),
        Some(entry) if entry.head.deleting => Err(ApiError::namespace_terminating(resource, name, namespace)),
        Some(entry) => Ok(Some(entry)),
    }
}
