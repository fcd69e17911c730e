//! The quotas of a namespace while something is charged to them.

use std::sync::Arc;

use api::quantity::Amount;
use api::quota::Amounts;
use serde_json::{Value, json};
use store::{Change, Draft, Entry, Expect, Key, Space, Write};

use super::charge::{charge, depends_on_content};
use super::recount::recount;
use super::{GUEST_CLUSTERS, QUOTAS, VIRTUAL_MACHINES, pod, scope};
use crate::engine::ApiError;
use crate::engine::hooks::Effect;
use crate::kinds::core::namespace;

/// One quota.
pub(super) struct Quota {
    entry: Arc<Entry>,
    object: Value,
    /// What it allows.
    pub(super) hard: Amounts,
    /// What is used, for the names that are counted.
    used: Amounts,
    changed: bool,
}

impl Quota {
    /// Reads a quota. It must be read before the objects that are counted for it.
    pub(super) fn of(entry: Arc<Entry>) -> Quota {
        let object = entry.value().unwrap_or_default();
        let amounts = |pointer: &str| object.pointer(pointer).map(Amounts::of_value).unwrap_or_default();
        let (hard, told, used) = (amounts("/spec/hard"), amounts("/status/hard"), amounts("/status/used"));
        let used = used.only(|name| hard.names(name) && told.names(name));
        Quota { entry, object, hard, used, changed: false }
    }

    /// Whether its status says all that its specification asks about.
    pub(super) fn is_settled(&self) -> bool {
        self.hard.iter().all(|(name, _)| self.used.names(name))
            && self.object.pointer("/status/hard") == self.object.pointer("/spec/hard")
    }

    /// Counts what was not counted before.
    pub(super) fn settle(&mut self, objects: &Space) {
        if self.hard.iter().all(|(name, _)| self.used.names(name)) {
            return;
        }
        let counted = self.recount(objects);
        let unknown = counted.only(|name| !self.used.names(name));
        self.used = self.used.plus(&unknown);
        self.changed = true;
    }

    /// What its namespace takes of what it allows, counted from the objects.
    pub(super) fn recount(&self, objects: &Space) -> Amounts {
        count(objects, &self.entry.key.namespace, &self.object, &self.hard)
    }

    /// What is used.
    pub(super) fn used(&self) -> &Amounts {
        &self.used
    }

    /// Sets what is used.
    fn set_used(&mut self, used: Amounts) {
        self.used = used;
        self.changed = true;
    }

    /// Whether it counts only pods of a kind.
    fn is_scoped(&self) -> bool {
        !scope::matches(&self.object, "", &Value::Null)
    }

    /// The quota, saying that so much is used.
    pub(super) fn saying(&self, used: &Amounts) -> Value {
        let mut object = self.object.clone();
        object["status"] = status(&object, used);
        object
    }

    /// The write that stores it.
    fn write(&self) -> Result<Write, ApiError> {
        put(&self.entry, &self.saying(&self.used))
    }

    fn add(&mut self, delta: &Amounts) -> Result<(), String> {
        let new = self.used.plus(delta);
        let exceeded = |name: &str| delta.get(name) > Amount::ZERO && new.get(name) > self.hard.get(name);
        let asked = delta.clone().only(exceeded);
        if !asked.is_nothing() {
            let (used, hard) =
                (self.used.clone().only(|name| asked.names(name)), self.hard.clone().only(|name| asked.names(name)));
            let quota = &self.entry.key.name;
            return Err(format!("exceeded quota: {quota}, requested: {asked}, used: {used}, limited: {hard}"));
        }
        self.set_used(new);
        Ok(())
    }
}

/// The quotas of one namespace, and what is to be written with them.
pub(super) struct Ledger<'a> {
    objects: &'a Space,
    pub(super) quotas: Vec<Quota>,
    /// What is taken more or less, beside what the object itself tells.
    beside: Amounts,
    writes: Vec<Write>,
    /// Whether what the namespace takes changes.
    pub(super) changed: bool,
}

