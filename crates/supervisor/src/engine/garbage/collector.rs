//! What is done about an object in the queue.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use store::{Entry, Key, Uid};

use crate::engine::core::{Caller, Core, Place, Warnings, Written, decode};
use crate::engine::delete::{FOREGROUND, ORPHAN};
use crate::engine::error::ApiError;
use crate::engine::object;
use crate::engine::options::{DeleteOptions, Propagation, WriteOptions};
use crate::engine::update::Part;
use crate::engine::user::User;

/// The identity of the collector.
const USER: &str = "system:serviceaccount:kube-system:generic-garbage-collector";

/// The wait before an object is tried again that could not be changed.
const RETRY: Duration = Duration::from_secs(1);

/// Works off the queue until it is dropped.
pub(crate) async fn run(core: Arc<Core>) {
    let user = User::system(USER);
    loop {
        let key = core.garbage.next().await;
        if let Err(error) = look_at(&core, &user, &key).await {
            if error.code() == 404 {
                continue;
            }
            tracing::warn!(resource = %key.resource, namespace = %key.namespace, name = %key.name, %error,
                "garbage collection");
            let (core, key) = (Arc::downgrade(&core), key.clone());
            tokio::spawn(async move {
                tokio::time::sleep(RETRY).await;
                if let Some(core) = core.upgrade() {
                    core.garbage.again(&key);
                }
            });
        }
    }
}

async fn look_at(core: &Core, user: &User, key: &Key) -> Result<(), ApiError> {
    let Some(resource) = core.registry.by_id(&key.resource).cloned() else { return Ok(()) };
    let place = Place { resource: &resource, namespace: &key.namespace, name: &key.name };
    let Some(entry) = core.find(place) else { return Ok(()) };
    let warnings = Warnings::default();
    let caller = Caller::internal(user, &warnings);
    let work = Work { core, caller };
    if entry.head.deleting {
        return work.finish_deletion(place, &entry).await;
    }
    work.check_owners(place, &entry).await
}

struct Work<'a> {
    core: &'a Core,
    caller: Caller<'a>,
}

/// What an owner reference leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// An object that stays.
    Solid,
    /// Nothing.
    Absent,
    /// An object that waits for its dependents to go.
    Waiting,
}

