//! Kinds whose defaults and rules are in the crate `api`.

use api::field::FieldError;
use api::meta::annotation::{CREATED_BY, DELETION_LOCK};
use api::rules::Rules;
use serde_json::{Map, Value};

use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, Strategy, User};
use crate::kinds::printing::text;

/// Whether the object may not be deleted. One whose deletion has begun cannot be saved any more.
fn is_locked(object: &Value) -> bool {
    let lock = object.pointer("/metadata/annotations").and_then(|all| all.get(DELETION_LOCK));
    lock.and_then(Value::as_str) == Some("true") && object.pointer("/metadata/deletionTimestamp").is_none()
}

/// Writes on an object who asked for it, whatever it says itself.
fn note_creator(object: &mut Value, creator: Option<Value>) {
    let Some(Value::Object(metadata)) = object.get_mut("metadata") else { return };
    if creator.is_some() {
        let all = metadata.entry("annotations").or_insert(Value::Null);
        if all.is_null() {
            *all = Value::Object(Map::new());
        }
    }
    // What is no map of annotations is refused later, with its own message.
    if let Some(Value::Object(all)) = metadata.get_mut("annotations") {
        match creator {
            Some(creator) => drop(all.insert(CREATED_BY.to_owned(), creator)),
            None => drop(all.remove(CREATED_BY)),
        }
    }
}

/// Defaults and rules of one kind, and the lock against deletion that anybody who may change an object can put on it.
pub(super) struct Ruled {
    rules: Option<Rules>,
    /// People ask for objects of this kind: who did is written on them.
    asked_for: bool,
}

impl Ruled {
    /// The rules of this kind; many have none.
    pub(super) fn new(group: &str, kind: &str) -> Ruled {
        let asked_for = matches!(kind, "GuestCluster" | "VirtualMachine");
        Ruled { rules: api::rules::of(group, kind), asked_for }
    }
}

impl Strategy for Ruled {
    fn prepare_create(&self, object: &mut Value, user: &User) {
        if self.asked_for {
            // What the programs of the system make was asked for elsewhere.
            let person = Some(user.name.as_str()).filter(|name| !name.starts_with("system:"));
            note_creator(object, person.map(Value::from));
        }
        if let Some(rules) = self.rules {
            rules.default(object);
        }
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        self.rules.map(|rules| rules.validate(object)).unwrap_or_default()
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        if self.asked_for {
            note_creator(new, old.pointer("/metadata/annotations").and_then(|all| all.get(CREATED_BY)).cloned());
        }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_asked_is_written_down_once() {
        let clusters = Ruled::new("guest.atoll.dev", "GuestCluster");
        let by = |object: &Value| object["metadata"]["annotations"][CREATED_BY].clone();
        let mut made = json!({"metadata": {"name": "a", "annotations": {CREATED_BY: "somebody else"}}, "spec": {}});
        clusters.prepare_create(&mut made, &User::new::<String>("dev", []));
        assert_eq!(by(&made), "dev");
        let mut changed = json!({"metadata": {"name": "a"}, "spec": {}});
        clusters.prepare_update(&mut changed, &made);
        assert_eq!(by(&changed), "dev", "it stays");
        let mut of_a_program = json!({"metadata": {"annotations": {CREATED_BY: "dev"}}, "spec": {}});
        clusters.prepare_create(&mut of_a_program, &User::new::<String>("system:serviceaccount:a:b", []));
        assert_eq!(by(&of_a_program), Value::Null);
    }
}
