//! SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview: may this be done?

use std::collections::BTreeMap;

use api::field::FieldError;
use serde_json::{Value, json};

use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::strategy::Admission;
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
    fn answer(&self, request: &Admission<'_>) -> Option<Result<Value, ApiError>> {
        let user = match self {
            Review::OfSelf => request.user.clone(),
            Review::OfOther => user(request.object),
        };
        Some(answer(request, &user))
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
    let invalid = |error: FieldError| {
        let resource = request.resource;
        ApiError::invalid_kind(&resource.group, &resource.kind, "", &[error])
    };
    if user.name.is_empty() && user.groups.is_empty() {
        return Err(invalid(FieldError::required("spec.user", "at least one of user or group must be specified")));
    }
    let own_namespace = text(object, "/metadata/namespace");
    let (verb, target) =
        match (object.pointer("/spec/resourceAttributes"), object.pointer("/spec/nonResourceAttributes")) {
            (Some(attributes), None) => {
                let namespace = text(attributes, "/namespace");
                if request.resource.namespaced && namespace != own_namespace {
                    return Err(invalid(FieldError::invalid(
                        "spec.resourceAttributes.namespace",
                        namespace,
                        format!("must match metadata.namespace: {own_namespace}"),
                    )));
                }
                let target = Target::Resource {
                    group: text(attributes, "/group"),
                    resource: text(attributes, "/resource"),
                    subresource: text(attributes, "/subresource"),
                    namespace,
                    name: text(attributes, "/name"),
                };
                (text(attributes, "/verb"), target)
            }
            (None, Some(attributes)) => (text(attributes, "/verb"), Target::Path(text(attributes, "/path"))),
            _ => {
                return Err(invalid(FieldError::invalid(
                    "spec.resourceAttributes",
                    Value::Null,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified",
                )));
            }
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
