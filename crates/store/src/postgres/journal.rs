//! Writing to the database, in turns with other servers.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, Row};

use super::{CHANNEL, Found, PATIENCE, news};
use crate::audit::chain::{Link, hash_of};
use crate::audit::found_by::FoundBy;
use crate::audit::retention_record;
use crate::backend::{Batch, Horizon, Journal, News, Position, SpaceChange, signed, unsigned};

/// The connection that writes.
pub(super) struct PostgresJournal {
    options: PgConnectOptions,
    /// `None` after an error: what was begun on it is undone by its end.
    connection: Option<PgConnection>,
    id: String,
    /// The ids of the spaces that the batch at work has locked, in the order of its positions.
    locked: Vec<(std::sync::Arc<str>, i64)>,
}

/// Revisions of one space that one step of compaction looks at.
const STEP: i64 = 1000;
/// Spaces that one step of compaction clears.
const SPACES: usize = 8;
/// Time for a clean end of the connection.
const GOODBYE: Duration = Duration::from_secs(2);

impl PostgresJournal {
    pub(super) async fn open(options: PgConnectOptions, id: String) -> Result<PostgresJournal, sqlx::Error> {
        let mut journal = PostgresJournal { options, connection: None, id, locked: Vec::new() };
        journal.connect().await?;
        Ok(journal)
    }

    async fn connect(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.options.connect().await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Runs `work` within the time that the database has; after an error the connection is given up.
    async fn patiently<T>(
        &mut self,
        work: impl AsyncFnOnce(&mut PgConnection) -> Result<T, sqlx::Error>,
    ) -> Result<T, sqlx::Error> {
        let done = tokio::time::timeout(PATIENCE, async {
            let connection = self.connect().await?;
            work(connection).await
        })
        .await
        .unwrap_or_else(|_| Err(sqlx::Error::PoolTimedOut));
        if done.is_err() {
            self.connection = None;
        }
        done
    }
}

#[async_trait]
impl Journal for PostgresJournal {
    async fn begin(&mut self, positions: &[Position]) -> Result<Vec<News>, sqlx::Error> {
        let (locked, all) = self
            .patiently(async |connection| {
                sqlx::query("BEGIN").execute(&mut *connection).await?;
                let mut locked = Vec::with_capacity(positions.len());
                let mut all = Vec::with_capacity(positions.len());
                // In the order of names, so that two batches never wait for each other.
                let mut order: Vec<usize> = (0..positions.len()).collect();
                order.sort_by(|a, b| positions[*a].space.cmp(&positions[*b].space));
                for index in order {
                    let position = &positions[index];
                    let found = lock(connection, &position.space).await?;
                    all.push((index, news(connection, position, Some(&found)).await?));
                    locked.push((position.space.clone(), found.id));
                }
                all.sort_by_key(|(index, _)| *index);
                Ok((locked, all.into_iter().map(|(_, news)| news).collect()))
            })
            .await?;
        self.locked = locked;
        Ok(all)
    }

