//! Writing to the file.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, Row, SqliteConnection};

use crate::audit::chain::{Link, hash_of};
use crate::audit::found_by::FoundBy;
use crate::audit::retention_record;
use crate::backend::{Batch, Horizon, Journal, News, Position, SpaceChange, signed, unsigned};
use crate::entry::Entry;

/// The connection that writes, and what it need not ask the file for again.
pub(super) struct SqliteJournal {
    options: SqliteConnectOptions,
    /// `None` until it is opened.
    connection: Option<SqliteConnection>,
    spaces: HashMap<Arc<str>, i64>,
    audit_head: Link,
    /// The time of the last batch: time does not go back for those who look at it later.
    at: i64,
}

/// Versions that one step of compaction looks at.
const STEP: i64 = 500;

impl SqliteJournal {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<SqliteJournal, sqlx::Error> {
        let mut journal =
            SqliteJournal { options, connection: None, spaces: HashMap::new(), audit_head: Link::default(), at: 0 };
        journal.connect().await?;
        Ok(journal)
    }

    /// The connection, opened anew if need be.
    async fn connect(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let mut connection = super::connect(&self.options).await?;
                let head = sqlx::query("SELECT seq, hash FROM audit_ends WHERE name = 'head'");
                let head = head.fetch_one(&mut connection).await?;
                self.audit_head = Link { seq: unsigned(head.try_get(0)?), hash: hash_of(head.try_get(1)?) };
                let newest = sqlx::query_scalar::<_, Option<i64>>("SELECT at FROM versions ORDER BY id DESC LIMIT 1");
                self.at = self.at.max(newest.fetch_optional(&mut connection).await?.flatten().unwrap_or_default());
                self.spaces.clear();
                connection
            }
        };
        Ok(self.connection.insert(connection))
    }

    /// Runs `work` in a transaction that is on disk when this returns without an error.
    async fn transaction<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut SqliteConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let connection = self.connect().await?;
        let done = async {
            sqlx::query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
            let result = work(&mut *connection).await?;
            sqlx::query("COMMIT").execute(&mut *connection).await?;
            Ok(result)
        }
        .await;
        if done.is_err() {
            // Some errors end the transaction by themselves; then there is nothing to roll back.
            let _ = sqlx::query("ROLLBACK").execute(&mut *connection).await;
            self.spaces.clear();
        }
        done
    }

    async fn write(&mut self, batch: &Batch) -> Result<(), sqlx::Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis());
        let at = self.at.max(i64::try_from(now).unwrap_or(i64::MAX));
        let head = self.audit_head;
        let mut spaces = std::mem::take(&mut self.spaces);
        let written = self
            .transaction(async |connection| {
                for change in &batch.spaces {
                    let space = space_id(connection, &mut spaces, change).await?;
                    insert_versions(connection, space, at, &change.versions).await?;
                }
                append(connection, at, head, &batch.audit).await
            })
            .await;
        match written {
            Ok(head) => {
                self.audit_head = head;
                self.spaces = spaces;
                self.at = at;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl Journal for SqliteJournal {
    async fn begin(&mut self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error> {
        // Nobody else writes; the transaction begins when there is something to write.
        Ok(positions.iter().map(|_| News::None).collect())
    }

    async fn commit(&mut self, batch: &Batch) -> Result<(), sqlx::Error> {
        self.write(batch).await
    }

    async fn rollback(&mut self) {}

    async fn delete_space(&mut self, space: &str) -> Result<(), sqlx::Error> {
        self.spaces.remove(space);
        self.transaction(async |connection| {
            sqlx::query("DELETE FROM spaces WHERE name = $1").bind(space).execute(&mut *connection).await?;
            // Ids may be given out again from here on: they have not been compacted yet.
            sqlx::query(
                "UPDATE marks SET value = min(value, coalesce((SELECT max(id) FROM versions), 0)) \
                 WHERE name = 'compacted'",
            )
            .execute(&mut *connection)
            .await?;
            Ok(())
        })
        .await
    }

    async fn compact(&mut self, horizon: Horizon) -> Result<bool, sqlx::Error> {
        let (at, head) = (self.at, self.audit_head);
        let compacted = self.transaction(async |connection| {
            let versions = compact_versions(connection, horizon.versions).await?;
            let base = compact_audit(connection, horizon.audit).await?;
            let told: Vec<String> = base.iter().map(retention_record).collect();
            Ok((versions || base.is_some(), append(connection, at, head, &told).await?))
        });
        let (more, head) = compacted.await?;
        self.audit_head = head;
        Ok(more)
    }

    async fn probe(&mut self) -> Result<(), sqlx::Error> {
        self.transaction(async |connection| {
            sqlx::query("UPDATE marks SET value = value + 1 WHERE name = 'probe'").execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn close(mut self: Box<Self>) -> Result<(), sqlx::Error> {
        match self.connection.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }
}

/// Notes the revision of a space, and makes it when it is new.
async fn space_id(
    connection: &mut SqliteConnection,
    known: &mut HashMap<Arc<str>, i64>,
    change: &SpaceChange,
) -> Result<i64, sqlx::Error> {
    let revision = signed(change.revision);
    if let Some(id) = known.get(&change.space) {
        sqlx::query("UPDATE spaces SET revision = $1 WHERE id = $2")
            .bind(revision)
            .bind(id)
            .execute(connection)
            .await?;
        return Ok(*id);
    }
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO spaces (name, revision) VALUES ($1, $2) \
         ON CONFLICT (name) DO UPDATE SET revision = excluded.revision RETURNING id",
    )
    .bind(&*change.space)
    .bind(revision)
    .fetch_one(connection)
    .await?;
    known.insert(change.space.clone(), id);
    Ok(id)
}

async fn insert_versions(
    connection: &mut SqliteConnection,
    space: i64,
    at: i64,
    mut versions: &[(Arc<Entry>, bool)],
) -> Result<(), sqlx::Error> {
    while let Some((text, rows)) = VERSIONS.next(versions.len()) {
        let (now, later) = versions.split_at(rows);
        let mut query = sqlx::query(text);
        for (entry, deleted) in now {
            query = query
                .bind(space)
                .bind(&*entry.key.resource)
                .bind(&*entry.key.namespace)
                .bind(&*entry.key.name)
                .bind(signed(entry.revision))
                .bind(at)
                .bind(i64::from(*deleted))
                .bind(&*entry.bytes);
        }
        query.execute(&mut *connection).await?;
        versions = later;
    }
    Ok(())
}

/// Appends records to the chain after `head`, and gives its new end.
async fn append(
    connection: &mut SqliteConnection,
    at: i64,
    mut head: Link,
    mut records: &[String],
) -> Result<Link, sqlx::Error> {
    if records.is_empty() {
        return Ok(head);
    }
    while let Some((text, rows)) = RECORDS.next(records.len()) {
        let (now, later) = records.split_at(rows);
        let mut query = sqlx::query(text);
        for record in now {
            head = head.next(record);
            let by = FoundBy::of(record);
            query = query.bind(signed(head.seq)).bind(at).bind(record).bind(head.hash.to_vec());
            for text in [by.request, by.cause, by.username, by.verb, by.resource, by.namespace, by.name] {
                query = query.bind(text);
            }
            query = query.bind(by.code);
        }
        query.execute(&mut *connection).await?;
        records = later;
    }
    sqlx::query("UPDATE audit_ends SET seq = $1, hash = $2 WHERE name = 'head'")
        .bind(signed(head.seq))
        .bind(head.hash.as_slice())
        .execute(connection)
        .await?;
    Ok(head)
}

/// Each version that has come of age removes those of its object before it, and itself when it is a deletion. The newest
/// row stays, so that ids are never given out twice.
async fn compact_versions(connection: &mut SqliteConnection, horizon: i64) -> Result<bool, sqlx::Error> {
    let from: i64 =
        sqlx::query_scalar("SELECT value FROM marks WHERE name = 'compacted'").fetch_one(&mut *connection).await?;
    let ages: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT id, at FROM versions WHERE id > $1 AND id < (SELECT max(id) FROM versions) ORDER BY id LIMIT $2",
    )
    .bind(from)
    .bind(STEP)
    .fetch_all(&mut *connection)
    .await?;
    let more = i64::try_from(ages.len()).unwrap_or(STEP) == STEP;
    let Some((to, _)) = ages.into_iter().take_while(|(_, at)| *at <= horizon).last() else { return Ok(false) };
    sqlx::query(
        "DELETE FROM versions WHERE id IN ( \
             SELECT o.id FROM versions n JOIN versions o ON o.space = n.space AND o.resource = n.resource \
             AND o.namespace = n.namespace AND o.name = n.name AND o.revision < n.revision \
             WHERE n.id > $1 AND n.id <= $2)",
    )
    .bind(from)
    .bind(to)
    .execute(&mut *connection)
    .await?;
    sqlx::query("DELETE FROM versions WHERE id > $1 AND id <= $2 AND deleted = 1")
        .bind(from)
        .bind(to)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE marks SET value = $1 WHERE name = 'compacted'").bind(to).execute(connection).await?;
    Ok(more)
}

/// Forgets old records; the last of them stays as the base of the chain, and is given.
async fn compact_audit(connection: &mut SqliteConnection, horizon: i64) -> Result<Option<Link>, sqlx::Error> {
    let old: Option<(i64, Vec<u8>)> = sqlx::query_as(
        "SELECT seq, hash FROM (SELECT seq, hash, at FROM audit ORDER BY seq LIMIT $1) WHERE at <= $2 \
         ORDER BY seq DESC LIMIT 1",
    )
    .bind(STEP)
    .bind(horizon)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((seq, hash)) = old else { return Ok(None) };
    sqlx::query("DELETE FROM audit WHERE seq <= $1").bind(seq).execute(&mut *connection).await?;
    sqlx::query("UPDATE audit_ends SET seq = $1, hash = $2 WHERE name = 'base'")
        .bind(seq)
        .bind(&hash)
        .execute(connection)
        .await?;
    Ok(Some(Link { seq: unsigned(seq), hash: hash_of(&hash) }))
}

static VERSIONS: LazyLock<Inserts> = LazyLock::new(|| {
    Inserts::new("versions", &["space", "resource", "namespace", "name", "revision", "at", "deleted", "value"])
});
static RECORDS: LazyLock<Inserts> = LazyLock::new(|| {
    let columns: Vec<&str> = ["seq", "at", "record", "hash"].into_iter().chain(FoundBy::COLUMNS).collect();
    Inserts::new("audit", &columns)
});

/// Statements that store several rows at once, the largest first: each is a turn of the connection's thread. A few fixed
/// sizes, so that they stay prepared.
struct Inserts([(String, usize); 4]);

impl Inserts {
    fn new(table: &str, columns: &[&str]) -> Inserts {
        let row = format!("({})", vec!["?"; columns.len()].join(", "));
        Inserts([64, 16, 4, 1].map(|rows| {
            let values = vec![row.as_str(); rows].join(", ");
            (format!("INSERT INTO {table} ({}) VALUES {values}", columns.join(", ")), rows)
        }))
    }

    /// The statement for as many as possible of those that are left, and how many rows it stores; `None` for none.
    fn next(&self, left: usize) -> Option<(&str, usize)> {
        self.0.iter().find(|(_, rows)| *rows <= left).map(|(text, rows)| (text.as_str(), *rows))
    }
}
