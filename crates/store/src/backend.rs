//! What a database has to do for the objects of spaces. Everything else in this crate works on memory and knows no SQL.
//!
//! There are two: `sqlite` for one server, `postgres` for one or several. Both pass the same tests (`tests/contract`).

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::entry::Entry;

/// One version as it lies in the database.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) resource: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) revision: u64,
    /// True for the last state of an object that is gone.
    pub(crate) deleted: bool,
    pub(crate) bytes: Bytes,
}

/// The objects of a space, in the order of resource, namespace and name.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) revision: u64,
    pub(crate) objects: Vec<Stored>,
}

/// How far memory is with a space.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    pub(crate) space: Arc<str>,
    pub(crate) revision: u64,
}

/// What other servers did to a space since a [`Position`].
#[derive(Debug)]
pub(crate) enum News {
    /// Nothing.
    None,
    /// These versions, in the order of revisions.
    Versions(Vec<Stored>),
    /// Too much to tell, or not kept: the whole space as it is now.
    Anew(Loaded),
    /// The space is gone.
    Gone,
}

/// What a batch writes to one space.
#[derive(Debug)]
pub(crate) struct SpaceChange {
    pub(crate) space: Arc<str>,
    /// The last revision of the batch.
    pub(crate) revision: u64,
    /// In the order of revisions; the flag says that the object is gone with it.
    pub(crate) versions: Vec<(Arc<Entry>, bool)>,
}

/// Everything that is committed together.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) spaces: Vec<SpaceChange>,
    /// Audit records, JSON texts in their order.
    pub(crate) audit: Vec<String>,
}

impl Batch {
    pub(crate) fn is_empty(&self) -> bool {
        self.spaces.is_empty() && self.audit.is_empty()
    }
}

/// What is no longer kept: everything that was superseded, or recorded, before these points in time (milliseconds since
/// 1970).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Horizon {
    pub(crate) versions: i64,
    pub(crate) audit: i64,
}

/// A database of objects.
#[async_trait]
pub(crate) trait Backend: Send + Sync {
    /// Reads a space; one that does not exist is empty, at revision 1.
    async fn load(&self, space: &str) -> Result<Loaded, sqlx::Error>;

    /// The newest versions of a resource that were written at or before `at`, without those of objects that were gone
    /// then. Empty `namespace` and `name` mean all.
    async fn as_of(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Vec<Stored>, sqlx::Error>;

    /// When an object was deleted last at or before `at`, in milliseconds since 1970; `None` when no deletion is kept.
    async fn deleted_at(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Option<i64>, sqlx::Error>;

    /// Opens the one connection that writes.
    async fn journal(&self) -> Result<Box<dyn Journal>, sqlx::Error>;

    /// What others did to spaces since these positions, in their order. Empty when nobody else writes.
    async fn news(&self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error>;
}

/// Which objects of the past are asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsOf<'a> {
    pub(crate) resource: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

/// The writing side of a database. After any error the next call starts from a clean connection; an error of
/// [`Journal::commit`] may leave open whether the batch is stored, and then the news of the next call tell.
#[async_trait]
pub(crate) trait Journal: Send {
    /// Begins a batch: from now on nobody else writes to these spaces until it ends. Tells what others wrote before.
    async fn begin(&mut self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error>;

    /// Stores a batch and ends it. It is on disk when this returns.
    async fn commit(&mut self, batch: &Batch) -> Result<(), sqlx::Error>;

    /// Ends a batch that stores nothing.
    async fn rollback(&mut self);

    /// Removes a space with all its objects.
    async fn delete_space(&mut self, space: &str) -> Result<(), sqlx::Error>;

    /// Removes a bounded number of versions and records from before the horizon. True when there may be more.
    async fn compact(&mut self, horizon: Horizon) -> Result<bool, sqlx::Error>;

    /// Writes something small, to find out whether writing works.
    async fn probe(&mut self) -> Result<(), sqlx::Error>;

    /// Ends the connection cleanly.
    async fn close(self: Box<Self>) -> Result<(), sqlx::Error>;
}

/// Revisions count writes: they stay below 2^63 for longer than any disk lasts.
pub(crate) fn signed(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

/// The other way round; nothing writes negative ones.
pub(crate) fn unsigned(revision: i64) -> u64 {
    u64::try_from(revision).unwrap_or_default()
}

/// The revision of a space that was never written to. It is not 0, so that 0 can mean "any".
pub(crate) const FIRST_REVISION: u64 = 1;
