//! SelfSubjectRulesReview: what may I do in a namespace?

use futures::FutureExt as _;
use serde_json::{Value, json};

use crate::engine::strategy::{Admission, Answer};
use crate::engine::{ApiError, Strategy};
use crate::kinds::printing::text;

pub(super) struct SelfRules;

impl Strategy for SelfRules {
    fn answer<'a>(&'a self, request: &'a Admission<'a>) -> Option<Answer<'a>> {
        Some(futures::future::ready(answer(request)).boxed())
    }
}

fn answer(request: &Admission<'_>) -> Result<Value, ApiError> {
    let namespace = text(request.object, "/spec/namespace");
    if namespace.is_empty() {
        return Err(ApiError::bad_request("no namespace on request"));
    }
    let rules = request.authorizer.rules(request.user, namespace);
    let mut object = request.object.clone();
    // What could not be found allows nothing, so the list is complete all the same.
    object["status"] = json!({
        "resourceRules": rules.resources,
        "nonResourceRules": rules.paths,
        "incomplete": false,
    });
    if !rules.error.is_empty() {
        object["status"]["evaluationError"] = json!(rules.error);
    }
    Ok(object)
}
