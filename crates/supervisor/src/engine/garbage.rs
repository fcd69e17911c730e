//! Garbage collection by owner references.
//!
//! Model: `k8s.io/kubernetes/pkg/controller/garbagecollector`. An index of owners and dependents is kept with every
//! commit; a change puts the objects that it concerns into a queue, and one task works that off.

mod collector;
mod index;

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use parking_lot::Mutex;
use store::{Event, EventKind, Key, Observer, Space};
use tokio::sync::Notify;

pub(crate) use collector::run;
use index::Index;

/// The index, and what has to be looked at.
#[derive(Default)]
pub(crate) struct Garbage {
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Default)]
struct State {
    index: Index,
    queue: VecDeque<Key>,
    queued: HashSet<Key>,
}

impl State {
    fn enqueue(&mut self, key: &Key) {
        if self.queued.insert(key.clone()) {
            self.queue.push_back(key.clone());
        }
    }

    fn dequeue(&mut self) -> Option<Key> {
        let key = self.queue.pop_front()?;
        self.queued.remove(&key);
        Some(key)
    }
}

impl Garbage {
    /// Follows a loaded space.
    pub(crate) fn follow(space: &Space) -> Arc<Garbage> {
        let garbage = Arc::new(Garbage::default());
        let observer: Arc<dyn Observer> = garbage.clone();
        space.observe(&observer, |entry| {
            let mut state = garbage.state.lock();
            state.index.put(entry);
            // After a restart everything with an owner, and every owner on its way out, is looked at once.
            if !entry.head.owners.is_empty() || entry.head.deleting {
                state.enqueue(&entry.key);
            }
        });
        garbage
    }

    /// The next object to look at; waits for one.
    async fn next(&self) -> Key {
        loop {
            let woken = self.wake.notified();
            if let Some(key) = self.state.lock().dequeue() {
                return key;
            }
            woken.await;
        }
    }

    fn again(&self, key: &Key) {
        self.state.lock().enqueue(key);
        self.wake.notify_one();
    }
}

impl Observer for Garbage {
    fn committed(&self, events: &[Event]) {
        let mut state = self.state.lock();
        let before = state.queue.len();
        for event in events {
            if let Some(previous) = &event.previous {
                state.index.remove(previous);
            }
            let entry = &event.entry;
            if event.kind == EventKind::Deleted {
                for dependent in state.index.dependents(entry.head.uid) {
                    state.enqueue(&dependent);
                }
            } else {
                state.index.put(entry);
                let owners_changed = event
                    .previous
                    .as_ref()
                    .is_none_or(|p| p.head.owners != entry.head.owners || p.head.deleting != entry.head.deleting);
                if entry.head.deleting || (!entry.head.owners.is_empty() && owners_changed) {
                    state.enqueue(&entry.key);
                }
            }
            // An owner in foreground deletion waits for this one to go, or to stop blocking.
            let owners = event.previous.iter().flat_map(|p| p.head.owners.iter());
            let waiting: Vec<Key> = owners
                .filter_map(|o| state.index.object(o.uid))
                .filter(|o| o.deleting)
                .map(|o| o.key.clone())
                .collect();
            waiting.iter().for_each(|key| state.enqueue(key));
        }
        if state.queue.len() > before {
            self.wake.notify_one();
        }
    }
}
