//! SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview: may this be done?
//!
//! Rules: `pkg/apis/authorization/validation`.

use std::collections::BTreeMap;

use api::field::FieldError;
use futures::FutureExt as _;
use serde_json::{Value, json};

use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::strategy::{Admission, Answer};
use crate::engine::{ApiError, Strategy, User};
use crate::kinds::printing::{items, text};

/// Whose access is reviewed.
pub(super) enum Review {
    /// That of whoever asks.
    OfSelf,
    /// That of the user in the spec.
    OfOther,
}

impl Strategy for Review {
    fn answer<'a>(&'a self, request: &'a Admission<'a>) -> Option<Answer<'a>> {
        let user = match self {
            Review::OfSelf => request.user.clone(),
            Review::OfOther => user(request.object),
        };
        Some(futures::future::ready(answer(request, &user)).boxed())
    }
}

/// The user in the spec of a review.
fn user(object: &Value) -> User {
    let mut user = User::new(text(object, "/spec/user"), items(object, "/spec/groups").filter_map(Value::as_str));
    user.uid = text(object, "/spec/uid").to_owned();
    let extra = object.pointer("/spec/extra").cloned().unwrap_or_default();
    user.extra = serde_json::from_value::<BTreeMap<String, Vec<String>>>(extra).unwrap_or_default();
    user
}

fn answer(request: &Admission<'_>, user: &User) -> Result<Value, ApiError> {
    let object = request.object;
    let resource = request.resource;
    let errors = errors(object, user, resource.namespaced);
    if !errors.is_empty() {
        return Err(ApiError::invalid_kind(&resource.group, &resource.kind, "", &errors));
    }
    let spec = |path: &str| text(object, path);
    let (verb, target) = if object.pointer("/spec/resourceAttributes").is_some_and(Value::is_object) {
        let target = Target::Resource {
            group: spec("/spec/resourceAttributes/group"),
            resource: spec("/spec/resourceAttributes/resource"),
            subresource: spec("/spec/resourceAttributes/subresource"),
            namespace: spec("/spec/resourceAttributes/namespace"),
            name: spec("/spec/resourceAttributes/name"),
        };
        (spec("/spec/resourceAttributes/verb"), target)
    } else {
        (spec("/spec/nonResourceAttributes/verb"), Target::Path(spec("/spec/nonResourceAttributes/path")))
    };
    let status = match request.authorizer.authorize(&Attributes { user, verb, target }) {
        Decision::Allow(reason) => json!({"allowed": true, "reason": reason}),
        Decision::NoOpinion(reason) if reason.is_empty() => json!({"allowed": false}),
        Decision::NoOpinion(reason) => json!({"allowed": false, "reason": reason}),
    };
    let mut answered = object.clone();
    answered["status"] = status;
    Ok(answered)
}

/// What is wrong with a review. One within a namespace is about that namespace only.
fn errors(object: &Value, user: &User, local: bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let attributes = |name: &str| object.pointer(&format!("/spec/{name}")).filter(|value| value.is_object());
    let (resource, path) = (attributes("resourceAttributes"), attributes("nonResourceAttributes"));
    match (resource, path) {
        (Some(_), Some(path)) => errors.push(FieldError::invalid(
            "spec.nonResourceAttributes",
            path.clone(),
            "cannot be specified in combination with resourceAttributes",
        )),
        (None, None) => errors.push(FieldError::invalid(
            "spec.resourceAttributes",
            Value::Null,
            "exactly one of nonResourceAttributes or resourceAttributes must be specified",
        )),
        _ => {}
    }
    if user.name.is_empty() && user.groups.is_empty() {
        errors.push(FieldError::invalid("spec.user", "", "at least one of user or group must be specified"));
    }
    if local {
        let namespace = resource.map_or("", |attributes| text(attributes, "/namespace"));
        if resource.is_some() && namespace != text(object, "/metadata/namespace") {
            errors.push(FieldError::invalid(
                "spec.resourceAttributes.namespace",
                namespace,
                "must match metadata.namespace",
            ));
        }
        if let Some(path) = path {
            errors.push(FieldError::invalid(
                "spec.nonResourceAttributes",
                path.clone(),
                "disallowed on this kind of request",
            ));
        }
    }
    errors
}
