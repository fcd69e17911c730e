//! What can go wrong, for callers to tell apart.

use std::path::PathBuf;
use std::sync::Arc;

/// The database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open. Two would overwrite each other's memory.
    #[error("{0} is in use by another process")]
    InUse(PathBuf),
    /// The file or its folder could not be used.
    #[error("cannot open {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database refused, or cannot be reached.
    #[error("cannot open the database")]
    Database(#[from] sqlx::Error),
    /// A migration failed.
    #[error("cannot bring the database up to date")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// A write that did not happen. Nothing of its transaction is stored.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WriteError {
    /// A write of the transaction expected another state: its index, and the revision that is there (0: none).
    #[error("write {index} expected another revision than {found}")]
    Conflict {
        /// Which write of the transaction.
        index: usize,
        /// The revision that is stored, 0 when there is no such object.
        found: u64,
    },
    /// The space was deleted, or the database closed.
    #[error("the space is closed")]
    Closed,
    /// [`Space::load`](crate::Space::load) has not run.
    #[error("the space is not loaded")]
    NotLoaded,
    /// A value is not the JSON object that it should be.
    #[error("the value is not a JSON object with metadata: {0}")]
    Malformed(String),
    /// The database could not commit. Memory still shows what is on disk.
    #[error("the database could not commit")]
    Storage(#[source] Arc<sqlx::Error>),
}

/// The history does not reach back that far; list again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("revision {asked} is too old: the history begins after {oldest}")]
pub struct TooOld {
    /// The revision that was asked for.
    pub asked: u64,
    /// The oldest revision that can still be asked for.
    pub oldest: u64,
}

/// A watch that ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WatchError {
    /// The watcher fell behind the bounded history.
    #[error(transparent)]
    TooOld(#[from] TooOld),
    /// The space was deleted, or the database closed.
    #[error("the space is closed")]
    Closed,
}

/// The past cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// It is longer ago than history is kept.
    #[error("history is kept since {oldest}")]
    Forgotten {
        /// The earliest time that can be asked for.
        oldest: chrono::DateTime<chrono::Utc>,
    },
    /// The database could not be read.
    #[error("the database does not answer")]
    Database(#[from] sqlx::Error),
}