    async fn commit(&mut self, batch: &Batch) -> Result<(), sqlx::Error> {
        let locked = std::mem::take(&mut self.locked);
        let id = self.id.clone();
        self.patiently(async |connection| {
            for change in &batch.spaces {
                let space = locked.iter().find(|(name, _)| *name == change.space);
                let Some((_, space)) = space else { return Err(sqlx::Error::RowNotFound) };
                store(connection, *space, change, &id).await?;
            }
            append(connection, &batch.audit).await?;
            sqlx::query("COMMIT").execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn rollback(&mut self) {
        self.locked.clear();
        // On an error the connection is given up, and with it what was begun.
        let _ = self.patiently(async |connection| sqlx::query("ROLLBACK").execute(connection).await).await;
    }

    async fn delete_space(&mut self, space: &str) -> Result<(), sqlx::Error> {
        self.patiently(async |connection| {
            sqlx::query("DELETE FROM spaces WHERE name = $1").bind(space).execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn compact(&mut self, horizon: Horizon) -> Result<bool, sqlx::Error> {
        self.patiently(async |connection| {
            let mut transaction = connection.begin().await?;
            // One server at a time; the others have nothing to do then.
            let turn: bool = sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(hashtext('atoll_compaction'))")
                .fetch_one(&mut *transaction)
                .await?;
            if !turn {
                return Ok(false);
            }
            let versions = compact_versions(&mut transaction, horizon.versions).await?;
            let base = compact_audit(&mut transaction, horizon.audit).await?;
            let told: Vec<String> = base.iter().map(retention_record).collect();
            append(&mut transaction, &told).await?;
            transaction.commit().await?;
            Ok(versions || base.is_some())
        })
        .await
    }

    async fn probe(&mut self) -> Result<(), sqlx::Error> {
        self.patiently(async |connection| {
            let probe = sqlx::query("UPDATE marks SET value = value + 1 WHERE name = 'probe'");
            probe.execute(connection).await.map(|_| ())
        })
        .await
    }

    async fn close(mut self: Box<Self>) -> Result<(), sqlx::Error> {
        if let Some(connection) = self.connection.take() {
            let _ = tokio::time::timeout(GOODBYE, connection.close()).await;
        }
        Ok(())
    }
}

/// Locks the row of a space, which is made when there is none.
async fn lock(connection: &mut PgConnection, space: &str) -> Result<Found, sqlx::Error> {
    loop {
        let row = sqlx::query("SELECT id, revision, compacted FROM spaces WHERE name = $1 FOR UPDATE")
            .bind(space)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(row) = row {
            return Found::of(&row);
        }
        sqlx::query("INSERT INTO spaces (name, revision) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(space)
            .bind(signed(crate::backend::FIRST_REVISION))
            .execute(&mut *connection)
            .await?;
    }
}

/// Stores the versions of one space and tells the others, in one round trip.
async fn store(connection: &mut PgConnection, space: i64, change: &SpaceChange, id: &str) -> Result<(), sqlx::Error> {
    let entries = || change.versions.iter().map(|(entry, _)| entry);
    sqlx::query(
        "WITH written AS ( \
             INSERT INTO versions (space, revision, resource, namespace, name, deleted, value, at) \
             SELECT $1, v.*, (extract(epoch FROM clock_timestamp()) * 1000)::bigint \
             FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::bytea[]) AS v), \
         counted AS (UPDATE spaces SET revision = $8 WHERE id = $1) \
         SELECT pg_notify($9, $10)",
    )
    .bind(space)
    .bind(entries().map(|e| signed(e.revision)).collect::<Vec<_>>())
    .bind(entries().map(|e| e.key.resource.to_string()).collect::<Vec<_>>())
    .bind(entries().map(|e| e.key.namespace.to_string()).collect::<Vec<_>>())
    .bind(entries().map(|e| e.key.name.to_string()).collect::<Vec<_>>())
    .bind(change.versions.iter().map(|(_, deleted)| *deleted).collect::<Vec<_>>())
    .bind(entries().map(|e| e.bytes.to_vec()).collect::<Vec<_>>())
    .bind(signed(change.revision))
    .bind(CHANNEL)
    .bind(format!("{id} {} {}", change.revision, change.space))
    .execute(connection)
    .await
    .map(|_| ())
}

/// Appends records to the chain. Its end is locked, so that there is one chain for all servers.
async fn append(connection: &mut PgConnection, records: &[String]) -> Result<(), sqlx::Error> {
    if records.is_empty() {
        return Ok(());
    }
    let end = sqlx::query("SELECT seq, hash FROM audit_ends WHERE name = 'head' FOR UPDATE")
        .fetch_one(&mut *connection)
        .await?;
    let mut head = Link { seq: unsigned(end.try_get(0)?), hash: hash_of(end.try_get(1)?) };
    let (mut seqs, mut hashes) = (Vec::with_capacity(records.len()), Vec::with_capacity(records.len()));
    for record in records {
        head = head.next(record);
        seqs.push(signed(head.seq));
        hashes.push(head.hash.to_vec());
    }
    let mut by: Vec<FoundBy> = records.iter().map(|record| FoundBy::of(record)).collect();
    let mut column = |of: fn(&mut FoundBy) -> &mut Option<String>| -> Vec<Option<String>> {
        by.iter_mut().map(|by| of(by).take()).collect()
    };
    sqlx::query(
        "WITH written AS ( \
             INSERT INTO audit \
             (seq, record, hash, request, cause, username, verb, resource, namespace, name, code, at) \
             SELECT r.*, (extract(epoch FROM clock_timestamp()) * 1000)::bigint \
             FROM unnest($1::bigint[], $2::text[], $3::bytea[], $6::text[], $7::text[], $8::text[], $9::text[], \
                 $10::text[], $11::text[], $12::text[], $13::bigint[]) AS r) \
         UPDATE audit_ends SET seq = $4, hash = $5 WHERE name = 'head'",
    )
    .bind(seqs)
    .bind(records)
    .bind(hashes)
    .bind(signed(head.seq))
    .bind(head.hash.as_slice())
    .bind(column(|by| &mut by.request))
    .bind(column(|by| &mut by.cause))
    .bind(column(|by| &mut by.username))
    .bind(column(|by| &mut by.verb))
    .bind(column(|by| &mut by.resource))
    .bind(column(|by| &mut by.namespace))
    .bind(column(|by| &mut by.name))
    .bind(by.iter().map(|by| by.code).collect::<Vec<_>>())
    .execute(connection)
    .await
    .map(|_| ())
}

/// Each version that has come of age removes those of its object before it, and itself when it is a deletion.
async fn compact_versions(connection: &mut PgConnection, horizon: i64) -> Result<bool, sqlx::Error> {
    let spaces = sqlx::query(
        "SELECT s.id, s.compacted, (SELECT max(v.revision) FROM ( \
             SELECT revision, at FROM versions WHERE space = s.id AND revision > s.compacted ORDER BY revision LIMIT $1 \
         ) v WHERE v.at <= $2) FROM spaces s ORDER BY s.name",
    )
    .bind(STEP)
    .bind(horizon)
    .fetch_all(&mut *connection)
    .await?;
    // Their rows stay locked until the end: few at a time, and in the order in which writers lock them.
    let mut done = 0;
    for space in spaces {
        let (id, from, to): (i64, i64, Option<i64>) = (space.try_get(0)?, space.try_get(1)?, space.try_get(2)?);
        let Some(to) = to else { continue };
        if done == SPACES {
            break;
        }
        done += 1;
        sqlx::query(
            "DELETE FROM versions o USING versions n WHERE n.space = $1 AND n.revision > $2 AND n.revision <= $3 \
             AND o.space = n.space AND o.resource = n.resource AND o.namespace = n.namespace AND o.name = n.name \
             AND o.revision < n.revision",
        )
        .bind(id)
        .bind(from)
        .bind(to)
        .execute(&mut *connection)
        .await?;
        sqlx::query("DELETE FROM versions WHERE space = $1 AND revision > $2 AND revision <= $3 AND deleted")
            .bind(id)
            .bind(from)
            .bind(to)
            .execute(&mut *connection)
            .await?;
        sqlx::query("UPDATE spaces SET compacted = $1 WHERE id = $2")
            .bind(to)
            .bind(id)
            .execute(&mut *connection)
            .await?;
    }
    Ok(done > 0)
}

/// Forgets old records; the last of them stays as the base of the chain, and is given.
async fn compact_audit(connection: &mut PgConnection, horizon: i64) -> Result<Option<Link>, sqlx::Error> {
    let old = sqlx::query(
        "SELECT seq, hash FROM (SELECT seq, hash, at FROM audit ORDER BY seq LIMIT $1) o WHERE at <= $2 \
         ORDER BY seq DESC LIMIT 1",
    )
    .bind(STEP)
    .bind(horizon)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(old) = old else { return Ok(None) };
    let (seq, hash): (i64, Vec<u8>) = (old.try_get(0)?, old.try_get(1)?);
    sqlx::query("DELETE FROM audit WHERE seq <= $1").bind(seq).execute(&mut *connection).await?;
    sqlx::query("UPDATE audit_ends SET seq = $1, hash = $2 WHERE name = 'base'")
        .bind(seq)
        .bind(&hash)
        .execute(connection)
        .await?;
    Ok(Some(Link { seq: unsigned(seq), hash: hash_of(&hash) }))
}
