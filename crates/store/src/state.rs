//! The objects of one space in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::sync::watch;

use crate::entry::{Entry, Key};
use crate::error::TooOld;
use crate::history::{Event, EventKind, History, HistoryLimits};

type Names = BTreeMap<Arc<str>, Arc<Entry>>;
/// By namespace and name, in the order of lists.
type ByPlace<T> = BTreeMap<(Arc<str>, Arc<str>), T>;

/// The objects of one resource, and its recent changes.
pub(crate) struct Resource {
    namespaces: BTreeMap<Arc<str>, Names>,
    history: History,
    /// Made for the first watcher: most resources of most spaces never have one.
    signal: Option<watch::Sender<u64>>,
}

/// Everything that readers see. It changes only after a commit, under one write lock.
pub(crate) struct State {
    /// The last committed revision of the space.
    pub(crate) revision: u64,
    /// The revision at loading: what happened before is not in the history.
    loaded_at: u64,
    limits: HistoryLimits,
    resources: HashMap<Arc<str>, Resource>,
}

impl State {
    pub(crate) fn new(revision: u64, limits: HistoryLimits) -> State {
        State { revision, loaded_at: revision, limits, resources: HashMap::new() }
    }

    pub(crate) fn resource(&mut self, name: &Arc<str>) -> &mut Resource {
        let loaded_at = self.loaded_at;
        self.resources.entry(name.clone()).or_insert_with(|| Resource {
            namespaces: BTreeMap::new(),
            history: History::starting_after(loaded_at),
            signal: None,
        })
    }

    /// Puts an object that was read from disk.
    pub(crate) fn insert_loaded(&mut self, entry: Entry) {
        let resource = entry.key.resource.clone();
        self.resource(&resource).put(Arc::new(entry));
    }

    pub(crate) fn get(&self, resource: &str, namespace: &str, name: &str) -> Option<&Arc<Entry>> {
        self.resources.get(resource)?.namespaces.get(namespace)?.get(name)
    }

    pub(crate) fn get_key(&self, key: &Key) -> Option<&Arc<Entry>> {
        self.get(&key.resource, &key.namespace, &key.name)
    }

    /// Applies a committed change and returns the event that tells of it.
    pub(crate) fn apply(&mut self, change: Applied) -> Event {
        let key = change.entry().key.clone();
        self.revision = change.entry().revision;
        let limits = self.limits;
        let resource = self.resource(&key.resource);
        let event = match change {
            Applied::Put(entry) => {
                let previous = resource.put(entry.clone());
                let kind = if previous.is_some() { EventKind::Modified } else { EventKind::Added };
                Event { kind, entry, previous }
            }
            Applied::Delete(entry) => {
                let previous = resource.remove(&key);
                Event { kind: EventKind::Deleted, entry, previous }
            }
        };
        resource.history.push(event.clone(), limits);
        event
    }

    /// Puts all objects anew, and returns the events that lead there. What lies between is not known: no history reaches
    /// back behind this, so that watchers list again.
    pub(crate) fn replace(&mut self, entries: Vec<Entry>, revision: u64) -> Vec<Event> {
        let mut before: HashMap<Key, Arc<Entry>> = self.all().map(|e| (e.key.clone(), e.clone())).collect();
        let mut events = Vec::new();
        self.resources.values_mut().for_each(|resource| {
            resource.namespaces.clear();
            resource.history = History::starting_after(revision);
        });
        self.revision = revision;
        self.loaded_at = revision;
        for entry in entries {
            let entry = Arc::new(entry);
            self.resource(&entry.key.resource).put(entry.clone());
            match before.remove(&entry.key) {
                Some(previous) if previous.revision == entry.revision => {}
                Some(previous) => events.push(Event { kind: EventKind::Modified, entry, previous: Some(previous) }),
                None => events.push(Event { kind: EventKind::Added, entry, previous: None }),
            }
        }
        let gone = before.into_values();
        events.extend(gone.map(|e| Event { kind: EventKind::Deleted, entry: e.clone(), previous: Some(e) }));
        events
    }

    /// Wakes the watchers of a resource.
    pub(crate) fn wake(&self, resource: &str) {
        if let Some(signal) = self.resources.get(resource).and_then(|r| r.signal.as_ref()) {
            signal.send_replace(self.revision);
        }
    }

