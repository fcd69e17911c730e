//! Who did what: a record of each request, and of what the program around the API tells of.
//!
//! The record of a write is stored in the write's own transaction: there is no change without it, and no record of a change
//! that did not happen. Other records are gathered for a moment and stored together.

pub mod policy;

mod deed;
mod digest;
mod record;
mod trail;

use std::sync::Arc;
use std::time::Duration;

use store::audit::AuditLog;
use tokio::sync::mpsc;
use tokio::time::Instant;

pub use deed::{About, Deed};
pub use policy::{Level, Policy};
pub(crate) use trail::{Internal, Trail};

/// Where records go, and what is recorded.
#[derive(Clone)]
pub struct AuditConfig {
    /// The log.
    pub log: AuditLog,
    /// What is recorded.
    pub policy: Policy,
    /// What this server is called among several.
    pub server: String,
}

/// Takes the records of a server.
pub(crate) struct Audit {
    pub(crate) policy: Policy,
    pub(crate) server: Arc<str>,
    records: mpsc::Sender<Told>,
}

enum Told {
    Record(String),
    /// Store what there is, and say when it has been handed on.
    Flush(tokio::sync::oneshot::Sender<()>),
}

/// Records that may wait before requests wait for them.
const QUEUE: usize = 8192;
/// Records that are handed on together at most.
const BATCH: usize = 256;
/// The longest that one waits for others.
const GATHER: Duration = Duration::from_millis(200);

impl Audit {
    /// Starts to take records. Needs a tokio runtime.
    pub(crate) fn start(config: AuditConfig) -> Audit {
        let (records, told) = mpsc::channel(QUEUE);
        tokio::spawn(gather(config.log, told));
        Audit { policy: config.policy, server: config.server.into(), records }
    }

    /// Takes the record of a request that stored nothing.
    pub(crate) async fn tell(&self, record: String) {
        // The receiver lives as long as this.
        let _ = self.records.send(Told::Record(record)).await;
    }

    /// Hands on everything that was told before.
    pub(crate) async fn flush(&self) {
        let (done, flushed) = tokio::sync::oneshot::channel();
        if self.records.send(Told::Flush(done)).await.is_ok() {
            let _ = flushed.await;
        }
    }
}

/// Hands records on in batches.
async fn gather(log: AuditLog, mut told: mpsc::Receiver<Told>) {
    while let Some(first) = told.recv().await {
        let until = Instant::now() + GATHER;
        let (mut batch, mut waiting) = (Vec::new(), None);
        let mut next = Some(first);
        while let Some(one) = next {
            match one {
                Told::Record(record) => batch.push(record),
                Told::Flush(done) => {
                    waiting = Some(done);
                    break;
                }
            }
            if batch.len() >= BATCH {
                break;
            }
            next = tokio::time::timeout_at(until, told.recv()).await.unwrap_or_default();
        }
        if !batch.is_empty() {
            log.append(batch).await;
        }
        if let Some(done) = waiting {
            let _ = done.send(());
        }
    }
}
