//! A database and what hangs on it.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use crate::accounts::{Accounts, TableError};
use crate::audit::AuditLog;
use crate::backend::Backend;
use crate::backup::restores::{self, Restore};
use crate::error::{OpenError, WriteError};
use crate::follow;
use crate::health::Health;
use crate::keys::Keys;
use crate::location::Location;
use crate::outbox::Outbox;
use crate::people::People;
use crate::pool::Pool;
use crate::postgres::Postgres;
use crate::sessions::Sessions;
use crate::space::{Inner, Services, Space};
use crate::sqlite::{Lock, Sqlite};
use crate::writer::{self, Request, Settings};

/// When a write is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// When it is on disk.
    #[default]
    Full,
    /// Before: a crash loses writes that were answered. Only to find out what durability costs.
    Off,
}

/// How a database is used.
#[derive(Clone, Debug)]
pub struct Options {
    /// When writes are answered.
    pub durability: Durability,
    /// How long versions are kept after they were superseded.
    pub history: Duration,
    /// How long audit records are kept.
    pub audit: Duration,
}

impl Default for Options {
    /// Durable; a day of history, ninety days of audit.
    fn default() -> Options {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Options { durability: Durability::Full, history: DAY, audit: DAY * 90 }
    }
}

/// One open database. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    spaces: Arc<Spaces>,
    services: Arc<Services>,
    /// Held as long as the file is open.
    _lock: Option<Lock>,
}

/// The spaces that somebody holds.
#[derive(Default)]
pub(crate) struct Spaces {
    by_name: Mutex<HashMap<String, Weak<Inner>>>,
}

/// Requests that may wait for the writer before the next ones wait themselves.
const QUEUE: usize = 4096;

impl Database {
    /// Opens the SQLite file at `path` with the usual options, makes it when there is none, and brings its tables up to
    /// date.
    ///
    /// # Errors
    /// See [`Database::connect`].
    pub async fn open(path: &Path) -> Result<Database, OpenError> {
        Database::connect(&Location::Sqlite(path.to_owned()), Options::default()).await
    }

    /// Opens the database at `location` and brings its tables up to date.
    ///
    /// # Errors
    /// See [`OpenError`]; [`OpenError::InUse`] when another process, or another handle of this one, has the file open.
    pub async fn connect(location: &Location, options: Options) -> Result<Database, OpenError> {
        let health = Health::default();
        let spaces = Arc::new(Spaces::default());
        let (backend, pool, follow, lock): (Arc<dyn Backend>, _, _, _) = match location {
            Location::Sqlite(path) => {
                let (sqlite, lock) = Sqlite::open(path).await?;
                let pool = Pool::Sqlite(sqlite.pool.clone());
                (Arc::new(sqlite), pool, None, Some(lock))
            }
            Location::Postgres(url) => {
                let postgres = Postgres::open(url).await?;
                let pool = Pool::Postgres(postgres.pool.clone());
                let follower = postgres.follower();
                let backend: Arc<dyn Backend> = Arc::new(postgres);
                let (follow, questions) = mpsc::channel(QUEUE);
                tokio::spawn(follow::run(backend.clone(), follower, spaces.clone(), questions, health.clone()));
                (backend, pool, Some(follow), None)
            }
        };
        let (writer, requests) = mpsc::channel(QUEUE);
        let settings = Settings { durability: options.durability, history: options.history, audit: options.audit };
        tokio::spawn(writer::run(backend.journal().await?, requests, settings, health.clone()));
        let services = Arc::new(Services { backend, writer, follow, health, history: options.history });
        Ok(Database { shared: Arc::new(Shared { pool, spaces, services, _lock: lock }) })
    }

    /// The keyspace of this name. It costs nothing until it is [loaded](Space::load), and nothing on disk until
    /// something is written. Two calls with one name give the same space.
    pub fn space(&self, name: &str) -> Space {
        let mut spaces = self.shared.spaces.by_name.lock();
        let known = spaces.get(name).and_then(Weak::upgrade).filter(|inner| !inner.is_closed());
        let inner = known.unwrap_or_else(|| {
            spaces.retain(|_, space| space.strong_count() > 0);
            let inner = Arc::new(Inner::new(name, self.shared.services.clone()));
            spaces.insert(name.to_owned(), Arc::downgrade(&inner));
            inner
        });
        Space { inner }
    }

    /// Removes a keyspace with all its objects, and ends its watchers and writers. No error when there is none.
    ///
    /// # Errors
    /// When the database cannot commit or is closed.
    pub async fn delete_space(&self, name: &str) -> Result<(), WriteError> {
        let (reply, answer) = oneshot::channel();
        let request = Request::DeleteSpace { name: name.to_owned(), space: self.shared.spaces.get(name), reply };
        self.shared.services.writer.send(request).await.map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }

    /// Commits what is waiting, then closes. Writes after that fail, watchers end.
    pub async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.shared.services.writer.send(Request::Close { reply }).await.is_ok() {
            let _ = answer.await;
        }
        self.shared.spaces.all().iter().for_each(|space| space.close());
        self.shared.pool.close().await;
    }

    /// Whether the database works, as far as was last seen.
    pub fn health(&self) -> Health {
        self.shared.services.health.clone()
    }

    /// True when several servers may use the database at the same time.
    pub fn is_shared(&self) -> bool {
        self.shared.services.follow.is_some()
    }

    /// The table of local accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts::new(self.shared.pool.clone())
    }

    /// The table of people.
    pub fn people(&self) -> People {
        People::new(self.shared.pool.clone())
    }

    /// Messages to people and programs outside.
    pub fn outbox(&self) -> Outbox {
        Outbox::new(self.shared.pool.clone())
    }

    /// The table of portal sessions.
    pub fn sessions(&self) -> Sessions {
        Sessions::new(self.shared.pool.clone())
    }

    /// The table of shared keys.
    pub fn keys(&self) -> Keys {
        Keys::new(self.shared.pool.clone())
    }

    /// The restores of backups that this database has been through, the first one first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn restores(&self) -> Result<Vec<Restore>, TableError> {
        restores::all(&self.shared.pool).await
    }

    /// The audit log.
    pub fn audit(&self) -> AuditLog {
        AuditLog::new(self.shared.pool.clone(), Some(self.shared.services.writer.clone()))
    }
}

impl Spaces {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Inner>> {
        self.by_name.lock().get(name).and_then(Weak::upgrade)
    }

    fn all(&self) -> Vec<Arc<Inner>> {
        self.by_name.lock().values().filter_map(Weak::upgrade).collect()
    }

    /// Those that have their objects in memory.
    pub(crate) fn loaded(&self) -> Vec<Arc<Inner>> {
        let mut spaces = self.all();
        spaces.retain(|space| space.is_loaded() && !space.is_closed());
        spaces
    }
}
