//! The recent changes of one resource, bounded in number and bytes.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::entry::Entry;
use crate::error::TooOld;

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// It was created.
    Added,
    /// It was replaced.
    Modified,
    /// It was deleted.
    Deleted,
}

/// One committed change.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The object after the change; for a deletion its last state, with the revision of the deletion.
    pub entry: Arc<Entry>,
    /// The object before the change.
    pub previous: Option<Arc<Entry>>,
}

/// How much history each resource of a space keeps. At least the newest event is kept always.
#[derive(Clone, Copy, Debug)]
pub struct HistoryLimits {
    /// Events at most.
    pub events: usize,
    /// Bytes of object text at most.
    pub bytes: usize,
}

impl Default for HistoryLimits {
    fn default() -> HistoryLimits {
        HistoryLimits { events: 10_000, bytes: 8 << 20 }
    }
}

/// The events of one resource in the order of their revisions.
#[derive(Default)]
pub(crate) struct History {
    events: VecDeque<Event>,
    bytes: usize,
    /// The revision of the newest event that is no longer here.
    forgotten: u64,
}

impl History {
    /// An empty history of which everything up to `revision` is unknown.
    pub(crate) fn starting_after(revision: u64) -> History {
        History { forgotten: revision, ..History::default() }
    }

    pub(crate) fn push(&mut self, event: Event, limits: HistoryLimits) {
        self.bytes += event.entry.weight();
        self.events.push_back(event);
        while self.events.len() > 1 && (self.events.len() > limits.events || self.bytes > limits.bytes) {
            if let Some(oldest) = self.events.pop_front() {
                self.bytes -= oldest.entry.weight();
                self.forgotten = oldest.entry.revision;
            }
        }
    }

    /// The events after `revision`, oldest first.
    pub(crate) fn after(&self, revision: u64) -> Result<impl DoubleEndedIterator<Item = &Event>, TooOld> {
        if revision < self.forgotten {
            return Err(TooOld { asked: revision, oldest: self.forgotten });
        }
        let from = self.events.partition_point(|e| e.entry.revision <= revision);
        Ok(self.events.range(from..))
    }
}
