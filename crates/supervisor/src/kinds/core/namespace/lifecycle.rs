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
            return tell(actor, &key, conditions(&there, None)).await;
        }
        for step in here.chunks(STEP) {
            let deleted = futures::future::join_all(step.iter().map(|entry| actor.delete(&entry.key))).await;
            if let Some(error) = deleted.into_iter().find_map(Result::err) {
                tell(actor, &key, conditions(&there, Some(&error))).await?;
                return Err(error);
            }
        }
    }
}

/// A condition: its type, whether it is true, reason, message.
type Condition = (&'static str, bool, &'static str, String);

/// What the namespace says of its deletion while `left` is there, after the `failure` of a delete if there was one.
///
/// The kinds that there are and their versions are known here at any time, so the first two never fail.
fn conditions(left: &[Arc<Entry>], failure: Option<&ApiError>) -> [Condition; 5] {
    let mut resources: BTreeMap<String, usize> = BTreeMap::new();
    let mut finalizers: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in left {
        *resources.entry(qualified(&entry.key.resource)).or_default() += 1;
        let names: BTreeSet<&str> = entry.finalizers().collect();
        names.into_iter().for_each(|name| *finalizers.entry(name).or_default() += 1);
    }
    let joined = |texts: Vec<String>| texts.join(", ");
    let remaining = resources.iter().map(|(name, count)| format!("{name} has {count} resource instances")).collect();
    let held = finalizers.iter().map(|(name, count)| format!("{name} in {count} resource instances")).collect();
    let discovered = "All resources successfully discovered".to_owned();
    let parsed = "All legacy kube types successfully parsed".to_owned();
    [
        ("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", discovered),
        ("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", parsed),
        match failure {
            Some(error) => (
                "NamespaceDeletionContentFailure",
                true,
                "ContentDeletionFailed",
                format!("Failed to delete all resource types, 1 remaining: {error}"),
            ),
            None => (
                "NamespaceDeletionContentFailure",
                false,
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization".to_owned(),
            ),
        },
        if resources.is_empty() {
            ("NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed".to_owned())
        } else {
            let message = format!("Some resources are remaining: {}", joined(remaining));
            ("NamespaceContentRemaining", true, "SomeResourcesRemain", message)
        },
        if finalizers.is_empty() {
            let message = "All content-preserving finalizers finished".to_owned();
            ("NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", message)
        } else {
            let message = format!("Some content in the namespace has finalizers remaining: {}", joined(held));
            ("NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", message)
        },
    ]
}

/// Says in the namespace's status what it waits for.
async fn tell(actor: &Actor, namespace: &Key, conditions: [Condition; 5]) -> Result<(), ApiError> {
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    actor
        .change_status(namespace, |object| {
            let mut all: Vec<Value> =
                object.pointer("/status/conditions").and_then(Value::as_array).cloned().unwrap_or_default();
            for (type_, is_true, reason, message) in &conditions {
                let status = if *is_true { "True" } else { "False" };
                let mut new = json!({
                    "type": type_,
                    "status": status,
                    "reason": reason,
                    "message": message,
                    "lastTransitionTime": now,
                });
                match all.iter_mut().find(|c| c["type"] == *type_) {
                    Some(old) => {
                        if old["status"] == status {
                            new["lastTransitionTime"] = old["lastTransitionTime"].clone();
                        }
                        *old = new;
                    }
                    None => all.push(new),
                }
            }
            object["status"]["conditions"] = json!(all);
        })
        .await
}

/// `deployments.apps` of `apps/deployments`, and `pods.` of `/pods`, as upstream writes it here.
fn qualified(id: &str) -> String {
    match id.split_once('/') {
        Some((group, plural)) => format!("{plural}.{group}"),
        None => id.to_owned(),
    }
}
