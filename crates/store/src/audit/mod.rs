//! The audit log: records that cannot be changed unseen.

pub(crate) mod chain;
pub(crate) mod found_by;
mod search;
mod verify;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use crate::accounts::TableError;
use crate::backend::{signed, unsigned};
use crate::location::Location;
use crate::pool::{Pool, with_pool};
use crate::writer::Request;
pub use chain::Link;
pub use search::{Found, Outcome, Search, Within};
pub use verify::{Broken, Verified};

/// The record that says which records are no longer kept. Who cuts off the beginning by hand has none in the chain.
pub(crate) fn retention_record(base: &Link) -> String {
    serde_json::json!({"kind": "Retention", "through": {"seq": base.seq, "hash": base.hex()}}).to_string()
}

/// One record as it lies in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place in the chain.
    pub link: Link,
    /// When it was stored.
    pub at: DateTime<Utc>,
    /// One JSON object.
    pub record: String,
}

/// Number, time, text and hash.
pub(crate) type Row = (i64, i64, String, Vec<u8>);

impl AuditRecord {
    fn of((seq, at, record, hash): Row) -> AuditRecord {
        AuditRecord {
            link: Link { seq: unsigned(seq), hash: chain::hash_of(&hash) },
            at: DateTime::from_timestamp_millis(at).unwrap_or_default(),
            record,
        }
    }
}

/// The log of a database. Cheap to clone.
#[derive(Clone)]
pub struct AuditLog {
    pool: Pool,
    writer: Option<mpsc::Sender<Request>>,
}

impl AuditLog {
    pub(crate) fn new(pool: Pool, writer: Option<mpsc::Sender<Request>>) -> AuditLog {
        AuditLog { pool, writer }
    }

    /// Opens the log of a database that a server may have open, for reading only.
    ///
    /// # Errors
    /// When there is no such database.
    pub async fn open(location: &Location) -> Result<AuditLog, TableError> {
        Ok(AuditLog::new(location.beside().await?, None))
    }

    /// Appends records, JSON texts, with the next commit. They are kept in memory and tried again while the database does
    /// not take them.
    pub async fn append(&self, records: Vec<String>) {
        if let Some(writer) = &self.writer
            && writer.send(Request::Audit { records }).await.is_err()
        {
            tracing::warn!("audit records came after the database was closed");
        }
    }

    /// Up to `limit` records after the one with the number `after`, in their order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn read(&self, after: u64, limit: u32) -> Result<Vec<AuditRecord>, TableError> {
        let query = "SELECT seq, at, record, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
        let rows: Vec<Row> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(signed(after))
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await)?;
        Ok(rows.into_iter().map(AuditRecord::of).collect())
    }

    /// The last record that is no longer kept (`base`), or the last that was written (`head`).
    async fn end(&self, name: &'static str) -> Result<Link, TableError> {
        let query = "SELECT seq, hash FROM audit_ends WHERE name = $1";
        let (seq, hash): (i64, Vec<u8>) =
            with_pool!(&self.pool, pool => sqlx::query_as(query).bind(name).fetch_one(pool).await)?;
        Ok(Link { seq: unsigned(seq), hash: chain::hash_of(&hash) })
    }
}