impl<'a> Ledger<'a> {
    /// Reads the quotas.
    pub(super) fn open(objects: &'a Space, namespace: &str) -> Ledger<'a> {
        let (entries, _) = objects.list(QUOTAS, Some(namespace));
        let quotas = entries.into_iter().map(Quota::of).collect();
        Ledger { objects, quotas, beside: Amounts::new(), writes: Vec::new(), changed: false }
    }

    /// The quotas that count objects of every kind, counted.
    pub(super) fn general(&mut self) -> impl Iterator<Item = &Quota> {
        for quota in self.quotas.iter_mut().filter(|quota| !quota.is_scoped()) {
            quota.settle(self.objects);
        }
        self.quotas.iter().filter(|quota| !quota.is_scoped())
    }

    /// So much is taken more, or less where negative.
    pub(super) fn take(&mut self, more: &Amounts) {
        self.beside = self.beside.plus(more);
    }

    /// Stores another object together with all this.
    pub(super) fn put(&mut self, entry: &Entry, object: &Value) -> Result<(), ApiError> {
        self.writes.push(put(entry, object)?);
        Ok(())
    }

    /// A quota is written: what it does not count yet is counted later, and whoever did not see it is stopped.
    pub(super) fn note_quota(&mut self, effect: &mut Effect<'_>) {
        self.quotas.retain(|quota| *quota.entry.key.name != *effect.name);
        if effect.gone {
            return;
        }
        let amounts =
            |object: &Value, pointer: &str| object.pointer(pointer).map(Amounts::of_value).unwrap_or_default();
        let hard = amounts(effect.object, "/spec/hard");
        let (told, used) = effect
            .old
            .map_or_else(Default::default, |old| (amounts(old, "/status/hard"), amounts(old, "/status/used")));
        let used = used.only(|name| hard.names(name) && told.names(name));
        let of_spec = effect.old.and_then(|old| old.pointer("/spec/hard")) != effect.object.pointer("/spec/hard");
        if of_spec {
            let hard = effect.object.pointer("/spec/hard").map(|hard| hard.as_object().cloned().unwrap_or_default());
            let mut hard = hard.unwrap_or_default();
            hard.retain(|name, _| used.names(name));
            if effect.old.is_some() {
                effect.object["status"] = json!({"hard": hard, "used": used.value()});
            }
        } else if effect.object.get("status") != effect.old.and_then(|old| old.get("status")) {
            // Only counting tells what is used, whoever writes the status.
            let counted = count(self.objects, effect.namespace, effect.object, &hard);
            effect.object["status"] = status(effect.object, &counted);
            return;
        }
        if hard.iter().any(|(name, _)| !used.names(name))
            && let Some(entry) = self.objects.get(namespace::RESOURCE, "", effect.namespace)
            && let Ok(again) = entry.value()
            && let Ok(write) = put(&entry, &again)
        {
            self.writes.push(write);
        }
    }

    /// Charges the difference between the object as it was and as it will be.
    pub(super) fn charge(&mut self, effect: &Effect<'_>) -> Result<(), ApiError> {
        let resource = &*effect.resource.id;
        let before = effect.old;
        let after = (!effect.gone).then_some(&*effect.object);
        if before.is_some() && after.is_some() && !depends_on_content(resource) && self.beside.is_nothing() {
            return Ok(());
        }
        // Of machines and clusters, the ledger was told of the amounts already.
        let told = matches!(resource, VIRTUAL_MACHINES | GUEST_CLUSTERS);
        let of = |object: Option<&Value>| match object {
            Some(_) if told => charge(resource, &Value::Null),
            Some(object) => charge(resource, object),
            None => Amounts::new(),
        };
        let general = of(after).minus(&of(before)).plus(&self.beside).without_nothing();
        // A pod may also move from one scope to another.
        self.changed = !general.is_nothing() || resource == "/pods";
        for quota in &mut self.quotas {
            let delta = if quota.is_scoped() {
                let counted = |object: &&Value| scope::matches(&quota.object, resource, object);
                of(after.filter(counted)).minus(&of(before.filter(counted)))
            } else {
                general.clone()
            };
            let delta = delta.only(|name| quota.hard.names(name)).without_nothing();
            if delta.is_nothing() {
                continue;
            }
            let refuse = |why: String| Err(ApiError::forbidden(effect.resource, effect.name, &why));
            if resource == "/pods"
                && before.is_none()
                && let Some(missing) = after.and_then(|pod| pod::unspecified(pod, &quota.hard))
            {
                return refuse(format!("failed quota: {}: {missing}", quota.entry.key.name));
            }
            quota.settle(self.objects);
            if let Err(exceeded) = quota.add(&delta) {
                return refuse(exceeded);
            }
        }
        Ok(())
    }

    /// Everything that is to be written.
    pub(super) fn close(&mut self, effect: &Effect<'_>) -> Result<Vec<Write>, ApiError> {
        let mut writes = std::mem::take(&mut self.writes);
        for quota in self.quotas.iter().filter(|quota| quota.changed) {
            writes.push(quota.write()?);
        }
        debug_assert!(
            writes.iter().all(|write| write.key != Key::new(effect.resource.id.clone(), effect.namespace, effect.name)),
            "an object is not written beside itself"
        );
        Ok(writes)
    }
}

/// The status of a quota of which so much is used.
fn status(quota: &Value, used: &Amounts) -> Value {
    json!({"hard": quota.pointer("/spec/hard"), "used": used.value()})
}

/// What a namespace takes of what a quota allows, counted from the objects.
fn count(objects: &Space, namespace: &str, quota: &Value, hard: &Amounts) -> Amounts {
    let counted = recount(objects, namespace, quota, |name| hard.names(name));
    hard.iter().map(|(name, _)| (name.to_owned(), counted.get(name))).collect()
}

fn put(entry: &Entry, object: &Value) -> Result<Write, ApiError> {
    let change = Change::Put(Draft::new(object)?);
    Ok(Write { key: entry.key.clone(), expect: Expect::Revision(entry.revision), change })
}
