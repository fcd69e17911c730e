//! One watch and one store per kind, shared by all controllers.
//!
//! A store also takes the answers to our own writes ([`Informer::observe`]), so that a reconcile that follows a write
//! sees it although the watch has not told of it yet.

use std::{
    collections::{HashMap, HashSet},
    fmt::Debug,
    sync::Arc,
};

use futures::StreamExt;
use kube::{
    Api, Resource,
    runtime::{WatchStreamExt, watcher},
};
use parking_lot::RwLock;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::watch;

use api::meta::label;

use crate::key::Key;

/// What a kind must be to be watched.
pub(crate) trait Kind:
    Resource<DynamicType = ()> + Clone + Debug + PartialEq + DeserializeOwned + Serialize + Send + Sync + 'static
{
}
impl<K> Kind for K where
    K: Resource<DynamicType = ()> + Clone + Debug + PartialEq + DeserializeOwned + Serialize + Send + Sync + 'static
{
}

/// Called with the object before and after each change; at least one of them is there.
type Handler<K> = Box<dyn Fn(Option<&Arc<K>>, Option<&Arc<K>>) + Send + Sync>;

/// All objects of a kind, as far as the watch has told.
pub(crate) struct Informer<K> {
    state: RwLock<State<K>>,
    handlers: RwLock<Vec<Handler<K>>>,
    synced: watch::Sender<bool>,
    /// Drops what no controller reads, to save memory.
    slim: fn(&mut K),
    /// More index entries for an object, beside its owners and its cluster.
    index: fn(&K) -> Vec<String>,
}

struct State<K> {
    objects: HashMap<Key, Arc<K>>,
    index: HashMap<String, HashSet<Key>>,
    /// The newest revision the watch has told of. All of our own writes up to it are in `objects`.
    progress: u64,
    /// True between the start and the end of a list.
    listing: Option<HashSet<Key>>,
}

impl<K: Kind> Informer<K> {
    /// An empty one. `slim` drops fields from every object before it is kept (managed fields always go), `index` names
    /// what an object can be found by with [`Informer::indexed`].
    pub(crate) fn new(slim: fn(&mut K), index: fn(&K) -> Vec<String>) -> Self {
        Self {
            state: RwLock::new(State { objects: HashMap::new(), index: HashMap::new(), progress: 0, listing: None }),
            handlers: RwLock::default(),
            synced: watch::Sender::new(false),
            slim,
            index,
        }
    }

    /// The object, or `None` when there is none.
    pub(crate) fn get(&self, key: &Key) -> Option<Arc<K>> {
        self.state.read().objects.get(key).cloned()
    }

    /// All objects, in no order.
    pub(crate) fn all(&self) -> Vec<Arc<K>> {
        self.state.read().objects.values().cloned().collect()
    }

    /// Objects with an owner reference to this UID, ordered by name.
    pub(crate) fn owned_by(&self, uid: &str) -> Vec<Arc<K>> {
        self.indexed(&owner_entry(uid))
    }

    /// Objects that carry the `cluster.x-k8s.io/cluster-name` label of this cluster, ordered by name.
    pub(crate) fn of_cluster(&self, cluster: &Key) -> Vec<Arc<K>> {
        self.indexed(&cluster_entry(&cluster.namespace, &cluster.name))
    }

    /// Objects with this entry of the kind's own index, ordered by name.
    pub(crate) fn indexed(&self, entry: &str) -> Vec<Arc<K>> {
        let state = self.state.read();
        let Some(keys) = state.index.get(entry) else { return Vec::new() };
        let mut found: Vec<_> = keys.iter().filter_map(|key| state.objects.get_key_value(key)).collect();
        found.sort_unstable_by_key(|(key, _)| *key);
        found.into_iter().map(|(_, object)| object.clone()).collect()
    }

    /// Calls `handler` on every change from now on. It must be quick and must not call back into the store's writers.
    pub(crate) fn on_change(&self, handler: impl Fn(Option<&Arc<K>>, Option<&Arc<K>>) + Send + Sync + 'static) {
        self.handlers.write().push(Box::new(handler));
    }

    /// Returns when the store has been filled once.
    pub(crate) async fn synced(&self) {
        // The sender lives as long as `self`, so this cannot fail.
        let _ = self.synced.subscribe().wait_for(|synced| *synced).await;
    }