    /// Wakes every watcher, for the end of the space.
    pub(crate) fn wake_all(&self) {
        self.resources.keys().for_each(|r| self.wake(r));
    }

    pub(crate) fn subscribe(&mut self, resource: &Arc<str>) -> watch::Receiver<u64> {
        let revision = self.revision;
        self.resource(resource).signal.get_or_insert_with(|| watch::Sender::new(revision)).subscribe()
    }

    /// The events of `resource` after `revision`.
    pub(crate) fn events_after(
        &self,
        resource: &str,
        revision: u64,
    ) -> Result<impl DoubleEndedIterator<Item = &Event>, TooOld> {
        let events = match self.resources.get(resource) {
            Some(resource) => Some(resource.history.after(revision)?),
            None if revision < self.loaded_at => {
                return Err(TooOld { asked: revision, oldest: self.loaded_at });
            }
            None => None,
        };
        Ok(events.into_iter().flatten())
    }

    /// The objects of `resource` as they are now, in the order of namespace and name.
    pub(crate) fn list(&self, resource: &str, namespace: Option<&str>) -> Vec<Arc<Entry>> {
        let Some(resource) = self.resources.get(resource) else { return Vec::new() };
        match namespace {
            Some(namespace) => {
                resource.namespaces.get(namespace).into_iter().flat_map(Names::values).cloned().collect()
            }
            None => {
                let mut all = Vec::with_capacity(resource.namespaces.values().map(Names::len).sum());
                all.extend(resource.namespaces.values().flat_map(Names::values).cloned());
                all
            }
        }
    }

    /// The objects of `resource` as they were at `revision`.
    pub(crate) fn list_at(
        &self,
        resource: &str,
        namespace: Option<&str>,
        revision: u64,
    ) -> Result<Vec<Arc<Entry>>, TooOld> {
        // Going back from the newest change, the last word about a key is what it was before its oldest change.
        let mut then: ByPlace<Option<Arc<Entry>>> = BTreeMap::new();
        for event in self.events_after(resource, revision)?.rev() {
            let key = &event.entry.key;
            if namespace.is_none_or(|n| n == &*key.namespace) {
                then.insert((key.namespace.clone(), key.name.clone()), event.previous.clone());
            }
        }
        if then.is_empty() {
            return Ok(self.list(resource, namespace));
        }
        let mut objects: ByPlace<Arc<Entry>> = self
            .list(resource, namespace)
            .into_iter()
            .map(|e| ((e.key.namespace.clone(), e.key.name.clone()), e))
            .collect();
        for (key, entry) in then {
            match entry {
                Some(entry) => objects.insert(key, entry),
                None => objects.remove(&key),
            };
        }
        Ok(objects.into_values().collect())
    }

    /// Every object of `namespace`, whatever its resource, up to `limit`.
    pub(crate) fn in_namespace(&self, namespace: &str, limit: usize) -> Vec<Arc<Entry>> {
        self.resources
            .values()
            .filter_map(|r| r.namespaces.get(namespace))
            .flat_map(Names::values)
            .take(limit)
            .cloned()
            .collect()
    }

    /// Every object of the space.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.resources.values().flat_map(|r| r.namespaces.values()).flat_map(Names::values)
    }

    /// The number of objects of a resource.
    pub(crate) fn count(&self, resource: &str) -> usize {
        self.resources.get(resource).map_or(0, |r| r.namespaces.values().map(Names::len).sum())
    }
}

/// A change that is on disk.
#[derive(Clone)]
pub(crate) enum Applied {
    Put(Arc<Entry>),
    Delete(Arc<Entry>),
}

impl Applied {
    pub(crate) fn entry(&self) -> &Arc<Entry> {
        match self {
            Applied::Put(entry) | Applied::Delete(entry) => entry,
        }
    }
}

impl Resource {
    fn put(&mut self, entry: Arc<Entry>) -> Option<Arc<Entry>> {
        let names = self.namespaces.entry(entry.key.namespace.clone()).or_default();
        names.insert(entry.key.name.clone(), entry)
    }

    fn remove(&mut self, key: &Key) -> Option<Arc<Entry>> {
        let names = self.namespaces.get_mut(&key.namespace)?;
        let removed = names.remove(&key.name);
        if names.is_empty() {
            self.namespaces.remove(&key.namespace);
        }
        removed
    }
}
