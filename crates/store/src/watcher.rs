//! A place in the history of a resource, moving forward.

use std::sync::Arc;

use tokio::sync::watch;

use crate::error::{TooOld, WatchError};
use crate::history::Event;
use crate::space::Inner;

/// Follows the changes of one resource. It holds no events of its own: it reads them from the space's bounded history,
/// so that a slow one costs nothing and ends with [`WatchError::TooOld`] when it falls behind.
pub struct Watcher {
    space: Arc<Inner>,
    resource: Arc<str>,
    position: u64,
    signal: watch::Receiver<u64>,
}

/// Events in order, and how far the watcher has come with them.
pub struct Batch {
    /// The events.
    pub events: Vec<Event>,
    /// Everything up to this revision of the space has been seen.
    pub revision: u64,
}

impl Watcher {
    pub(crate) fn new(space: Arc<Inner>, resource: Arc<str>, position: u64, signal: watch::Receiver<u64>) -> Watcher {
        Watcher { space, resource, position, signal }
    }

    /// The next events, at most `max`; waits until there is one.
    ///
    /// # Errors
    /// When the watcher fell behind, or the space is gone.
    pub async fn next(&mut self, max: usize) -> Result<Batch, WatchError> {
        loop {
            // Marked as seen before reading, so that a change in between wakes the next wait.
            self.signal.borrow_and_update();
            if self.space.is_closed() {
                return Err(WatchError::Closed);
            }
            let batch = self.take(max)?;
            if !batch.events.is_empty() {
                return Ok(batch);
            }
            self.signal.changed().await.map_err(|_| WatchError::Closed)?;
        }
    }

    /// How far the watcher has come: after a wait without events this is the newest revision of the space.
    pub fn position(&mut self) -> Result<u64, TooOld> {
        let state = self.space.state.read();
        if state.events_after(&self.resource, self.position)?.next().is_none() {
            self.position = self.position.max(state.revision);
        }
        Ok(self.position)
    }

    fn take(&mut self, max: usize) -> Result<Batch, TooOld> {
        let state = self.space.state.read();
        let events: Vec<Event> = state.events_after(&self.resource, self.position)?.take(max).cloned().collect();
        self.position = match events.last() {
            Some(last) if events.len() == max => last.entry.revision,
            _ => self.position.max(state.revision),
        };
        Ok(Batch { events, revision: self.position })
    }
}
