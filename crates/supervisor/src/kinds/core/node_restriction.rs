//! What nodes may write: each its own Node and its own Lease.
//!
//! Model: `plugin/pkg/admission/noderestriction`.

use serde_json::Value;

use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, User};
use crate::kinds::printing::text;

/// The group of every node.
pub(in crate::kinds) const NODES: &str = "system:nodes";
/// What user names of nodes begin with.
const PREFIX: &str = "system:node:";
/// Where the Leases of nodes are.
const LEASES: &str = "kube-node-lease";
/// Labels that nodes do not give themselves: others decide by them where what may run.
const RESTRICTED: &str = "node-restriction.kubernetes.io/";

/// The node that a user is; `None` for everybody else. A member of the group that is no node has no name.
fn node(user: &User) -> Option<&str> {
    user.in_group(NODES).then(|| user.name.strip_prefix(PREFIX).unwrap_or_default())
}

/// May a Node be written by whoever writes it?
pub(super) fn check_node(request: &Admission<'_>) -> Result<(), ApiError> {
    let Some(own) = node(request.user) else { return Ok(()) };
    let name = known(request, own)?;
    if name != own {
        return Err(forbidden(request, &format!("node {own:?} is not allowed to modify node {name:?}")));
    }
    let labels = |object: &Value| -> Vec<(String, Value)> {
        let all = object.pointer("/metadata/labels").and_then(Value::as_object).into_iter().flatten();
        all.filter(|(name, _)| is_restricted(name)).map(|(n, v)| (n.clone(), v.clone())).collect()
    };
    let before = request.old.map(labels).unwrap_or_default();
    if request.operation != Operation::Delete && labels(request.object) != before {
        return Err(forbidden(
            request,
            &format!("node {own:?} is not allowed to modify labels of the prefix {RESTRICTED}"),
        ));
    }
    Ok(())
}

/// True for a label under the restricted domain or one below it.
fn is_restricted(label: &str) -> bool {
    let domain = RESTRICTED.trim_end_matches('/');
    label.split_once('/').is_some_and(|(prefix, _)| {
        prefix == domain || prefix.strip_suffix(domain).is_some_and(|above| above.ends_with('.'))
    })
}

/// May a Lease be written by whoever writes it?
pub(super) fn check_lease(request: &Admission<'_>) -> Result<(), ApiError> {
    let Some(own) = node(request.user) else { return Ok(()) };
    let name = known(request, own)?;
    if text(request.object, "/metadata/namespace") != LEASES {
        return Err(forbidden(request, &format!("can only access leases in the {LEASES:?} system namespace")));
    }
    if name != own {
        return Err(forbidden(request, "can only access leases with the same name as the requesting node"));
    }
    Ok(())
}

/// The name of the object that a node writes, which has to say which one it is.
fn known<'a>(request: &Admission<'a>, own: &str) -> Result<&'a str, ApiError> {
    if own.is_empty() {
        let why = format!("could not determine node from user {:?}", request.user.name);
        return Err(forbidden(request, &why));
    }
    Ok(text(request.object, "/metadata/name"))
}

fn forbidden(request: &Admission<'_>, why: &str) -> ApiError {
    ApiError::forbidden(request.resource, text(request.object, "/metadata/name"), why)
}
