//! The only SQL: objects and revisions, accounts, people, sessions, audit.
//!
//! [`Database`] is a SQLite file or a PostgreSQL database. [`Database::space`] gives a [`Space`]: a keyspace of JSON
//! objects with one order of revisions. All objects of a loaded space are in memory; a write becomes visible there only
//! after it is on disk, and concurrent writes of all spaces share one commit. On PostgreSQL several servers may share the
//! database: each learns what the others wrote before it compares, and follows their commits.

mod accounts;
pub mod audit;
mod backend;
mod backup;
mod database;
mod draft;
mod entry;
mod error;
mod follow;
mod head;
mod health;
mod history;
mod keys;
mod location;
mod outbox;
mod overlay;
mod people;
mod pool;
mod postgres;
mod sessions;
mod space;
mod sqlite;
mod state;
mod watcher;
mod writer;

pub use accounts::{Account, Accounts, TableError};
pub use backup::{BackupError, Copied, Restore, backup, restore};
pub use database::{Database, Durability, Options};
pub use draft::Draft;
pub use entry::{Entry, Key};
pub use error::{OpenError, PastError, TooOld, WatchError, WriteError};
pub use head::{FieldPaths, Head, Owner, Uid};
pub use health::Health;
pub use history::{Event, EventKind, HistoryLimits};
pub use keys::Keys;
pub use location::Location;
pub use outbox::{Message, Outbox, Told, Traffic};
pub use people::{Addressee, People, Person, Standing};
pub use sessions::{Session, Sessions};
pub use space::{Change, Expect, LoadOptions, Note, Observer, Space, Write};
pub use watcher::{Batch, Watcher};
