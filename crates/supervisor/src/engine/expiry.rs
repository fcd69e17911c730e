//! Deleting objects of kinds that are kept only for a time after their last change, such as events.
//!
//! What is due, and when, is noted with every commit, so that nothing has to be searched for.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use parking_lot::Mutex;
use serde_json::Value;
use store::{Entry, Event, EventKind, Key, Observer, Space};
use tokio::sync::Notify;

use super::core::Core;
use super::error::ApiError;
use super::internal::Actor;
use super::object;
use super::options::DeleteOptions;
use super::registry::Registry;

/// The identity that deletes what is due.
const USER: &str = "system:apiserver";

/// Objects that are deleted at the same time.
const STEP: usize = 64;

/// What is due when.
struct Due {
    /// How long the objects of each resource stay.
    terms: HashMap<Arc<str>, TimeDelta>,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    order: BTreeSet<(DateTime<Utc>, Key)>,
    times: HashMap<Key, DateTime<Utc>>,
}

impl State {
    fn remove(&mut self, key: &Key) {
        if let Some(time) = self.times.remove(key) {
            self.order.remove(&(time, key.clone()));
        }
    }

    fn put(&mut self, key: &Key, time: DateTime<Utc>) {
        self.remove(key);
        self.times.insert(key.clone(), time);
        self.order.insert((time, key.clone()));
    }

    /// Takes out what is due, up to [`STEP`] objects.
    fn take(&mut self, now: DateTime<Utc>) -> Vec<Key> {
        let due: Vec<Key> =
            self.order.iter().take_while(|(time, _)| *time <= now).take(STEP).map(|(_, key)| key.clone()).collect();
        due.iter().for_each(|key| self.remove(key));
        due
    }
}

impl Observer for Due {
    fn committed(&self, events: &[Event]) {
        let now = Utc::now();
        for event in events {
            let key = &event.entry.key;
            let Some(term) = self.terms.get(&key.resource) else { continue };
            let mut state = self.state.lock();
            if event.kind == EventKind::Deleted {
                state.remove(key);
                continue;
            }
            state.put(key, now + *term);
            if state.order.first().is_some_and(|(_, first)| first == key) {
                self.wake.notify_one();
            }
        }
    }
}

/// Works until it is dropped; `term` is for all such kinds, without it each has its own.
pub(super) async fn run(core: Arc<Core>, term: Option<Duration>) {
    let terms = terms(&core.registry, term);
    if terms.is_empty() {
        return;
    }
    let due = Arc::new(Due { terms, state: Mutex::default(), wake: Notify::new() });
    follow(&due, &core.space);
    let actor = Actor::new(core, USER);
    loop {
        let next = due.state.lock().order.first().map(|(time, _)| *time);
        let Some(next) = next else {
            due.wake.notified().await;
            continue;
        };
        if let Ok(wait) = (next - Utc::now()).to_std() {
            // Something that is due earlier ends the wait.
            let _ = tokio::time::timeout(wait, due.wake.notified()).await;
            if Utc::now() < next {
                continue;
            }
        }
        let now = Utc::now();
        let keys = due.state.lock().take(now);
        let gone = futures::future::join_all(keys.iter().map(|key| expire(&actor, &due, key, now))).await;
        if let Some(error) = gone.into_iter().find_map(Result::err) {
            tracing::warn!(%error, "deleting what has expired");
            actor.pause().await;
        }
    }
}

fn terms(registry: &Registry, term: Option<Duration>) -> HashMap<Arc<str>, TimeDelta> {
    let own = registry.resources().filter_map(|r| Some((r.id.clone(), r.strategy.expires_after()?)));
    own.filter_map(|(id, own)| Some((id, TimeDelta::from_std(term.unwrap_or(own)).ok()?))).collect()
}

fn follow(due: &Arc<Due>, space: &Space) {
    let observer: Arc<dyn Observer> = due.clone();
    space.observe(&observer, |entry| {
        if let Some(term) = due.terms.get(&entry.key.resource) {
            due.state.lock().put(&entry.key, last_change(entry) + *term);
        }
    });
}

/// When an object was last written, by what it says itself; now when it says nothing.
fn last_change(entry: &Entry) -> DateTime<Utc> {
    let object = entry.value().unwrap_or_default();
    let time = |value: &Value| value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let meta = object::meta(&object);
    let managed = meta.and_then(|m| m.get("managedFields")).and_then(Value::as_array);
    let written = managed.into_iter().flatten().filter_map(|entry| time(&entry["time"]));
    let made = meta.and_then(|m| m.get("creationTimestamp")).and_then(time);
    written.chain(made).max().map_or_else(Utc::now, |time| time.to_utc())
}

/// Deletes an object, unless it was changed since it was found to be due.
async fn expire(actor: &Actor, due: &Due, key: &Key, now: DateTime<Utc>) -> Result<(), ApiError> {
    let Some(entry) = actor.core.space.get(&key.resource, &key.namespace, &key.name) else { return Ok(()) };
    if due.state.lock().times.contains_key(key) {
        return Ok(());
    }
    let version = entry.revision.to_string();
    let options = DeleteOptions { resource_version: Some(version), ..DeleteOptions::default() };
    match actor.delete_with(key, &options).await {
        // It was changed just now, and has its new time.
        Err(error) if error.code() == 409 => Ok(()),
        Err(error) => {
            due.state.lock().put(key, now);
            Err(error)
        }
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_in_order_and_once() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let key = |name: &str| Key::new("/events", "a", name);
        let mut state = State::default();
        for (name, time) in [("b", 2), ("a", 1), ("c", 3), ("d", 9)] {
            state.put(&key(name), at(time));
        }
        // A change moves it, a deletion takes it out.
        state.put(&key("a"), at(8));
        state.remove(&key("c"));
        assert_eq!(state.take(at(1)), []);
        assert_eq!(state.take(at(8)), [key("b"), key("a")]);
        assert_eq!(state.take(at(8)), []);
        assert_eq!((state.order.len(), state.times.len()), (1, 1));
    }
}
