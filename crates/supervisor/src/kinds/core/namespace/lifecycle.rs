//! Emptying namespaces that are being deleted.
//!
//! Model: `k8s.io/kubernetes/pkg/controller/namespace/deletion`.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};
use store::{Entry, Event, EventKind, Key, Observer};
use tokio::sync::Notify;

use super::{FINALIZER, RESOURCE};
use crate::engine::ApiError;
use crate::engine::Core;
use crate::engine::internal::Actor;

/// The identity that empties namespaces.
const USER: &str = "system:serviceaccount:kube-system:namespace-controller";

/// Objects that are deleted at the same time.
const STEP: usize = 64;

/// Which namespaces are on their way out, and which of them have to be looked at.
#[derive(Default)]
struct Leaving {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    leaving: HashSet<Arc<str>>,
    queue: VecDeque<Arc<str>>,
}

impl State {
    fn enqueue(&mut self, namespace: &Arc<str>) -> bool {
        let new = !self.queue.contains(namespace);
        if new {
            self.queue.push_back(namespace.clone());
        }
        new
    }

    fn note(&mut self, entry: &Entry) -> bool {
        &*entry.key.resource == RESOURCE && entry.head.deleting && self.leaving.insert(entry.key.name.clone()) && {
            let name = entry.key.name.clone();
            self.enqueue(&name)
        }
    }
}

impl Observer for Leaving {
    fn committed(&self, events: &[Event]) {
        let mut state = self.state.lock();
        let mut wake = false;
        for event in events {
            let key = &event.entry.key;
            if event.kind != EventKind::Deleted {
                wake |= state.note(&event.entry);
            } else if &*key.resource == RESOURCE {
                state.leaving.remove(&key.name);
            } else if state.leaving.contains(&key.namespace) {
                wake |= state.enqueue(&key.namespace);
            }
        }
        if wake {
            self.wake.notify_one();
        }
    }
}

/// Works until it is dropped.
pub(in crate::kinds) async fn run(core: Arc<Core>) {
    let leaving = Arc::new(Leaving::default());
    let observer: Arc<dyn Observer> = leaving.clone();
    core.space.observe(&observer, |entry| {
        leaving.state.lock().note(entry);
    });
    let actor = Actor::new(core, USER);
    loop {
        let woken = leaving.wake.notified();
        let next = leaving.state.lock().queue.pop_front();
        let Some(namespace) = next else {
            woken.await;
            continue;
        };
        if let Err(error) = empty(&actor, &namespace).await {
            tracing::warn!(%namespace, %error, "emptying the namespace");
            actor.pause().await;
            leaving.state.lock().enqueue(&namespace);
        }
    }
}

/// Deletes what is in the namespace; lets it go once there is nothing.
async fn empty(actor: &Actor, namespace: &str) -> Result<(), ApiError> {
    let key = Key::new(RESOURCE, "", namespace);
    loop {
        let there = actor.core.space.in_namespace(namespace, usize::MAX);
        if there.is_empty() {
            return actor
                .change_internal("finalize", &key, |object| {
                    if let Some(finalizers) = object.pointer_mut("/spec/finalizers").and_then(Value::as_array_mut) {
                        finalizers.retain(|f| f != FINALIZER);
                    }
                })
                .await;
        }
        let here: Vec<&Arc<Entry>> = there.iter().filter(|e| !e.head.deleting).collect();
        if here.is_empty() {
            // The rest waits for others; the last of them to go wakes us.
            return tell(actor, &key, &there).await;
        }
        for step in here.chunks(STEP) {
            futures::future::join_all(step.iter().map(|entry| actor.delete(&entry.key)))
                .await
                .into_iter()
                .collect::<Result<(), ApiError>>()?;
        }
    }
}

/// Says in the namespace's status what it waits for.
async fn tell(actor: &Actor, namespace: &Key, left: &[Arc<Entry>]) -> Result<(), ApiError> {
    let mut resources: BTreeMap<&str, usize> = BTreeMap::new();
    let mut finalizers: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in left {
        *resources.entry(&entry.key.resource).or_default() += 1;
        let names: BTreeSet<&str> = entry.finalizers().collect();
        names.into_iter().for_each(|name| *finalizers.entry(name).or_default() += 1);
    }
    let resources = resources.iter().map(|(id, count)| format!("{} has {count} resource instances", qualified(id)));
    let remaining = format!("Some resources are remaining: {}", resources.collect::<Vec<_>>().join(", "));
    let finalizers = finalizers.iter().map(|(name, count)| format!("{name} in {count} resource instances"));
    let held = format!(
        "Some content in the namespace has finalizers remaining: {}",
        finalizers.collect::<Vec<_>>().join(", ")
    );
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let conditions = [
        ("NamespaceContentRemaining", "SomeResourcesRemain", remaining),
        ("NamespaceFinalizersRemaining", "SomeFinalizersRemain", held),
    ];
    actor
        .change_status(namespace, |object| {
            let new = conditions.iter().map(|(type_, reason, message)| {
                json!({
                    "type": type_,
                    "status": "True",
                    "reason": reason,
                    "message": message,
                    "lastTransitionTime": now,
                })
            });
            let mut all: Vec<Value> =
                object.pointer("/status/conditions").and_then(Value::as_array).cloned().unwrap_or_default();
            for condition in new {
                match all.iter_mut().find(|c| c["type"] == condition["type"]) {
                    Some(old) if old["message"] == condition["message"] => {}
                    Some(old) => *old = condition,
                    None => all.push(condition),
                }
            }
            object["status"]["conditions"] = json!(all);
        })
        .await
}

/// `deployments.apps` of `apps/deployments`.
fn qualified(id: &str) -> String {
    match id.split_once('/') {
        Some(("", plural)) => plural.to_owned(),
        Some((group, plural)) => format!("{plural}.{group}"),
        None => id.to_owned(),
    }
}