    /// Takes the answer to one of our own writes.
    pub(crate) fn observe(&self, object: &K) {
        let Some(revision) = revision(object) else { return };
        let mut object = object.clone();
        self.trim(&mut object);
        let key = Key::of(&object);
        let (old, new) = {
            let mut state = self.state.write();
            // The watch is further than this answer (the object may even be gone), or a list is under way.
            if revision <= state.progress || state.listing.is_some() || is_gone(&object) {
                return;
            }
            if state.objects.get(&key).is_some_and(|kept| self::revision(kept.as_ref()) >= Some(revision)) {
                return;
            }
            let new = Arc::new(object);
            (state.insert(key, new.clone(), self.index), new)
        };
        self.tell(old.as_ref(), Some(&new));
    }

    /// Watches until the future is dropped; begins again with growing delay after errors.
    pub(crate) async fn watch(&self, api: Api<K>) {
        let mut events = watcher(api, watcher::Config::default()).default_backoff().boxed();
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => self.take(event),
                Err(error) => tracing::warn!(kind = %K::kind(&()), %error, "watch interrupted"),
            }
        }
    }

    /// Watches until the first error, which is returned. `None` when the stream ended without one.
    pub(crate) async fn watch_until_error(&self, api: Api<K>) -> Option<watcher::Error> {
        let mut events = watcher(api, watcher::Config::default()).boxed();
        while let Some(event) = events.next().await {
            match event {
                Ok(event) => self.take(event),
                Err(error) => return Some(error),
            }
        }
        None
    }

    /// Whether the store has been filled once.
    pub(crate) fn is_synced(&self) -> bool {
        *self.synced.borrow()
    }

    fn trim(&self, object: &mut K) {
        object.meta_mut().managed_fields = None;
        (self.slim)(object);
    }

    fn take(&self, event: watcher::Event<K>) {
        match event {
            watcher::Event::Init => self.state.write().listing = Some(HashSet::new()),
            watcher::Event::InitApply(object) => {
                let key = Key::of(&object);
                if let Some(listed) = &mut self.state.write().listing {
                    listed.insert(key);
                }
                self.apply(object);
            }
            watcher::Event::InitDone => {
                let gone: Vec<Arc<K>> = {
                    let mut state = self.state.write();
                    let listed = state.listing.take().unwrap_or_default();
                    let gone: Vec<Key> = state.objects.keys().filter(|key| !listed.contains(*key)).cloned().collect();
                    gone.iter().filter_map(|key| state.remove(key, self.index)).collect()
                };
                for old in &gone {
                    self.tell(Some(old), None);
                }
                self.synced.send_replace(true);
            }
            watcher::Event::Apply(object) => self.apply(object),
            watcher::Event::Delete(object) => {
                let key = Key::of(&object);
                let old = {
                    let mut state = self.state.write();
                    state.progress = state.progress.max(revision(&object).unwrap_or_default());
                    // One of our writes may already have put the next object of that name here.
                    let same = state.objects.get(&key).is_some_and(|kept| kept.meta().uid == object.meta().uid);
                    if same { state.remove(&key, self.index) } else { None }
                };
                if old.is_some() {
                    self.tell(old.as_ref(), None);
                }
            }
        }
    }

    fn apply(&self, mut object: K) {
        let revision = revision(&object);
        self.trim(&mut object);
        let key = Key::of(&object);
        let (old, new) = {
            let mut state = self.state.write();
            state.progress = state.progress.max(revision.unwrap_or_default());
            if let (Some(told), Some(kept)) =
                (revision, state.objects.get(&key).and_then(|kept| self::revision(kept.as_ref())))
                && told <= kept
            {
                return;
            }
            let new = Arc::new(object);
            (state.insert(key, new.clone(), self.index), new)
        };
        self.tell(old.as_ref(), Some(&new));
    }

    fn tell(&self, old: Option<&Arc<K>>, new: Option<&Arc<K>>) {
        for handler in self.handlers.read().iter() {
            handler(old, new);
        }
    }
}

impl<K: Kind> State<K> {
    fn insert(&mut self, key: Key, object: Arc<K>, more: fn(&K) -> Vec<String>) -> Option<Arc<K>> {
        let old = self.objects.get(&key).cloned();
        let before = old.as_deref().map(|old| entries(old, more)).unwrap_or_default();
        let after = entries(object.as_ref(), more);
        if before != after {
            self.unindex(&key, before);
            for entry in after {
                self.index.entry(entry).or_default().insert(key.clone());
            }
        }
        self.objects.insert(key, object);
        old
    }

    fn remove(&mut self, key: &Key, more: fn(&K) -> Vec<String>) -> Option<Arc<K>> {
        let old = self.objects.remove(key)?;
        self.unindex(key, entries(old.as_ref(), more));
        Some(old)
    }

    fn unindex(&mut self, key: &Key, entries: Vec<String>) {
        for entry in entries {
            if let Some(keys) = self.index.get_mut(&entry) {
                keys.remove(key);
                if keys.is_empty() {
                    self.index.remove(&entry);
                }
            }
        }
    }
}

