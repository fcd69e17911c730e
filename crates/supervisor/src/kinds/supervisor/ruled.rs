//! Kinds whose defaults and rules are in the crate `api`.

use api::field::FieldError;
use api::meta::annotation::DELETION_LOCK;
use api::rules::Rules;
use serde_json::Value;

use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, Strategy, User};
use crate::kinds::printing::text;

/// Whether the object may not be deleted. One whose deletion has begun cannot be saved any more.
fn is_locked(object: &Value) -> bool {
    let lock = object.pointer("/metadata/annotations").and_then(|all| all.get(DELETION_LOCK));
    lock.and_then(Value::as_str) == Some("true") && object.pointer("/metadata/deletionTimestamp").is_none()
}

/// Defaults and rules of one kind, and the lock against deletion that anybody who may change an object can put on it.
pub(super) struct Ruled {
    rules: Option<Rules>,
}

impl Ruled {
    /// The rules of this kind; many have none.
    pub(super) fn new(group: &str, kind: &str) -> Ruled {
        Ruled { rules: api::rules::of(group, kind) }
    }
}

impl Strategy for Ruled {
    fn prepare_create(&self, object: &mut Value, _: &User) {
        if let Some(rules) = self.rules {
            rules.default(object);
        }
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        self.rules.map(|rules| rules.validate(object)).unwrap_or_default()
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        if let Some(rules) = self.rules {
            rules.default_update(new, old);
        }
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        self.rules.map(|rules| rules.validate_update(new, old)).unwrap_or_default()
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        if request.operation == Operation::Delete && is_locked(request.object) {
            let name = text(request.object, "/metadata/name");
            let why = format!("it is locked against deletion by its annotation {DELETION_LOCK}; take that away first");
            return Err(ApiError::forbidden(request.resource, name, &why));
        }
        Ok(())
    }

    fn allows_unconditional_update(&self) -> bool {
        false
    }

    fn records_request_id(&self) -> bool {
        true
    }
}
