//! The restores that a database has been through.

use chrono::{DateTime, Utc};
use sqlx::SqliteConnection;

use crate::accounts::TableError;
use crate::pool::{Pool, with_pool};

/// A backup that was restored: what the database it was taken of did later never happened to the one it was restored into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restore {
    /// A UUID of its own: one backup may be restored several times.
    pub id: String,
    /// The newest write in the backup; it was taken at this instant or later.
    pub backup: DateTime<Utc>,
    /// When it was restored.
    pub restored: DateTime<Utc>,
}

/// A newest write that is still to come tells of a clock that was wrong, and nothing of the backup: then it may be of any
/// time.
const NOTE: &str = "INSERT INTO restores (id, backup_at, restored_at) \
     SELECT $1, iif(coalesce(max(at), 0) > $2, 0, coalesce(max(at), 0)), $2 FROM versions";

/// Notes in a copy of a backup that it is being restored now.
pub(super) async fn note(copy: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let id = uuid::Uuid::new_v4().to_string();
    sqlx::query(NOTE).bind(id).bind(Utc::now().timestamp_millis()).execute(copy).await.map(drop)
}

/// All of them, the first one first.
pub(crate) async fn all(pool: &Pool) -> Result<Vec<Restore>, TableError> {
    let query = "SELECT id, backup_at, restored_at FROM restores ORDER BY number";
    let rows: Vec<(String, i64, i64)> = with_pool!(pool, pool => sqlx::query_as(query).fetch_all(pool).await)?;
    let time = |at| DateTime::from_timestamp_millis(at).unwrap_or(DateTime::UNIX_EPOCH);
    Ok(rows.into_iter().map(|(id, backup, at)| Restore { id, backup: time(backup), restored: time(at) }).collect())
}
