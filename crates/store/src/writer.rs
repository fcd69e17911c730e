//! The one task that writes. It takes whatever requests are waiting, of all spaces, checks each against what is stored
//! and what earlier requests of the same batch would store, commits them together, and only then changes memory, tells
//! watchers and answers. While it waits for the disk, the next batch gathers.
//!
//! Between batches it looks after the database: old versions and records go, and while writing does not work it finds
//! out when it does again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::backend::{Batch, Horizon, Journal, Position};
use crate::database::Durability;
use crate::entry::Entry;
use crate::error::WriteError;
use crate::health::Health;
use crate::overlay::Overlay;
use crate::space::{Inner, Note, Write};

/// Requests of one commit at most.
const MAX_BATCH: usize = 512;
/// Audit records that wait at most for a database that does not take them.
const MAX_RECORDS: usize = 20_000;

type Outcome = Result<Vec<Arc<Entry>>, WriteError>;
type Reply = oneshot::Sender<Outcome>;

/// What the writer is asked to do.
pub(crate) enum Request {
    Commit { space: Arc<Inner>, writes: Vec<Write>, note: Option<Note>, reply: Reply },
    Audit { records: Vec<String> },
    DeleteSpace { name: String, space: Option<Arc<Inner>>, reply: oneshot::Sender<Result<(), WriteError>> },
    Close { reply: oneshot::Sender<()> },
}

/// How the writer works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) durability: Durability,
    pub(crate) history: Duration,
    pub(crate) audit: Duration,
}

impl Settings {
    /// What is no longer kept; nothing of the audit log when its turn has not come.
    fn horizon(&self, audit: bool) -> Horizon {
        let before = |kept: Duration| {
            Utc::now().timestamp_millis().saturating_sub(i64::try_from(kept.as_millis()).unwrap_or(i64::MAX))
        };
        Horizon { versions: before(self.history), audit: if audit { before(self.audit) } else { i64::MIN } }
    }
}

/// Serves requests until it is closed or nobody can ask any more.
pub(crate) async fn run(
    journal: Box<dyn Journal>,
    mut requests: mpsc::Receiver<Request>,
    settings: Settings,
    health: Health,
) {
    let mut writer = Writer { journal, settings, health, records: Vec::new(), audit_due: Instant::now() };
    let mut waiting = Vec::with_capacity(MAX_BATCH);
    let mut chores = Instant::now() + Chores::FIRST;
    loop {
        tokio::select! {
            biased;
            count = requests.recv_many(&mut waiting, MAX_BATCH) => {
                let Some(closing) = writer.serve(waiting.drain(..)).await else {
                    if count == 0 { return } else { continue }
                };
                requests.close();
                if let Err(error) = writer.journal.close().await {
                    tracing::warn!(%error, "the database did not close cleanly");
                }
                let _ = closing.send(());
                return;
            }
            () = tokio::time::sleep_until(chores) => chores = Instant::now() + writer.chores().await,
        }
    }
}

/// The waits between chores.
struct Chores;

impl Chores {
    const FIRST: Duration = Duration::from_secs(10);
    /// While writing does not work.
    const PROBE: Duration = Duration::from_secs(1);
    /// While there is more to clear away; requests come in between.
    const MORE: Duration = Duration::from_millis(20);
    const IDLE: Duration = Duration::from_secs(10);
    const AUDIT: Duration = Duration::from_secs(3600);
}

struct Writer {
    journal: Box<dyn Journal>,
    settings: Settings,
    health: Health,
    /// Audit records that are not stored yet.
    records: Vec<String>,
    /// When old audit records are looked for again. That is told in the log itself, so it must not happen all the time.
    audit_due: Instant,
}

/// A transaction with what it waits for.
struct Waiting {
    space: Arc<Inner>,
    writes: Vec<Write>,
    note: Option<Note>,
    reply: Reply,
}

impl Writer {
    /// Serves requests in their order. Gives the reply for closing when that was among them.
    async fn serve(&mut self, requests: impl Iterator<Item = Request>) -> Option<oneshot::Sender<()>> {
        let mut transactions = Vec::new();
        let mut closing = None;
        for request in requests {
            match request {
                Request::Commit { space, writes, note, reply } => {
                    transactions.push(Waiting { space, writes, note, reply });
                }
                Request::Audit { records } => self.keep(records),
                Request::DeleteSpace { name, space, reply } => {
                    self.commit(std::mem::take(&mut transactions)).await;
                    let deleted = self.journal.delete_space(&name).await;
                    if let (Ok(()), Some(space)) = (&deleted, space) {
                        space.close();
                    }
                    // A caller that no longer waits does not need the answer; so with all answers here.
                    let _ = reply.send(deleted.map_err(|e| WriteError::Storage(Arc::new(e))));
                }
                Request::Close { reply } => closing = Some(reply),
            }
        }
        self.commit(transactions).await;
        closing
    }

