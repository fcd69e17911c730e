//! The one way in which objects get stored: with everything that has to change together with them, all or nothing.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{Change, Draft, Entry, Expect, Note, Write, WriteError};

use super::audit::Internal;
use super::core::{Caller, Core, Place, Written};
use super::error::ApiError;
use super::hooks::Effect;
use super::object;
use super::registry::Resource;

/// How an object is to be stored.
#[derive(Clone)]
pub(crate) enum Outcome {
    /// It is there afterwards, in this state.
    Put(Value),
    /// It is gone afterwards; this was its last state.
    Gone(Value),
}

impl Core {
    /// Stores an object in place of `current` (`None`: it is new), which reads as `view`, or removes it, together with what
    /// else has to change with it. `None` when the object itself is no longer as `current`. When only something beside it changed, that is
    /// looked at again, in turns, as often as it takes: each failure is another writer's success.
    ///
    /// # Errors
    /// What the hooks refuse; that the storage does not take writes.
    pub(crate) async fn commit(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        current: Option<(&Arc<Entry>, &Value)>,
        outcome: Outcome,
        dry_run: bool,
    ) -> Result<Option<Written>, ApiError> {
        let resource = place.resource;
        let (object, gone) = match outcome {
            Outcome::Put(object) => (to_stored(resource, object), false),
            Outcome::Gone(object) => (to_stored(resource, object), true),
        };
        let old = current.map(|(entry, view)| stored(resource, entry, view)).transpose()?;
        let old = old.as_deref();
        let current = current.map(|(entry, _)| entry);
        let expect = current.map_or(Expect::Absent, |entry| Expect::Revision(entry.revision));
        let mut turn = None;
        loop {
            let mut object = object.clone();
            let mut beside = self.beside(caller, place, &mut object, old, gone)?;
            if dry_run {
                if let Some(current) = current {
                    let revision = current.revision.to_string();
                    object::meta_mut(&mut object).insert("resourceVersion".to_owned(), json!(revision));
                }
                return Ok(Some(Written::Unstored(to_view(resource, object))));
            }
            if let (Some(current), Some(old)) = (current, old)
                && !gone
                && beside.iter().all(|write| matches!(write.change, Change::Check))
                && object::same_but_times(&object, old)
            {
                return Ok(Some(Written::Stored(current.clone())));
            }
            if let Some(fence) = caller.fence {
                beside.push(fence.guard(&self.space)?);
            }
            let draft = Draft::new(&object)?;
            // What is being deleted is stored in any case, so that it can go.
            if !object::is_deleting(&object) {
                self.limits.check_object(draft.len())?;
            }
            let change = if gone { Change::Delete(Some(draft)) } else { Change::Put(draft) };
            let writes = std::iter::once(Write { key: place.key(), expect, change }).chain(beside).collect();
            let note = self.note(caller, place, old, &object, gone);
            match self.space.commit(writes, note).await {
                Ok(mut entries) => return Ok(Some(Written::Stored(entries.swap_remove(0)))),
                Err(WriteError::Conflict { index: 0, .. }) => return Ok(None),
                Err(WriteError::Conflict { .. }) if turn.is_none() => {
                    turn = Some(self.turns.wait(place.namespace).await);
                }
                Err(WriteError::Conflict { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// The audit record of the write.
    fn note(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        old: Option<&Value>,
        new: &Value,
        gone: bool,
    ) -> Option<Note> {
        let audit = self.audit.as_ref()?;
        let after = (!gone).then_some(new);
        if let Some(trail) = caller.trail {
            return trail.note(place.resource, old, after);
        }
        let verb = match (old, gone) {
            (None, _) => "create",
            (_, true) => "delete",
            _ => "update",
        };
        let internal = Internal { user: caller.user, verb, namespace: place.namespace, name: place.name };
        internal.note(audit, place.resource, old, after)
    }

    /// What is written, or must stay as it is, beside the object. May complete the object.
    fn beside(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        object: &mut Value,
        old: Option<&Value>,
        gone: bool,
    ) -> Result<Vec<Write>, ApiError> {
        let resource = place.resource;
        let hooks = self.registry.hooks();
        let guard = if old.is_none() && resource.namespaced {
            hooks.admit_namespace(&self.space, resource, place.namespace, place.name)?
        } else {
            None
        };
        let mut writes = hooks.side_writes(&mut Effect {
            resource,
            namespace: place.namespace,
            name: place.name,
            object,
            old,
            gone,
            user: caller.user,
            now: caller.now,
            authorizer: &*self.authorizer,
            objects: &self.space,
        })?;
        if let Some(entry) = guard.filter(|entry| writes.iter().all(|write| write.key != entry.key)) {
            let expect = Expect::Revision(entry.revision);
            writes.push(Write { key: entry.key.clone(), expect, change: Change::Check });
        }
        Ok(writes)
    }
}

fn to_stored(resource: &Resource, object: Value) -> Value {
    match &resource.conversion {
        Some(conversion) => conversion.to_stored(object),
        None => object,
    }
}

/// The object of an entry as it is stored, which mostly is as it is viewed.
fn stored<'a>(resource: &Resource, entry: &Entry, view: &'a Value) -> Result<Cow<'a, Value>, ApiError> {
    match resource.conversion {
        Some(_) => entry.value().map(Cow::Owned).map_err(ApiError::internal),
        None => Ok(Cow::Borrowed(view)),
    }
}

fn to_view(resource: &Resource, object: Value) -> Value {
    match &resource.conversion {
        Some(conversion) => conversion.to_view(object),
        None => object,
    }
}

/// Lets writers that keep getting in each other's way go one after the other, in the order in which they came.
#[derive(Default)]
pub(crate) struct Turns {
    lines: Mutex<HashMap<String, Weak<tokio::sync::Mutex<()>>>>,
}

impl Turns {
    /// Waits for the turn of the caller among those of this name. It lasts until the answer is dropped.
    async fn wait(&self, name: &str) -> tokio::sync::OwnedMutexGuard<()> {
        let line = {
            let mut lines = self.lines.lock();
            match lines.get(name).and_then(Weak::upgrade) {
                Some(line) => line,
                None => {
                    lines.retain(|_, line| line.strong_count() > 0);
                    let line = Arc::default();
                    lines.insert(name.to_owned(), Arc::downgrade(&line));
                    line
                }
            }
        };
        line.lock_owned().await
    }
}
