//! A copy of a whole database in one file, taken while servers use it, and the way back.
//!
//! The file is a SQLite database with the same tables, whichever database it was taken of: so a backup of one is restored
//! into the other, and a single server grows into several. Sessions are left out: who was signed in signs in again.

mod copy;
pub(crate) mod restores;

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::error::OpenError;
use crate::location::Location;
use crate::pool::Pool;
use crate::postgres::Postgres;
use crate::sqlite::{Lock, make_private};

pub use restores::Restore;

/// Why there is no backup, or it cannot be restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// What would be overwritten.
    #[error("{0} is there already; nothing is overwritten")]
    Exists(PathBuf),
    /// The database to restore into has objects.
    #[error("the database is not empty; a backup is restored into an empty one")]
    NotEmpty,
    /// The file to restore is not a backup.
    #[error("{0} is not a backup of Atoll")]
    NotABackup(PathBuf),
    /// A file could not be read or written.
    #[error("cannot use {path}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The database could not be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database could not be read or written.
    #[error("the database does not answer")]
    Database(#[from] sqlx::Error),
}

/// What was copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Keyspaces: the Supervisor's and those of guest clusters.
    pub spaces: u64,
    /// Versions of objects.
    pub versions: u64,
    /// Audit records.
    pub records: u64,
}

/// Copies the database at `location`, which servers may be using, into a new file.
///
/// # Errors
/// See [`BackupError`].
pub async fn backup(location: &Location, file: &Path) -> Result<Copied, BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let source = location.beside().await?;
    // The file holds keys from its first byte on.
    make_private(file)?;
    let result = match &source {
        Pool::Sqlite(pool) => match file.to_str() {
            Some(path) => sqlx::query("VACUUM INTO $1").bind(path).execute(pool).await.map(drop),
            None => Err(sqlx::Error::Configuration("the path of the backup is no UTF-8".into())),
        },
        Pool::Postgres(pool) => {
            let target = new_file(file).await?;
            let copied = async {
                let mut read = pool.begin().await?;
                // One moment for all tables.
                sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *read).await?;
                let mut write = target.begin().await?;
                copy::from_postgres(&mut read, &mut write).await?;
                write.commit().await
            };
            let copied = copied.await;
            target.close().await;
            copied
        }
    };
    source.close().await;
    if let Err(error) = result {
        let _ = std::fs::remove_file(file);
        return Err(error.into());
    }
    finish(file, "DELETE FROM sessions").await
}

/// Puts a backup into the database at `location`, which must be empty and in use by nobody.
///
/// # Errors
/// See [`BackupError`]. Then nothing was restored.
pub async fn restore(file: &Path, location: &Location) -> Result<Copied, BackupError> {
    let place = match location {
        Location::Sqlite(path) => path.clone(),
        Location::Postgres(_) => file.to_owned(),
    };
    let mut work = place.into_os_string();
    work.push(".restoring");
    let work = PathBuf::from(work);
    let restored = restore_through(file, location, &work).await;
    let _ = std::fs::remove_file(&work);
    restored
}

/// Works on a copy at `work`: the backup stays as it is, and what is half done is in nobody's way.
async fn restore_through(file: &Path, location: &Location, work: &Path) -> Result<Copied, BackupError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| BackupError::File { path, source }
    };
    let not_a_backup = |_| BackupError::NotABackup(file.to_owned());
    File::open(file).map_err(failed(file))?;
    let _ = std::fs::remove_file(work);
    make_private(work)?;
    std::fs::copy(file, work).map_err(failed(work))?;
    let mut copy = options(work).connect().await.map_err(not_a_backup)?;
    sqlx::query("SELECT count(*) FROM spaces").execute(&mut copy).await.map_err(not_a_backup)?;
    sqlx::migrate!("../../migrations/sqlite").run(&mut copy).await.map_err(OpenError::from)?;
    restores::note(&mut copy).await?;
    copy.close().await?;
    let copied = finish(work, LEAP_FORWARD).await?;
    match location {
        Location::Sqlite(path) => {
            let _lock = Lock::take(path)?;
            if path.exists() {
                return Err(BackupError::Exists(path.clone()));
            }
            std::fs::rename(work, path).map_err(failed(path))?;
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed(folder))?;
            }
        }
        Location::Postgres(url) => {
            let target = Postgres::open(url).await?;
            let mut write = target.pool.begin().await?;
            // Nobody starts to use it meanwhile.
            sqlx::query("LOCK TABLE spaces IN ACCESS EXCLUSIVE MODE").execute(&mut *write).await?;
            let there: i64 = sqlx::query_scalar("SELECT count(*) FROM spaces").fetch_one(&mut *write).await?;
            if there > 0 {
                return Err(BackupError::NotEmpty);
            }
            let mut read = options(work).connect().await?;
            copy::from_sqlite(&mut read, &mut write).await?;
            write.commit().await?;
            read.close().await?;
            target.pool.close().await;
        }
    }
    Ok(copied)
}

/// Revisions go on far behind those of the backup: whoever holds one from after it was taken lists again, instead of taking
/// something else for it.
const LEAP_FORWARD: &str = "UPDATE spaces SET revision = revision + 1000000000";

/// Does the last thing to a file, makes it one file that is on disk, and counts what is in it.
async fn finish(file: &Path, statement: &'static str) -> Result<Copied, BackupError> {
    let mut connection = options(file).connect().await?;
    sqlx::query(statement).execute(&mut connection).await?;
    let count = async |connection: &mut SqliteConnection, query: &'static str| {
        sqlx::query_scalar::<_, i64>(query).fetch_one(connection).await.map(i64::unsigned_abs)
    };
    let copied = Copied {
        spaces: count(&mut connection, "SELECT count(*) FROM spaces").await?,
        versions: count(&mut connection, "SELECT count(*) FROM versions").await?,
        records: count(&mut connection, "SELECT count(*) FROM audit").await?,
    };
    connection.close().await?;
    File::open(file)
        .and_then(|f| f.sync_all())
        .map_err(|source| BackupError::File { path: file.to_owned(), source })?;
    Ok(copied)
}

/// A file without a log beside it.
fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(sqlx::sqlite::SqliteJournalMode::Delete)
        .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
        .disable_statement_logging()
}

/// An empty database in a new file.
async fn new_file(file: &Path) -> Result<sqlx::SqlitePool, BackupError> {
    let mut connection = options(file).connect().await?;
    sqlx::migrate!("../../migrations/sqlite").run(&mut connection).await.map_err(OpenError::from)?;
    connection.close().await?;
    Ok(sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect_with(options(file)).await?)
}
