//! Nobody gives rights that it does not have.
//!
//! Whoever writes a role needs everything in it, or the verb `escalate` on it; whoever writes a binding needs
//! everything in the role that it refers to, or the verb `bind` on that one.
//!
//! Model: `pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased`.

use serde_json::{Value, json};

use super::GROUP;
use super::authorizer::{CLUSTER_ROLES, ROLES, rules};
use super::coverage::{described, missing, quoted};
use super::rules::Rule;
use crate::engine::ApiError;
use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::strategy::{Admission, Operation};
use crate::engine::user::MASTERS;
use crate::kinds::printing::text;

/// May this role be written by whoever writes it?
pub(super) fn check_role(request: &Admission<'_>) -> Result<(), ApiError> {
    let object = request.object;
    if is_exempt(request) || may(request, "escalate", &request.resource.plural, text(object, "/metadata/name")) {
        return Ok(());
    }
    let wanted: Option<Vec<Rule>> = object.get("rules").and_then(|rules| serde_json::from_value(rules.clone()).ok());
    confirm(request, &wanted.unwrap_or_default())?;
    let aggregates = |role: &Value| role.get("aggregationRule").is_some_and(|rule| !rule.is_null());
    if aggregates(object) || request.old.is_some_and(aggregates) {
        // What it gathers may be anything.
        let all = || vec!["*".to_owned()];
        let everything = [
            Rule { verbs: all(), api_groups: all(), resources: all(), ..Rule::default() },
            Rule { verbs: all(), urls: all(), ..Rule::default() },
        ];
        if !missing(&held(request), &everything).is_empty() {
            return Err(forbidden(request, "must have cluster-admin privileges to use the aggregationRule"));
        }
    }
    Ok(())
}

/// May this binding be written by whoever writes it?
pub(super) fn check_binding(request: &Admission<'_>) -> Result<(), ApiError> {
    let role = text(request.object, "/roleRef/name");
    let (plural, id, namespace) = match text(request.object, "/roleRef/kind") {
        "Role" => ("roles", ROLES, namespace(request)),
        _ => ("clusterroles", CLUSTER_ROLES, ""),
    };
    if is_exempt(request) || may(request, "bind", plural, role) {
        return Ok(());
    }
    let entry =
        request.objects.get(id, namespace, role).ok_or_else(|| ApiError::named_not_found(GROUP, plural, role))?;
    confirm(request, &rules(&entry))
}

fn namespace<'a>(request: &Admission<'a>) -> &'a str {
    text(request.object, "/metadata/namespace")
}

/// True when nothing is given: the writer holds everything, or the write only lets the object go.
fn is_exempt(request: &Admission<'_>) -> bool {
    request.operation == Operation::Delete
        || request.user.in_group(MASTERS)
        || request.old.is_some_and(|old| without_collection(old) == without_collection(request.object))
}

/// The object without what only the garbage collection cares for.
fn without_collection(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|name, _| {
            !matches!(name.as_str(), "ownerReferences" | "finalizers" | "managedFields" | "resourceVersion")
        });
    }
    object
}

/// May the writer do this to the role of this name?
fn may(request: &Admission<'_>, verb: &str, plural: &str, name: &str) -> bool {
    let namespace = namespace(request);
    let target = Target::Resource { group: GROUP, resource: plural, subresource: "", namespace, name };
    let attributes = Attributes { user: request.user, verb, target };
    matches!(request.authorizer.authorize(&attributes), Decision::Allow(_))
}

fn held(request: &Admission<'_>) -> Vec<Rule> {
    Rule::all_of(request.authorizer.rules(request.user, namespace(request)))
}

/// Does the writer hold all of these rules where it writes?
fn confirm(request: &Admission<'_>, wanted: &[Rule]) -> Result<(), ApiError> {
    let lacking = missing(&held(request), wanted);
    if lacking.is_empty() {
        return Ok(());
    }
    let user = request.user;
    let why = format!(
        "user {} (groups={}) is attempting to grant RBAC permissions not currently held:\n{}",
        json!(user.name),
        quoted(&user.groups),
        described(lacking)
    );
    Err(forbidden(request, &why))
}

fn forbidden(request: &Admission<'_>, why: &str) -> ApiError {
    ApiError::forbidden(request.resource, text(request.object, "/metadata/name"), why)
}
