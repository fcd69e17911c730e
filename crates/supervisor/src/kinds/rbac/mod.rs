//! The group `rbac.authorization.k8s.io`: roles, bindings, and the authorizer that reads them.

pub(super) mod aggregation;
pub(super) mod authorizer;
mod coverage;
mod escalation;
pub(super) mod reconcile;
mod rules;

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::rbac::v1::{ClusterRole, ClusterRoleBinding, Role, RoleBinding};
use serde_json::{Value, json};

use super::printing::{age, items, joined, text};
use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Column, Resource, Strategy, User};

/// The API group.
pub(super) const GROUP: &str = "rbac.authorization.k8s.io";

pub(super) fn resources() -> Vec<Resource> {
    let bindings = || -> Vec<Column> {
        vec![
            Column::text("Role", ".roleRef"),
            Column::age(),
            Column::text("Users", ".subjects").wide(),
            Column::text("Groups", ".subjects").wide(),
            Column::text("ServiceAccounts", ".subjects").wide(),
        ]
    };
    let created = || vec![Column::text("Created At", ".metadata.creationTimestamp")];
    let mut all = [
        (Resource::builtin::<ClusterRoleBinding>(), bindings()),
        (Resource::builtin::<ClusterRole>(), created()),
        (Resource::builtin::<RoleBinding>(), bindings()),
        (Resource::builtin::<Role>(), created()),
    ];
    for (resource, columns) in &mut all {
        resource.columns = std::mem::take(columns);
        resource.strategy = if resource.kind.ends_with("Binding") { Arc::new(Bindings) } else { Arc::new(Roles) };
    }
    all.into_iter().map(|(resource, _)| resource).collect()
}

/// Names of RBAC objects may be anything that fits into a path.
fn path_segment(name: &str) -> Vec<String> {
    if name.is_empty() { vec!["must not be empty".to_owned()] } else { Vec::new() }
}

struct Roles;

impl Strategy for Roles {
    fn validate_name(&self, name: &str) -> Vec<String> {
        path_segment(name)
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        for (index, rule) in items(object, "/rules").enumerate() {
            let path = format!("rules[{index}]");
            let has = |field: &str| items(rule, field).next().is_some();
            if !has("/verbs") {
                errors.push(FieldError::required(format!("{path}.verbs"), "verbs must contain at least one value"));
            }
            let on_paths = has("/nonResourceURLs");
            if on_paths && object["kind"] == "Role" {
                errors.push(FieldError::invalid(
                    format!("{path}.nonResourceURLs"),
                    rule["nonResourceURLs"].clone(),
                    "namespaced rules cannot apply to non-resource URLs",
                ));
            }
            if on_paths {
                if ["/apiGroups", "/resources", "/resourceNames"].iter().any(|field| has(field)) {
                    errors.push(FieldError::invalid(
                        format!("{path}.nonResourceURLs"),
                        rule["nonResourceURLs"].clone(),
                        "rules cannot apply to both regular resources and non-resource URLs",
                    ));
                }
                continue;
            }
            for (field, words) in [
                ("apiGroups", "resource rules must supply at least one api group"),
                ("resources", "resource rules must supply at least one resource"),
            ] {
                if !has(&format!("/{field}")) {
                    errors.push(FieldError::required(format!("{path}.{field}"), words));
                }
            }
        }
        errors
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        escalation::check_role(request)
    }
}

struct Bindings;

impl Strategy for Bindings {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        complete(object);
    }

    fn prepare_update(&self, new: &mut Value, _: &Value) {
        complete(new);
    }

    fn validate_name(&self, name: &str) -> Vec<String> {
        path_segment(name)
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let group = text(object, "/roleRef/apiGroup");
        if group != GROUP {
            errors.push(FieldError::not_supported("roleRef.apiGroup", group, [GROUP]));
        }
        let kind = text(object, "/roleRef/kind");
        let kinds: &[&str] = if object["kind"] == "RoleBinding" { &["Role", "ClusterRole"] } else { &["ClusterRole"] };
        if !kinds.contains(&kind) {
            errors.push(FieldError::not_supported("roleRef.kind", kind, kinds));
        }
        if text(object, "/roleRef/name").is_empty() {
            errors.push(FieldError::required("roleRef.name", ""));
        }
        for (index, subject) in items(object, "/subjects").enumerate() {
            let path = format!("subjects[{index}]");
            if text(subject, "/name").is_empty() {
                errors.push(FieldError::required(format!("{path}.name"), ""));
            }
            match text(subject, "/kind") {
                "ServiceAccount" if text(subject, "/namespace").is_empty() => {
                    errors.push(FieldError::required(format!("{path}.namespace"), ""));
                }
                "ServiceAccount" | "User" | "Group" => {}
                kind => errors.push(FieldError::not_supported(
                    format!("{path}.kind"),
                    kind,
                    ["ServiceAccount", "User", "Group"],
                )),
            }
        }
        errors
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        let mut errors = self.validate(new);
        if new["roleRef"] != old["roleRef"] {
            errors.push(FieldError::invalid("roleRef", new["roleRef"].clone(), "cannot change roleRef"));
        }
        errors
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        escalation::check_binding(request)
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let of_kind = |kind: &str| {
            let subjects = items(object, "/subjects").filter(|s| text(s, "/kind") == kind);
            let names: Vec<String> = subjects
                .map(|s| match text(s, "/namespace") {
                    "" => text(s, "/name").to_owned(),
                    namespace => format!("{namespace}/{}", text(s, "/name")),
                })
                .collect();
            if names.is_empty() { json!("") } else { joined(&names) }
        };
        let role = format!("{}/{}", text(object, "/roleRef/kind"), text(object, "/roleRef/name"));
        Some(vec![json!(role), age(object, now), of_kind("User"), of_kind("Group"), of_kind("ServiceAccount")])
    }
}

/// Fills in the groups of role and subjects.
fn complete(object: &mut Value) {
    if let Some(role) = object.get_mut("roleRef").and_then(Value::as_object_mut)
        && role.get("apiGroup").and_then(Value::as_str).unwrap_or_default().is_empty()
    {
        role.insert("apiGroup".to_owned(), json!(GROUP));
    }
    for subject in object.get_mut("subjects").and_then(Value::as_array_mut).into_iter().flatten() {
        let people = matches!(subject["kind"].as_str(), Some("User" | "Group"));
        if people && subject["apiGroup"].as_str().unwrap_or_default().is_empty() {
            subject["apiGroup"] = json!(GROUP);
        }
    }
}
