//! The statements for objects.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use sqlx::{Connection, Row, SqliteConnection, SqlitePool};

use crate::entry::{Entry, Key};
use crate::error::OpenError;
use crate::head::Head;
use crate::space::LoadOptions;
use crate::state::State;

/// What a batch leaves behind in one space.
pub(crate) struct SpaceChange {
    pub(crate) name: String,
    pub(crate) revision: u64,
    pub(crate) puts: Vec<Arc<Entry>>,
    pub(crate) deletes: Vec<Key>,
}

/// The first revision of a new space.
pub(crate) const FIRST_REVISION: u64 = 1;

/// Reads a space into memory.
pub(crate) async fn load(pool: &SqlitePool, name: &str, options: &LoadOptions) -> Result<State, OpenError> {
    let mut connection = pool.acquire().await?;
    // One transaction, so that objects and revision belong together.
    let mut read = connection.begin().await?;
    let space =
        sqlx::query("SELECT id, revision FROM spaces WHERE name = ?").bind(name).fetch_optional(&mut *read).await?;
    let Some(space) = space else { return Ok(State::new(FIRST_REVISION, options.history)) };
    let mut state = State::new(unsigned(space.try_get(1)?), options.history);
    let rows = sqlx::query(
        "SELECT resource, namespace, name, revision, value FROM objects WHERE space = ? \
         ORDER BY resource, namespace, name",
    )
    .bind(space.try_get::<i64, _>(0)?)
    .fetch_all(&mut *read)
    .await?;
    let mut names: HashMap<String, Arc<str>> = HashMap::new();
    let mut shared = |text: String| names.entry(text).or_insert_with_key(|t| t.as_str().into()).clone();
    for row in rows {
        let resource = shared(row.try_get(0)?);
        let bytes = Bytes::from(row.try_get::<Vec<u8>, _>(4)?.into_boxed_slice());
        let head = Head::decode(&bytes, &(options.fields)(&resource)).map_err(|e| sqlx::Error::Decode(Box::new(e)))?;
        let namespace = shared(row.try_get(1)?);
        let key = Key { resource, namespace, name: row.try_get::<String, _>(2)?.into() };
        state.insert_loaded(Entry { key, revision: unsigned(row.try_get(3)?), bytes, head });
    }
    Ok(state)
}

/// Writes all changes in one transaction that is on disk when this returns without an error.
pub(crate) async fn commit(connection: &mut SqliteConnection, changes: &[SpaceChange]) -> Result<(), sqlx::Error> {
    sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    let written = match write_all(connection, changes).await {
        Ok(()) => sqlx::query("COMMIT").execute(&mut *connection).await.map(|_| ()),
        Err(error) => Err(error),
    };
    if written.is_err() {
        // Some errors end the transaction by themselves; then there is nothing to roll back.
        let _ = sqlx::query("ROLLBACK").execute(connection).await;
    }
    written
}

async fn write_all(connection: &mut SqliteConnection, changes: &[SpaceChange]) -> Result<(), sqlx::Error> {
    for change in changes {
        let space: i64 = sqlx::query_scalar(
            "INSERT INTO spaces (name, revision) VALUES (?, ?) \
             ON CONFLICT (name) DO UPDATE SET revision = excluded.revision RETURNING id",
        )
        .bind(&change.name)
        .bind(signed(change.revision))
        .fetch_one(&mut *connection)
        .await?;
        let mut puts = change.puts.as_slice();
        while let Some(first) = puts.first() {
            let statement = UPSERTS.iter().find(|u| u.rows <= puts.len());
            let Some(Upsert { rows, text }) = statement else {
                return Err(sqlx::Error::Protocol(format!("no statement to store {}", first.key.name)));
            };
            let (now, later) = puts.split_at(*rows);
            let mut query = sqlx::query(text.as_str());
            for entry in now {
                query = query
                    .bind(space)
                    .bind(&*entry.key.resource)
                    .bind(&*entry.key.namespace)
                    .bind(&*entry.key.name)
                    .bind(signed(entry.revision))
                    .bind(&*entry.bytes);
            }
            query.execute(&mut *connection).await?;
            puts = later;
        }
        for key in &change.deletes {
            sqlx::query("DELETE FROM objects WHERE space = ? AND resource = ? AND namespace = ? AND name = ?")
                .bind(space)
                .bind(&*key.resource)
                .bind(&*key.namespace)
                .bind(&*key.name)
                .execute(&mut *connection)
                .await?;
        }
    }
    Ok(())
}

/// Removes a space and everything in it.
pub(crate) async fn delete_space(connection: &mut SqliteConnection, name: &str) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM spaces WHERE name = ?").bind(name).execute(connection).await?;
    Ok(())
}

struct Upsert {
    rows: usize,
    text: String,
}

/// Statements that store several objects at once, the largest first. A few fixed sizes, so that they stay prepared.
static UPSERTS: LazyLock<[Upsert; 4]> = LazyLock::new(|| {
    [64, 16, 4, 1].map(|rows| Upsert {
        rows,
        text: format!(
            "INSERT INTO objects (space, resource, namespace, name, revision, value) VALUES {} \
             ON CONFLICT (space, resource, namespace, name) \
             DO UPDATE SET revision = excluded.revision, value = excluded.value",
            vec!["(?, ?, ?, ?, ?, ?)"; rows].join(", ")
        ),
    })
});

/// Revisions count writes: they stay below 2^63 for longer than any disk lasts.
fn signed(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(i64::MAX)
}

fn unsigned(revision: i64) -> u64 {
    u64::try_from(revision).unwrap_or_default()
}
