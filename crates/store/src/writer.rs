//! The one task that writes. It takes whatever requests are waiting, of all spaces, checks each against what is stored
//! and what earlier requests of the same batch would store, commits them together, and only then changes memory, tells
//! watchers and answers. While it waits for the disk, the next batch gathers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sqlx::SqliteConnection;
use tokio::sync::{mpsc, oneshot};

use crate::draft::Draft;
use crate::entry::{Entry, Key};
use crate::error::WriteError;
use crate::head::Head;
use crate::history::Event;
use crate::space::{Change, Expect, Inner, Write};
use crate::sql::{self, SpaceChange};
use crate::state::Applied;

/// Requests of one commit at most.
const MAX_BATCH: usize = 512;

type Outcome = Result<Vec<Arc<Entry>>, WriteError>;
type Reply = oneshot::Sender<Outcome>;

/// What the writer is asked to do.
pub(crate) enum Request {
    Commit { space: Arc<Inner>, writes: Vec<Write>, reply: Reply },
    DeleteSpace { name: String, space: Option<Arc<Inner>>, reply: oneshot::Sender<Result<(), WriteError>> },
    Close { reply: oneshot::Sender<()> },
}

/// Serves requests until it is closed or nobody can ask any more.
pub(crate) async fn run(mut connection: SqliteConnection, mut requests: mpsc::Receiver<Request>) {
    let mut waiting = Vec::with_capacity(MAX_BATCH);
    while requests.recv_many(&mut waiting, MAX_BATCH).await > 0 {
        let mut batch = Batch::default();
        let mut closing = None;
        for request in waiting.drain(..) {
            match request {
                Request::Commit { space, writes, reply } => batch.add(space, writes, reply),
                Request::DeleteSpace { name, space, reply } => {
                    std::mem::take(&mut batch).commit(&mut connection).await;
                    let deleted = sql::delete_space(&mut connection, &name).await;
                    if let (Ok(()), Some(space)) = (&deleted, space) {
                        space.close();
                    }
                    // A caller that no longer waits does not need the answer; so with all answers here.
                    let _ = reply.send(deleted.map_err(|e| WriteError::Storage(Arc::new(e))));
                }
                Request::Close { reply } => closing = Some(reply),
            }
        }
        batch.commit(&mut connection).await;
        if let Some(reply) = closing {
            requests.close();
            use sqlx::Connection;
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "the database did not close cleanly");
            }
            let _ = reply.send(());
            return;
        }
    }
}

/// Requests that will be committed together.
#[derive(Default)]
struct Batch {
    overlays: HashMap<usize, Overlay>,
    replies: Vec<(Reply, Outcome)>,
}

/// What a batch would change in one space. Batches know it by the address of the space, which it holds.
struct Overlay {
    space: Arc<Inner>,
    revision: u64,
    changes: Vec<(Key, Applied)>,
    latest: HashMap<Key, Applied>,
}

impl Overlay {
    fn new(space: Arc<Inner>) -> Overlay {
        let revision = space.state.read().revision;
        Overlay { space, revision, changes: Vec::new(), latest: HashMap::new() }
    }

    fn current(&self, key: &Key) -> Option<Arc<Entry>> {
        match self.latest.get(key) {
            Some(Applied::Put(entry)) => Some(entry.clone()),
            Some(Applied::Delete(_)) => None,
            None => self.space.state.read().get_key(key).cloned(),
        }
    }

    /// Checks a transaction and, when it may happen, notes its changes.
    fn add(&mut self, writes: Vec<Write>) -> Result<Vec<Arc<Entry>>, WriteError> {
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
            let change = match (write.change, current) {
                (Change::Put(draft), _) => {
                    revision += 1;
                    Applied::Put(self.finish(&write.key, &draft, revision)?)
                }
                (Change::Delete(draft), Some(stored)) => {
                    revision += 1;
                    let draft = draft
                        .unwrap_or_else(|| Draft::of_stored(&stored.bytes, stored.head.revision_at, stored.revision));
                    Applied::Delete(self.finish(&write.key, &draft, revision)?)
                }
                (Change::Check, Some(stored)) => {
                    entries.push(stored);
                    continue;
                }
                (Change::Delete(_) | Change::Check, None) => {
                    return Err(WriteError::Conflict { index, found: 0 });
                }
            };
            entries.push(change.entry().clone());
            changes.push((write.key, change));
        }
        self.revision = revision;
        self.latest.extend(changes.iter().cloned());
        self.changes.extend(changes);
        Ok(entries)
    }

    fn finish(&self, key: &Key, draft: &Draft, revision: u64) -> Result<Arc<Entry>, WriteError> {
        let bytes = draft.finish(revision);
        let head = Head::decode(&bytes, &self.space.fields(&key.resource))
            .map_err(|e| WriteError::Malformed(e.to_string()))?;
        Ok(Arc::new(Entry { key: key.clone(), revision, bytes, head }))
    }

    fn for_disk(&self) -> SpaceChange {
        let mut change = SpaceChange {
            name: self.space.name.clone(),
            revision: self.revision,
            puts: Vec::new(),
            deletes: Vec::new(),
        };
        for (key, applied) in &self.latest {
            match applied {
                Applied::Put(entry) => change.puts.push(entry.clone()),
                Applied::Delete(_) => change.deletes.push(key.clone()),
            }
        }
        // In the order of writing, so that what is written together lies together.
        change.puts.sort_unstable_by_key(|e| e.revision);
        change
    }

    /// Makes the committed changes visible.
    fn apply(self) {
        let mut state = self.space.state.write();
        let events: Vec<Event> = self
            .changes
            .into_iter()
            .map(|(key, applied)| state.apply(&key, applied.entry().revision, applied))
            .collect();
        self.space.observers.lock().retain(|observer| match observer.upgrade() {
            Some(observer) => {
                observer.committed(&events);
                true
            }
            None => false,
        });
        let mut woken: Vec<&str> = events.iter().map(|e| &*e.entry.key.resource).collect();
        woken.sort_unstable();
        woken.dedup();
        woken.into_iter().for_each(|resource| state.wake(resource));
    }
}

impl Batch {
    fn add(&mut self, space: Arc<Inner>, writes: Vec<Write>, reply: Reply) {
        let overlay = self.overlays.entry(Arc::as_ptr(&space).addr()).or_insert_with(|| Overlay::new(space));
        let result = overlay.add(writes);
        self.replies.push((reply, result));
    }

    async fn commit(self, connection: &mut SqliteConnection) {
        let overlays: Vec<Overlay> = self.overlays.into_values().filter(|o| !o.changes.is_empty()).collect();
        let mut failure = None;
        if !overlays.is_empty() {
            let changes: Vec<SpaceChange> = overlays.iter().map(Overlay::for_disk).collect();
            match sql::commit(connection, &changes).await {
                Ok(()) => overlays.into_iter().for_each(Overlay::apply),
                Err(error) => {
                    tracing::error!(%error, requests = self.replies.len(), "commit failed");
                    failure = Some(WriteError::Storage(Arc::new(error)));
                }
            }
        }
        // Also a refusal may rest on a change of this batch that did not happen: with it, all fail.
        for (reply, result) in self.replies {
            let _ = reply.send(match &failure {
                Some(failure) => Err(failure.clone()),
                None => result,
            });
        }
    }
}

/// How long a statement waits for another writer of the file (accounts and sessions write too).
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