fn entries<K: Kind>(object: &K, more: fn(&K) -> Vec<String>) -> Vec<String> {
    let meta = object.meta();
    let mut entries = more(object);
    entries.extend(meta.owner_references.iter().flatten().map(|owner| owner_entry(&owner.uid)));
    if let Some(cluster) = meta.labels.as_ref().and_then(|all| all.get(label::CLUSTER_NAME)) {
        entries.push(cluster_entry(meta.namespace.as_deref().unwrap_or_default(), cluster));
    }
    entries
}

fn owner_entry(uid: &str) -> String {
    format!("owner:{uid}")
}

fn cluster_entry(namespace: &str, name: &str) -> String {
    format!("cluster:{namespace}/{name}")
}

/// The revision of an object as a number, by which two versions of it can be compared
/// (<https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions>).
fn revision<K: Kind>(object: &K) -> Option<u64> {
    object.meta().resource_version.as_deref()?.parse().ok()
}

/// True for the answer to a write that removed the last finalizer of a deleted object: there is no object any more.
fn is_gone<K: Kind>(object: &K) -> bool {
    let meta = object.meta();
    meta.deletion_timestamp.is_some() && meta.finalizers.as_ref().is_none_or(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::ConfigMap;
    use parking_lot::Mutex;
    use serde_json::json;

    use super::*;

    fn object(name: &str, uid: &str, revision: u64, cluster: &str) -> ConfigMap {
        serde_json::from_value(json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {
            "namespace": "ns", "name": name, "uid": uid, "resourceVersion": revision.to_string(),
            "labels": {"cluster.x-k8s.io/cluster-name": cluster},
            "ownerReferences": [{"apiVersion": "v1", "kind": "X", "name": "x", "uid": "owner"}],
        }}))
        .unwrap()
    }

    fn informer() -> Informer<ConfigMap> {
        Informer::new(|_| {}, |_| Vec::new())
    }

    fn names(found: &[Arc<ConfigMap>]) -> Vec<&str> {
        found.iter().filter_map(|object| object.metadata.name.as_deref()).collect()
    }

    #[test]
    fn indexes_follow_changes() {
        let informer = informer();
        informer.take(watcher::Event::Apply(object("b", "1", 1, "one")));
        informer.take(watcher::Event::Apply(object("a", "2", 2, "one")));
        let one = Key::new("ns", "one");
        assert_eq!(names(&informer.of_cluster(&one)), ["a", "b"]);
        informer.take(watcher::Event::Apply(object("a", "2", 3, "two")));
        assert_eq!(names(&informer.of_cluster(&one)), ["b"]);
        assert_eq!(names(&informer.owned_by("owner")), ["a", "b"]);
        informer.take(watcher::Event::Delete(object("b", "1", 4, "one")));
        assert!(informer.of_cluster(&one).is_empty());
    }

    #[test]
    fn own_writes_are_seen_at_once_and_never_twice() {
        let informer = informer();
        let calls = Arc::new(Mutex::new(0));
        let counted = calls.clone();
        informer.on_change(move |_, _| *counted.lock() += 1);
        informer.observe(&object("a", "1", 5, "one"));
        assert!(informer.get(&Key::new("ns", "a")).is_some());
        informer.take(watcher::Event::Apply(object("a", "1", 5, "one")));
        assert_eq!(*calls.lock(), 1);
    }

    #[test]
    fn an_answer_older_than_the_watch_is_ignored() {
        let informer = informer();
        informer.take(watcher::Event::Apply(object("a", "1", 5, "one")));
        informer.take(watcher::Event::Delete(object("a", "1", 9, "one")));
        informer.observe(&object("a", "1", 7, "one"));
        assert!(informer.get(&Key::new("ns", "a")).is_none(), "the object is gone");
    }

    #[test]
    fn a_late_deletion_does_not_take_the_next_object_of_that_name() {
        let informer = informer();
        informer.take(watcher::Event::Apply(object("a", "1", 5, "one")));
        informer.observe(&object("a", "2", 8, "one"));
        informer.take(watcher::Event::Delete(object("a", "1", 7, "one")));
        assert_eq!(informer.get(&Key::new("ns", "a")).and_then(|kept| kept.metadata.uid.clone()).as_deref(), Some("2"));
    }

    #[test]
    fn a_new_list_drops_what_is_gone() {
        let informer = informer();
        informer.take(watcher::Event::Apply(object("a", "1", 5, "one")));
        informer.take(watcher::Event::Init);
        informer.take(watcher::Event::InitApply(object("b", "2", 6, "one")));
        informer.take(watcher::Event::InitDone);
        assert_eq!(names(&informer.all()), ["b"]);
    }
}
