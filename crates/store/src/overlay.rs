//! What a batch would change in one space, worked out in memory before it is stored.

use std::collections::HashMap;
use std::sync::Arc;

use crate::backend::SpaceChange;
use crate::draft::Draft;
use crate::entry::{Entry, Key};
use crate::error::WriteError;
use crate::head::Head;
use crate::space::{Change, Expect, Inner, Write};

/// The changes of a batch to one space, in their order; the flag says that the object is gone.
pub(crate) struct Overlay {
    space: Arc<Inner>,
    revision: u64,
    changes: Vec<(Arc<Entry>, bool)>,
    latest: HashMap<Key, Option<Arc<Entry>>>,
}

impl Overlay {
    pub(crate) fn new(space: Arc<Inner>) -> Overlay {
        let revision = space.state.read().revision;
        Overlay { space, revision, changes: Vec::new(), latest: HashMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    fn current(&self, key: &Key) -> Option<Arc<Entry>> {
        match self.latest.get(key) {
            Some(latest) => latest.clone(),
            None => self.space.state.read().get_key(key).cloned(),
        }
    }

    /// Checks a transaction and, when it may happen, notes its changes.
    pub(crate) fn add(&mut self, writes: Vec<Write>) -> Result<Vec<Arc<Entry>>, WriteError> {
        if self.space.is_closed() {
            return Err(WriteError::Closed);
        }
        let mut entries = Vec::with_capacity(writes.len());
        let mut changes = Vec::with_capacity(writes.len());
        let mut revision = self.revision;
        for (index, write) in writes.into_iter().enumerate() {
            let current = self.current(&write.key);
            let found = current.as_ref().map_or(0, |e| e.revision);
            let met = match write.expect {
                Expect::Absent => current.is_none(),
                Expect::Revision(revision) => current.is_some() && revision == found,
            };
            if !met {
                return Err(WriteError::Conflict { index, found });
            }
            let (draft, gone) = match (write.change, current) {
                (Change::Put(draft), _) => (draft, false),
                (Change::Delete(Some(draft)), Some(_)) => (draft, true),
                (Change::Delete(None), Some(stored)) => {
                    (Draft::of_stored(&stored.bytes, stored.head.revision_at, stored.revision), true)
                }
                (Change::Check, Some(stored)) => {
                    entries.push(stored);
                    continue;
                }
                (Change::Delete(_) | Change::Check, None) => {
                    return Err(WriteError::Conflict { index, found: 0 });
                }
            };
            revision += 1;
            let entry = self.finish(write.key, &draft, revision)?;
            entries.push(entry.clone());
            changes.push((entry, gone));
        }
        self.revision = revision;
        for (entry, gone) in &changes {
            self.latest.insert(entry.key.clone(), (!gone).then(|| entry.clone()));
        }
        self.changes.extend(changes);
        Ok(entries)
    }

    fn finish(&self, key: Key, draft: &Draft, revision: u64) -> Result<Arc<Entry>, WriteError> {
        let bytes = draft.finish(revision);
        let head = Head::decode(&bytes, &self.space.fields(&key.resource))
            .map_err(|e| WriteError::Malformed(e.to_string()))?;
        Ok(Arc::new(Entry { key, revision, bytes, head }))
    }

    pub(crate) fn for_disk(&self) -> SpaceChange {
        SpaceChange { space: self.space.name.clone(), revision: self.revision, versions: self.changes.clone() }
    }

    /// Makes the committed changes visible.
    pub(crate) fn apply(self) {
        self.space.apply(self.changes);
    }
}
