//! Who owns whom.

use std::collections::{BTreeSet, HashMap};

use store::{Entry, Key, Uid};

/// An object as the index knows it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) key: Key,
    pub(super) deleting: bool,
    pub(super) foreground: bool,
}

/// Objects by uid, and dependents by the uid of their owner. Only owners and dependents take room in the second map.
#[derive(Default)]
pub(super) struct Index {
    objects: HashMap<Uid, Known>,
    dependents: HashMap<Uid, BTreeSet<Key>>,
}

impl Index {
    pub(super) fn put(&mut self, entry: &Entry) {
        let known = Known {
            key: entry.key.clone(),
            deleting: entry.head.deleting,
            foreground: entry.finalizers().any(|f| f == crate::engine::delete::FOREGROUND),
        };
        self.objects.insert(entry.head.uid, known);
        for owner in &entry.head.owners {
            self.dependents.entry(owner.uid).or_default().insert(entry.key.clone());
        }
    }

    pub(super) fn remove(&mut self, entry: &Entry) {
        self.objects.remove(&entry.head.uid);
        for owner in &entry.head.owners {
            if let Some(dependents) = self.dependents.get_mut(&owner.uid) {
                dependents.remove(&entry.key);
                if dependents.is_empty() {
                    self.dependents.remove(&owner.uid);
                }
            }
        }
    }

    pub(super) fn object(&self, uid: Uid) -> Option<&Known> {
        self.objects.get(&uid)
    }

    pub(super) fn dependents(&self, owner: Uid) -> Vec<Key> {
        self.dependents.get(&owner).into_iter().flatten().cloned().collect()
    }

    pub(super) fn has_dependents(&self, owner: Uid) -> bool {
        self.dependents.contains_key(&owner)
    }
}
