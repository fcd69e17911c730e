//! The file and what hangs on it.

use std::collections::HashMap;
use std::fs::{File, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::Mutex;
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::{mpsc, oneshot};

use crate::accounts::Accounts;
use crate::error::{OpenError, WriteError};
use crate::sessions::Sessions;
use crate::space::{Inner, Space};
use crate::writer::{self, Request};

/// One SQLite file, open in this process only. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    pool: SqlitePool,
    writer: mpsc::Sender<Request>,
    spaces: Mutex<HashMap<String, Weak<Inner>>>,
    /// Locked as long as the database is open.
    _lock: File,
}

/// Requests that may wait for the writer before the next ones wait themselves.
const QUEUE: usize = 4096;

impl Database {
    /// Opens the file at `path`, makes it when there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// See [`OpenError`]; [`OpenError::InUse`] when another process, or another handle of this one, has it open.
    pub async fn open(path: &Path) -> Result<Database, OpenError> {
        let lock = lock(path)?;
        make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Every commit is on disk when it returns.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(writer::BUSY_TIMEOUT)
            // Pages that may gather in the log before a commit also moves them into the file.
            .pragma("wal_autocheckpoint", "4000")
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::migrate!("../../migrations/sqlite").run(&mut connection).await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(Duration::from_secs(60))
            .connect_lazy_with(options);
        let (writer, requests) = mpsc::channel(QUEUE);
        tokio::spawn(writer::run(connection, requests));
        let shared = Shared { pool, writer, spaces: Mutex::default(), _lock: lock };
        Ok(Database { shared: Arc::new(shared) })
    }

    /// The keyspace of this name. It costs nothing until it is [loaded](Space::load), and nothing on disk until
    /// something is written. Two calls with one name give the same space.
    pub fn space(&self, name: &str) -> Space {
        let mut spaces = self.shared.spaces.lock();
        let known = spaces.get(name).and_then(Weak::upgrade).filter(|inner| !inner.is_closed());
        let inner = known.unwrap_or_else(|| {
            spaces.retain(|_, space| space.strong_count() > 0);
            let inner = Arc::new(Inner::new(name, self.shared.pool.clone(), self.shared.writer.clone()));
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
        let space = self.shared.spaces.lock().get(name).and_then(Weak::upgrade);
        let (reply, answer) = oneshot::channel();
        let request = Request::DeleteSpace { name: name.to_owned(), space, reply };
        self.shared.writer.send(request).await.map_err(|_| WriteError::Closed)?;
        answer.await.map_err(|_| WriteError::Closed)?
    }

    /// Commits what is waiting, then closes. Writes after that fail, watchers end.
    pub async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.shared.writer.send(Request::Close { reply }).await.is_ok() {
            let _ = answer.await;
        }
        let spaces: Vec<_> = self.shared.spaces.lock().values().filter_map(Weak::upgrade).collect();
        spaces.iter().for_each(|space| space.close());
        self.shared.pool.close().await;
    }

    /// The table of local accounts.
    pub fn accounts(&self) -> Accounts {
        Accounts::new(self.shared.pool.clone())
    }

    /// The table of portal sessions.
    pub fn sessions(&self) -> Sessions {
        Sessions::new(self.shared.pool.clone())
    }
}

/// The file is for its owner alone: keys and password hashes lie in it. SQLite gives the files beside it the same rights.
fn make_private(path: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::File { path: path.to_owned(), source };
    let file = File::options().create(true).truncate(false).write(true).mode(0o600).open(path).map_err(failed)?;
    file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)
}

/// Takes the lock file beside the database.
fn lock(path: &Path) -> Result<File, OpenError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let failed = |source| OpenError::File { path: path.to_owned(), source };
    let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(path.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}
