//! Deleting objects, at once or as soon as their finalizers allow it.

use serde_json::{Value, json};

use super::core::{Caller, Core, Place, Written, decode};
use super::error::ApiError;
use super::object;
use super::options::{DeleteOptions, Propagation};
use super::strategy::Operation;
use super::update::{ATTEMPTS, Prepared, may_go};

/// Holds an owner until those of its dependents that block are gone.
pub(crate) const FOREGROUND: &str = "foregroundDeletion";
/// Holds an owner until its dependents no longer name it.
pub(crate) const ORPHAN: &str = "orphan";

/// How a delete ended.
pub(crate) enum Deleted {
    /// The object is gone; this was its last state.
    Gone(Written),
    /// It is still there, marked.
    Marked(Written),
}

impl Core {
    /// Deletes an object, or marks it when something holds it.
    pub(crate) async fn delete(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        options: &DeleteOptions,
    ) -> Result<Deleted, ApiError> {
        for _ in 0..ATTEMPTS {
            let current = self.get(place)?;
            let old = decode(place.resource, &current)?;
            check_preconditions(place, &old, current.revision, options)?;
            self.admit(place, Operation::Delete, &old, Some(&old), caller.user)?;
            let new = marked(caller, place, &old, options);
            let goes = may_go(place.resource, &new);
            let prepared = match (goes, new == old) {
                (true, _) => Prepared::Delete(new),
                (false, true) => Prepared::Unchanged,
                (false, false) => Prepared::Put(new),
            };
            if let Some(written) = self.store(caller, place, &current, prepared, &old, options.dry_run).await? {
                return Ok(if goes { Deleted::Gone(written) } else { Deleted::Marked(written) });
            }
        }
        Err(ApiError::modified(place.resource, place.name))
    }
}

fn check_preconditions(place: Place<'_>, old: &Value, revision: u64, options: &DeleteOptions) -> Result<(), ApiError> {
    let uid = object::meta_text(old, "uid");
    if let Some(expected) = options.uid.as_deref().filter(|expected| *expected != uid) {
        let why = format!(
            "the UID in the precondition ({expected}) does not match the UID in record ({uid}). The object might have been \
             deleted and then recreated"
        );
        return Err(ApiError::conflict(place.resource, place.name, &why));
    }
    let version = revision.to_string();
    if let Some(expected) = options.resource_version.as_deref().filter(|expected| *expected != version) {
        let why = format!(
            "the ResourceVersion in the precondition ({expected}) does not match the ResourceVersion in record ({version}). \
             The object might have been modified"
        );
        return Err(ApiError::conflict(place.resource, place.name, &why));
    }
    Ok(())
}

/// The object with the marks of its deletion.
fn marked(caller: &Caller<'_>, place: Place<'_>, old: &Value, options: &DeleteOptions) -> Value {
    let mut new = old.clone();
    let mut finalizers: Vec<String> = object::finalizers(old).into_iter().map(str::to_owned).collect();
    if let Some(propagation) = options.propagation {
        finalizers.retain(|f| f != FOREGROUND && f != ORPHAN);
        match propagation {
            Propagation::Background => {}
            Propagation::Foreground => finalizers.push(FOREGROUND.to_owned()),
            Propagation::Orphan => finalizers.push(ORPHAN.to_owned()),
        }
        // Asking again does not move what is already there.
        if finalizers.len() != object::finalizers(old).len()
            || !object::finalizers(old).iter().all(|f| finalizers.iter().any(|n| n == f))
        {
            object::set_finalizers(&mut new, finalizers);
        }
    }
    if !object::is_deleting(old) {
        let generation = object::meta(old).and_then(|m| m.get("generation")).and_then(Value::as_i64);
        let meta = object::meta_mut(&mut new);
        meta.insert("deletionTimestamp".to_owned(), json!(object::timestamp(caller.now)));
        meta.insert("deletionGracePeriodSeconds".to_owned(), json!(0));
        if let Some(generation) = generation {
            meta.insert("generation".to_owned(), json!(generation + 1));
        }
        place.resource.strategy.begin_delete(&mut new);
    }
    new
}
