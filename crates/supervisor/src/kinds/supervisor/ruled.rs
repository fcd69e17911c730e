//! Kinds whose defaults and rules are in the crate `api`.

use api::field::FieldError;
use api::rules::Rules;
use serde_json::Value;

use crate::engine::{Strategy, User};

/// Defaults and rules of one kind.
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

    fn allows_unconditional_update(&self) -> bool {
        false
    }

    fn records_request_id(&self) -> bool {
        true
    }
}
