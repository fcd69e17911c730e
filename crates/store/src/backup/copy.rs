//! Every table from one database to the other. The statements are the same in both.

use sqlx::{PgConnection, SqliteConnection};

use crate::audit::found_by::FoundBy;

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// What both directions do.
macro_rules! tables {
    ($read:ident, $write:ident) => {{
        let spaces: Vec<(i64, String, i64)> =
            sqlx::query_as("SELECT id, name, revision FROM spaces ORDER BY id").fetch_all(&mut *$read).await?;
        for (old, name, revision) in spaces {
            let new: i64 = sqlx::query_scalar("INSERT INTO spaces (name, revision) VALUES ($1, $2) RETURNING id")
                .bind(name)
                .bind(revision)
                .fetch_one(&mut *$write)
                .await?;
            let mut last = 0;
            loop {
                let page: Vec<(i64, String, String, String, i64, i64, Vec<u8>)> = sqlx::query_as(
                    "SELECT revision, resource, namespace, name, at, \
                     CAST(CASE WHEN deleted THEN 1 ELSE 0 END AS BIGINT), value \
                     FROM versions WHERE space = $1 AND revision > $2 ORDER BY revision LIMIT $3",
                )
                .bind(old)
                .bind(last)
                .bind(PAGE)
                .fetch_all(&mut *$read)
                .await?;
                let Some((newest, ..)) = page.last() else { break };
                last = *newest;
                for (revision, resource, namespace, name, at, deleted, value) in page {
                    sqlx::query(
                        "INSERT INTO versions (space, revision, resource, namespace, name, at, deleted, value) \
                         VALUES ($1, $2, $3, $4, $5, $6, $7 = 1, $8)",
                    )
                    .bind(new)
                    .bind(revision)
                    .bind(resource)
                    .bind(namespace)
                    .bind(name)
                    .bind(at)
                    .bind(deleted)
                    .bind(value)
                    .execute(&mut *$write)
                    .await?;
                }
            }
        }
        let mut last = 0;
        loop {
            let page: Vec<(i64, i64, String, Vec<u8>)> =
                sqlx::query_as("SELECT seq, at, record, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2")
                    .bind(last)
                    .bind(PAGE)
                    .fetch_all(&mut *$read)
                    .await?;
            let Some((newest, ..)) = page.last() else { break };
            last = *newest;
            for (seq, at, record, hash) in page {
                let by = FoundBy::of(&record);
                sqlx::query(
                    "INSERT INTO audit \
                     (seq, at, record, hash, request, cause, username, verb, resource, namespace, name, code) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                )
                .bind(seq)
                .bind(at)
                .bind(record)
                .bind(hash)
                .bind(by.request)
                .bind(by.cause)
                .bind(by.username)
                .bind(by.verb)
                .bind(by.resource)
                .bind(by.namespace)
                .bind(by.name)
                .bind(by.code)
                .execute(&mut *$write)
                .await?;
            }
        }
        let ends: Vec<(String, i64, Vec<u8>)> =
            sqlx::query_as("SELECT name, seq, hash FROM audit_ends").fetch_all(&mut *$read).await?;
        for (name, seq, hash) in ends {
            sqlx::query("UPDATE audit_ends SET seq = $2, hash = $3 WHERE name = $1")
                .bind(name)
                .bind(seq)
                .bind(hash)
                .execute(&mut *$write)
                .await?;
        }
        let accounts: Vec<(String, String, String, i64, i64)> =
            sqlx::query_as("SELECT name, password_hash, groups, changed_at, must_change FROM accounts")
                .fetch_all(&mut *$read)
                .await?;
        for (name, hash, groups, changed, must_change) in accounts {
            sqlx::query(
                "INSERT INTO accounts (name, password_hash, groups, changed_at, must_change) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(name)
            .bind(hash)
            .bind(groups)
            .bind(changed)
            .bind(must_change)
            .execute(&mut *$write)
            .await?;
        }
        let people: Vec<(String, String, String, Option<i64>, Option<i64>, String, Option<i64>)> =
            sqlx::query_as("SELECT name, provider, groups, signed_in_at, disabled_at, email, seen_at FROM people")
                .fetch_all(&mut *$read)
                .await?;
        for (name, provider, groups, signed_in, disabled, email, seen) in people {
            sqlx::query(
                "INSERT INTO people (name, provider, groups, signed_in_at, disabled_at, email, seen_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(name)
            .bind(provider)
            .bind(groups)
            .bind(signed_in)
            .bind(disabled)
            .bind(email)
            .bind(seen)
            .execute(&mut *$write)
            .await?;
        }
        let told: Vec<(String, i64, String, String, i64)> =
            sqlx::query_as("SELECT subject, version, state, about, at FROM told").fetch_all(&mut *$read).await?;
        for (subject, version, state, about, at) in told {
            sqlx::query("INSERT INTO told (subject, version, state, about, at) VALUES ($1, $2, $3, $4, $5)")
                .bind(subject)
                .bind(version)
                .bind(state)
                .bind(about)
                .bind(at)
                .execute(&mut *$write)
                .await?;
        }
        let mut last = String::new();
        loop {
            type Kept =
                (String, String, String, String, String, i64, Option<i64>, i64, Option<i64>, String, Option<i64>);
            let page: Vec<Kept> = sqlx::query_as(
                "SELECT key, channel, person, address, content, made_at, due_at, attempts, sent_at, error, error_at \
                 FROM outbox WHERE key > $1 ORDER BY key LIMIT $2",
            )
            .bind(&last)
            .bind(PAGE)
            .fetch_all(&mut *$read)
            .await?;
            let Some((newest, ..)) = page.last() else { break };
            last.clone_from(newest);
            for (key, channel, person, address, content, made, due, attempts, sent, error, error_at) in page {
                sqlx::query(
                    "INSERT INTO outbox (key, channel, person, address, content, made_at, due_at, attempts, sent_at, \
                     error, error_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                )
                .bind(key)
                .bind(channel)
                .bind(person)
                .bind(address)
                .bind(content)
                .bind(made)
                .bind(due)
                .bind(attempts)
                .bind(sent)
                .bind(error)
                .bind(error_at)
                .execute(&mut *$write)
                .await?;
            }
        }
        let keys: Vec<(String, String)> = sqlx::query_as("SELECT name, value FROM keys").fetch_all(&mut *$read).await?;
        for (name, value) in keys {
            sqlx::query("INSERT INTO keys (name, value) VALUES ($1, $2)")
                .bind(name)
                .bind(value)
                .execute(&mut *$write)
                .await?;
        }
        let restores: Vec<(i64, String, i64, i64)> =
            sqlx::query_as("SELECT number, id, backup_at, restored_at FROM restores").fetch_all(&mut *$read).await?;
        for (number, id, backup, restored) in restores {
            sqlx::query("INSERT INTO restores (number, id, backup_at, restored_at) VALUES ($1, $2, $3, $4)")
                .bind(number)
                .bind(id)
                .bind(backup)
                .bind(restored)
                .execute(&mut *$write)
                .await?;
        }
        Ok(())
    }};
}

/// From PostgreSQL into an empty SQLite database.
pub(super) async fn from_postgres(read: &mut PgConnection, write: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    tables!(read, write)
}

/// From SQLite into an empty PostgreSQL database.
pub(super) async fn from_sqlite(read: &mut SqliteConnection, write: &mut PgConnection) -> Result<(), sqlx::Error> {
    // For reading page by page; the file is a copy.
    sqlx::query("CREATE INDEX versions_by_revision ON versions (space, revision)").execute(&mut *read).await?;
    tables!(read, write)
}