impl Work<'_> {
    /// Deletes a dependent whose owners are gone, or takes the lost ones out of its references.
    async fn check_owners(&self, place: Place<'_>, entry: &Entry) -> Result<(), ApiError> {
        let owners: Vec<(Uid, Owner)> =
            entry.head.owners.iter().map(|o| (o.uid, self.owner(place, o.uid, o.block_deletion))).collect();
        let lost = owners.iter().filter(|(_, o)| *o != Owner::Solid).count();
        if lost == 0 {
            return Ok(());
        }
        if lost < owners.len() {
            let gone: Vec<Uid> = owners.iter().filter(|(_, o)| *o != Owner::Solid).map(|(u, _)| *u).collect();
            return self.drop_owners(place, &gone).await;
        }
        let waited_for = owners.iter().any(|(_, o)| *o == Owner::Waiting);
        let has_dependents = self.core.garbage.state.lock().index.has_dependents(entry.head.uid);
        if waited_for && self.is_in_circle(entry.head.uid) {
            // Its owner goes first then, and this one after it.
            return self.unblock(place).await;
        }
        let propagation = if waited_for && has_dependents {
            Some(Propagation::Foreground)
        } else if entry.finalizers().any(|f| f == ORPHAN) {
            Some(Propagation::Orphan)
        } else if entry.finalizers().any(|f| f == FOREGROUND) {
            Some(Propagation::Foreground)
        } else {
            Some(Propagation::Background)
        };
        let options = DeleteOptions {
            propagation,
            uid: Some(entry.uid().to_owned()),
            // Whoever changed it meanwhile may have given it a new owner.
            resource_version: Some(entry.revision.to_string()),
            ..DeleteOptions::default()
        };
        match self.core.delete(&self.caller, place, &options).await {
            Err(error) if error.code() == 409 => {
                self.core.garbage.again(&entry.key);
                Ok(())
            }
            done => done.map(|_| ()),
        }
    }

    fn owner(&self, place: Place<'_>, uid: Uid, blocks: bool) -> Owner {
        let state = self.core.garbage.state.lock();
        match state.index.object(uid) {
            // An object in another namespace cannot own this one.
            Some(known) if !known.key.namespace.is_empty() && *known.key.namespace != *place.namespace => Owner::Absent,
            Some(known) if known.deleting && known.foreground && blocks => Owner::Waiting,
            Some(_) => Owner::Solid,
            None => Owner::Absent,
        }
    }

    /// Does what the owner's finalizers ask for, then takes them away.
    async fn finish_deletion(&self, place: Place<'_>, entry: &Entry) -> Result<(), ApiError> {
        let has = |finalizer: &str| entry.finalizers().any(|f| f == finalizer);
        if has(ORPHAN) {
            for key in self.dependents(entry.head.uid) {
                let Some(resource) = self.core.registry.by_id(&key.resource).cloned() else { continue };
                let dependent = Place { resource: &resource, namespace: &key.namespace, name: &key.name };
                match self.drop_owners(dependent, &[entry.head.uid]).await {
                    Err(error) if error.code() != 404 => return Err(error),
                    _ => {}
                }
            }
            self.drop_finalizer(place, ORPHAN).await
        } else if has(FOREGROUND) {
            let mut blocked = false;
            for key in self.dependents(entry.head.uid) {
                let dependent = self.core.space.get(&key.resource, &key.namespace, &key.name);
                let Some(dependent) = dependent else { continue };
                blocked |= dependent.head.owners.iter().any(|o| o.uid == entry.head.uid && o.block_deletion);
                if !dependent.head.deleting {
                    self.core.garbage.again(&key);
                }
            }
            if blocked { Ok(()) } else { self.drop_finalizer(place, FOREGROUND).await }
        } else {
            Ok(())
        }
    }

    /// True when the dependents of an object that is to go wait themselves for theirs: without help all of them would
    /// wait for each other.
    fn is_in_circle(&self, uid: Uid) -> bool {
        self.dependents(uid).iter().any(|key| {
            let dependent = self.core.space.get(&key.resource, &key.namespace, &key.name);
            dependent.is_some_and(|d| d.head.deleting && d.finalizers().any(|f| f == FOREGROUND))
        })
    }

    /// Makes an object's owners wait for it no longer.
    async fn unblock(&self, place: Place<'_>) -> Result<(), ApiError> {
        self.change(place, |value| {
            let Some(Value::Array(owners)) = object::meta_mut(value).get_mut("ownerReferences") else { return };
            for owner in owners {
                owner["blockOwnerDeletion"] = false.into();
            }
        })
        .await
    }

    fn dependents(&self, owner: Uid) -> Vec<Key> {
        self.core.garbage.state.lock().index.dependents(owner)
    }

    async fn drop_finalizer(&self, place: Place<'_>, finalizer: &str) -> Result<(), ApiError> {
        self.change(place, |value| {
            let left = object::finalizers(value).into_iter().filter(|f| *f != finalizer);
            let left = left.map(str::to_owned).collect();
            object::set_finalizers(value, left);
        })
        .await
    }

    async fn drop_owners(&self, place: Place<'_>, gone: &[Uid]) -> Result<(), ApiError> {
        self.change(place, |value| {
            let meta = object::meta_mut(value);
            let Some(Value::Array(owners)) = meta.get_mut("ownerReferences") else { return };
            owners.retain(|owner| {
                let uid = owner.get("uid").and_then(Value::as_str).unwrap_or_default();
                !gone.contains(&Uid::parse(uid))
            });
            if owners.is_empty() {
                meta.shift_remove("ownerReferences");
            }
        })
        .await
    }

    /// Changes the newest version of an object.
    async fn change(&self, place: Place<'_>, change: impl Fn(&mut Value)) -> Result<(), ApiError> {
        let options = WriteOptions { manager: "garbage-collector".to_owned(), ..WriteOptions::default() };
        self.core.change(&self.caller, place, Part::Main, change, &options).await.map(drop)
    }
}

impl Core {
    /// Changes the newest version of an object, as often as others come between.
    pub(crate) async fn change(
        &self,
        caller: &Caller<'_>,
        place: Place<'_>,
        part: Part,
        change: impl Fn(&mut Value),
        options: &WriteOptions,
    ) -> Result<Written, ApiError> {
        loop {
            let current = self.get(place)?;
            let old = decode(place.resource, &current)?;
            let mut new = old.clone();
            change(&mut new);
            let prepared = self.prepare(caller, place, part, &old, new, options, true)?;
            if let Some(written) = self.store(caller, place, &current, prepared, &old, options.dry_run).await? {
                return Ok(written);
            }
        }
    }
}
