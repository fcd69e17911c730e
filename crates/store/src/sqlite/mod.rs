//! SQLite: one file, one server.

mod journal;
mod lock;

use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use crate::backend::{AsOf, Backend, FIRST_REVISION, Journal, Loaded, News, Position, Stored, unsigned};
use crate::error::OpenError;
use journal::SqliteJournal;
pub(crate) use lock::{Lock, make_private};

/// How long a statement waits for another writer of the file (accounts and sessions write too).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// An open file.
pub(crate) struct Sqlite {
    options: SqliteConnectOptions,
    pub(crate) pool: SqlitePool,
}

impl Sqlite {
    /// Opens the file, makes it when there is none, and brings its tables up to date. The file is this process's own as
    /// long as the lock is held.
    pub(crate) async fn open(path: &Path) -> Result<(Sqlite, Lock), OpenError> {
        let lock = Lock::take(path)?;
        make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Every commit is on disk when it returns.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            // Pages that may gather in the log before a commit also moves them into the file.
            .pragma("wal_autocheckpoint", "4000")
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::migrate!("../../migrations/sqlite").run(&mut connection).await?;
        connection.close().await?;
        let pool = SqlitePoolOptions::new()
            .max_connections(4)
            .idle_timeout(Duration::from_secs(60))
            .connect_lazy_with(options.clone());
        Ok((Sqlite { options, pool }, lock))
    }
}

/// A pool on a file that another process may have open: for repair and reading from the command line.
pub(crate) async fn open_beside(path: &Path) -> Result<SqlitePool, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT);
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await
}

#[async_trait]
impl Backend for Sqlite {
    async fn load(&self, space: &str) -> Result<Loaded, sqlx::Error> {
        let mut connection = self.pool.acquire().await?;
        // One transaction, so that objects and revision belong together.
        let mut read = connection.begin().await?;
        let found =
            sqlx::query("SELECT id, revision FROM spaces WHERE name = $1").bind(space).fetch_optional(&mut *read);
        let Some(found) = found.await? else { return Ok(Loaded { revision: FIRST_REVISION, objects: Vec::new() }) };
        let objects = sqlx::query(
            "SELECT v.resource, v.namespace, v.name, v.revision, v.deleted, v.value FROM versions v \
             WHERE v.space = $1 AND v.deleted = 0 AND NOT EXISTS ( \
                 SELECT 1 FROM versions n WHERE n.space = v.space AND n.resource = v.resource \
                 AND n.namespace = v.namespace AND n.name = v.name AND n.revision > v.revision) \
             ORDER BY v.resource, v.namespace, v.name",
        )
        .bind(found.try_get::<i64, _>(0)?)
        .fetch(&mut *read)
        .map_ok(|row| stored(&row))
        .try_collect::<Vec<_>>()
        .await?
        .into_iter()
        .collect::<Result<Vec<_>, _>>()?;
        Ok(Loaded { revision: unsigned(found.try_get(1)?), objects })
    }

    async fn as_of(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Vec<Stored>, sqlx::Error> {
        sqlx::query(
            "SELECT v.resource, v.namespace, v.name, v.revision, v.deleted, v.value FROM versions v \
             WHERE v.space = (SELECT id FROM spaces WHERE name = $1) AND v.resource = $2 \
             AND ($3 = '' OR v.namespace = $3) AND ($4 = '' OR v.name = $4) AND v.at <= $5 AND v.deleted = 0 \
             AND NOT EXISTS ( \
                 SELECT 1 FROM versions n WHERE n.space = v.space AND n.resource = v.resource \
                 AND n.namespace = v.namespace AND n.name = v.name AND n.revision > v.revision AND n.at <= $5) \
             ORDER BY v.namespace, v.name",
        )
        .bind(space)
        .bind(query.resource)
        .bind(query.namespace)
        .bind(query.name)
        .bind(at)
        .fetch_all(&self.pool)
        .await?
        .iter()
        .map(stored)
        .collect()
    }

    async fn deleted_at(&self, space: &str, at: i64, query: AsOf<'_>) -> Result<Option<i64>, sqlx::Error> {
        sqlx::query_scalar(
            "SELECT MAX(at) FROM versions WHERE space = (SELECT id FROM spaces WHERE name = $1) AND resource = $2 \
             AND namespace = $3 AND name = $4 AND at <= $5 AND deleted = 1",
        )
        .bind(space)
        .bind(query.resource)
        .bind(query.namespace)
        .bind(query.name)
        .bind(at)
        .fetch_one(&self.pool)
        .await
    }

    async fn journal(&self) -> Result<Box<dyn Journal>, sqlx::Error> {
        Ok(Box::new(SqliteJournal::open(self.options.clone()).await?))
    }

    /// Nobody else writes to a file that is locked.
    async fn news(&self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error> {
        Ok(positions.iter().map(|_| News::None).collect())
    }
}

fn stored(row: &SqliteRow) -> Result<Stored, sqlx::Error> {
    Ok(Stored {
        resource: row.try_get(0)?,
        namespace: row.try_get(1)?,
        name: row.try_get(2)?,
        revision: unsigned(row.try_get(3)?),
        deleted: row.try_get::<i64, _>(4)? != 0,
        bytes: Bytes::from(row.try_get::<Vec<u8>, _>(5)?.into_boxed_slice()),
    })
}

/// The connection that writes.
pub(crate) async fn connect(options: &SqliteConnectOptions) -> Result<SqliteConnection, sqlx::Error> {
    options.connect().await
}