    fn keep(&mut self, records: Vec<String>) {
        self.records.extend(records);
        if self.records.len() > MAX_RECORDS {
            let lost = self.records.len() - MAX_RECORDS;
            self.records.drain(..lost);
            tracing::error!(lost, "audit records are lost: the database takes none for too long");
        }
    }

    async fn commit(&mut self, transactions: Vec<Waiting>) {
        if transactions.is_empty() && self.records.is_empty() {
            return;
        }
        let spaces: HashMap<usize, Arc<Inner>> =
            transactions.iter().map(|t| (Arc::as_ptr(&t.space).addr(), t.space.clone())).collect();
        if let Err(error) = self.begin(spaces.values()).await {
            return self.fail(error, transactions.into_iter().map(|t| t.reply));
        }
        let mut overlays: HashMap<usize, Overlay> = HashMap::new();
        let mut replies = Vec::with_capacity(transactions.len());
        let kept = self.records.len();
        for Waiting { space, writes, note, reply } in transactions {
            let overlay = overlays.entry(Arc::as_ptr(&space).addr()).or_insert_with(|| Overlay::new(space));
            let outcome = overlay.add(writes);
            if let (Ok(entries), Some(note)) = (&outcome, note) {
                self.records.push(note(entries));
            }
            replies.push((reply, outcome));
        }
        let overlays: Vec<Overlay> = overlays.into_values().filter(|o| !o.is_empty()).collect();
        let batch = Batch {
            spaces: overlays.iter().map(Overlay::for_disk).collect(),
            audit: std::mem::take(&mut self.records),
        };
        if batch.is_empty() {
            self.journal.rollback().await;
            answer(replies);
        } else if self.settings.durability == Durability::Off {
            overlays.into_iter().for_each(Overlay::apply);
            answer(replies);
            let written = self.journal.commit(&batch).await;
            self.health.set_writing(&written);
        } else {
            let written = self.journal.commit(&batch).await;
            self.health.set_writing(&written);
            match written {
                Ok(()) => {
                    overlays.into_iter().for_each(Overlay::apply);
                    answer(replies);
                }
                Err(error) => {
                    // What these transactions would have told did not happen.
                    self.records = batch.audit;
                    self.records.truncate(kept);
                    self.fail(error, replies.into_iter().map(|(reply, _)| reply));
                }
            }
        }
    }

    /// Begins a batch with memory as new as the database.
    async fn begin(&mut self, spaces: impl Iterator<Item = &Arc<Inner>>) -> Result<(), sqlx::Error> {
        let spaces: Vec<&Arc<Inner>> = spaces.collect();
        let positions: Vec<Position> = spaces.iter().map(|space| space.position()).collect();
        let all = self.journal.begin(&positions).await;
        if let Err(error) = &all {
            tracing::debug!(%error, "cannot begin");
        }
        for ((space, position), news) in spaces.into_iter().zip(positions).zip(all?) {
            if let Err(error) = space.learn(news, position.revision) {
                self.journal.rollback().await;
                return Err(sqlx::Error::Decode(Box::new(error)));
            }
        }
        Ok(())
    }

    /// Also a refusal may rest on a change of this batch that did not happen: all of it fails.
    fn fail(&mut self, error: sqlx::Error, replies: impl Iterator<Item = Reply>) {
        let result = Err(error);
        self.health.set_writing(&result);
        if let Err(error) = result {
            let failure = WriteError::Storage(Arc::new(error));
            for reply in replies {
                let _ = reply.send(Err(failure.clone()));
            }
        }
    }

    /// Does what is due beside requests, and says when to come again.
    async fn chores(&mut self) -> Duration {
        if !self.health.writes() {
            let probed = self.journal.probe().await;
            self.health.set_writing(&probed);
            return Chores::PROBE;
        }
        let audit = Instant::now() >= self.audit_due;
        match self.journal.compact(self.settings.horizon(audit)).await {
            Ok(true) => Chores::MORE,
            Ok(false) => {
                if audit {
                    self.audit_due = Instant::now() + Chores::AUDIT;
                }
                Chores::IDLE
            }
            Err(error) => {
                tracing::warn!(%error, "old versions could not be cleared away");
                Chores::IDLE
            }
        }
    }
}

fn answer(replies: Vec<(Reply, Outcome)>) {
    for (reply, outcome) in replies {
        let _ = reply.send(outcome);
    }
}
