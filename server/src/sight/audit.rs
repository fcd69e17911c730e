//! The audit log as the portal asks for it.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use futures::{FutureExt as _, future::BoxFuture};
use portal::{
    audit::{Found, Search, Stored},
    view::{Chain, Error, ErrorKind},
};
use store::audit::{self, AuditLog, AuditRecord};
use texts::t;

/// The log of the database, and the check of its chain that is at work or was last done.
pub(super) struct Log {
    log: AuditLog,
    chain: Arc<Mutex<Chain>>,
}

impl Log {
    pub(super) fn new(log: AuditLog) -> Self {
        Self { log, chain: Arc::new(Mutex::new(Chain::Unchecked)) }
    }
}

impl portal::audit::Log for Log {
    fn search(&self, search: Search) -> BoxFuture<'_, Result<Found, Error>> {
        async move {
            let (before, limit) = (search.before, search.limit);
            let found = self.log.search(&of_store(search), before, limit).await.map_err(unreadable)?;
            Ok(Found { records: found.records.into_iter().map(stored).collect(), before: found.before })
        }
        .boxed()
    }

    fn record(&self, seq: u64) -> BoxFuture<'_, Result<Option<Stored>, Error>> {
        async move {
            let Some(before) = seq.checked_sub(1) else { return Ok(None) };
            let found = self.log.read(before, 1).await.map_err(unreadable)?;
            Ok(found.into_iter().find(|record| record.link.seq == seq).map(stored))
        }
        .boxed()
    }

    fn check(&self) {
        let since = Utc::now();
        let begun = std::mem::replace(&mut *held(&self.chain), Chain::Checking { since, checked: 0, of: 0 });
        if matches!(begun, Chain::Checking { .. }) {
            *held(&self.chain) = begun;
            return;
        }
        let (log, chain) = (self.log.clone(), self.chain.clone());
        tokio::spawn(async move {
            let tell = |checked, of| *held(&chain) = Chain::Checking { since, checked, of };
            let checked = log.verify_telling(tell).await;
            let at = Utc::now();
            *held(&chain) = match checked {
                Ok(Ok(whole)) => {
                    Chain::Whole { at, records: whole.records, newest: whole.head.seq, hash: whole.head.hex() }
                }
                Ok(Err(broken)) => Chain::Broken { at, fault: broken.to_string() },
                Err(error) => {
                    tracing::error!(%error, "cannot read the audit log to check its chain");
                    Chain::Unreadable { at }
                }
            };
        });
    }

    fn chain(&self) -> Chain {
        held(&self.chain).clone()
    }
}

fn held(chain: &Mutex<Chain>) -> std::sync::MutexGuard<'_, Chain> {
    chain.lock().unwrap_or_else(PoisonError::into_inner)
}

fn of_store(search: Search) -> audit::Search {
    audit::Search {
        request: search.request,
        username: search.username,
        verbs: search.verbs,
        resource: search.resource,
        namespace: search.namespace,
        name: search.name,
        outcome: search.outcome.map(|outcome| match outcome {
            portal::view::Outcome::Done => audit::Outcome::Done,
            portal::view::Outcome::Refused => audit::Outcome::Refused,
            portal::view::Outcome::Failed => audit::Outcome::Failed,
        }),
        text: search.text,
        within: search.within.map(|(namespaces, username)| audit::Within { namespaces, username }),
        people: search.people,
        from: search.from,
        to: search.to,
    }
}

fn stored(record: AuditRecord) -> Stored {
    Stored { seq: record.link.seq, hash: record.link.hex(), record: record.record }
}

fn unreadable(error: store::TableError) -> Error {
    tracing::error!(%error, "cannot read the audit log");
    Error::new(ErrorKind::Unavailable, t().error_audit_unreadable())
}
