//! The only SQL: objects and revisions, accounts, sessions.
//!
//! [`Database`] is one SQLite file. [`Database::space`] gives a [`Space`]: a keyspace of JSON objects with one order of
//! revisions. All objects of a loaded space are in memory; a write becomes visible there only after it is on disk, and
//! concurrent writes of all spaces share one commit.

mod accounts;
mod database;
mod draft;
mod entry;
mod error;
mod head;
mod history;
mod sessions;
mod space;
mod sql;
mod state;
mod watcher;
mod writer;

pub use accounts::{Account, Accounts, TableError};
pub use database::Database;
pub use draft::Draft;
pub use entry::{Entry, Key};
pub use error::{OpenError, TooOld, WatchError, WriteError};
pub use head::{FieldPaths, Head, Owner, Uid};
pub use history::{Event, EventKind, HistoryLimits};
pub use sessions::{Session, Sessions};
pub use space::{Change, Expect, LoadOptions, Observer, Space, Write};
pub use watcher::{Batch, Watcher};
