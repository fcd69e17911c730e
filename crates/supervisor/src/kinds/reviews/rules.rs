//! SelfSubjectRulesReview: what may I do in a namespace?

use serde_json::{Value, json};

use crate::engine::strategy::Admission;
use crate::engine::{ApiError, Strategy};
use crate::kinds::printing::text;

pub(super) struct SelfRules;

impl Strategy for SelfRules {
    fn answer(&self, request: &Admission<'_>) -> Option<Result<Value, ApiError>> {
        let namespace = text(request.object, "/spec/namespace");
        if namespace.is_empty() {
            return Some(Err(ApiError::bad_request("no namespace on request")));
        }
        let rules = request.authorizer.rules(request.user, namespace);
        let mut object = request.object.clone();
        object["status"] = json!({
            "resourceRules": rules.resources,
            "nonResourceRules": rules.paths,
            "incomplete": false,
        });
        Some(Ok(object))
    }
}
