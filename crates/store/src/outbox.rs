//! Messages to people and programs outside, and what they were told before.
//!
//! A change and its messages are one transaction, and only what is still as it was when it was looked at changes: of several
//! servers that see the same, one writes the messages. A message stays after it was sent, so that its key is not used again.

use chrono::{DateTime, Utc};

use crate::accounts::TableError;
use crate::pool::{Pool, with_pool};

/// How an object stood when somebody was last told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What names the object for as long as it lives.
    pub subject: String,
    /// How often it changed.
    pub version: i64,
    /// How it stood.
    pub state: String,
    /// What is needed to tell that it is gone: JSON of the caller's.
    pub about: String,
    /// When it was told.
    pub at: DateTime<Utc>,
}

/// One message of which something is left to do, or was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Unique among all messages.
    pub key: String,
    /// By which way it goes.
    pub channel: String,
    /// For whom it is; empty when it is for nobody in particular.
    pub person: String,
    /// Where to; empty when the channel leads to one place.
    pub address: String,
    /// What it says: JSON of the caller's.
    pub content: String,
    /// When it was written, in milliseconds.
    pub made_at: DateTime<Utc>,
    /// Attempts so far.
    pub attempts: u32,
}

/// How messages of one channel went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Messages that are still to be sent.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest: Option<DateTime<Utc>>,
    /// Messages that were sent, of those that are kept.
    pub sent: u64,
    /// When the last one was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// Messages that were given up, of those that are kept.
    pub given_up: u64,
    /// What the last attempt that failed met, and when; none after one that did not.
    pub error: Option<(DateTime<Utc>, String)>,
}

/// The tables `told` and `outbox`. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Outbox {
    pool: Pool,
}

/// Key, channel, person, address, content, made, attempts.
type Row = (String, String, String, String, String, i64, i64);

impl Outbox {
    pub(crate) fn new(pool: Pool) -> Outbox {
        Outbox { pool }
    }

    /// Everything that was told and has not gone since.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn told(&self) -> Result<Vec<Told>, TableError> {
        let query = "SELECT subject, version, state, about, at FROM told";
        let rows: Vec<(String, i64, String, String, i64)> =
            with_pool!(&self.pool, pool => sqlx::query_as(query).fetch_all(pool).await)?;
        let told = |(subject, version, state, about, at)| {
            let at = DateTime::from_timestamp(at, 0).unwrap_or_default();
            Told { subject, version, state, about, at }
        };
        Ok(rows.into_iter().map(told).collect())
    }

    /// Puts `next` in the place of what was told of its subject before, which must be of the version before it (0: nothing
    /// was), and the messages into the box; those whose key is there already are left out. An empty state takes the subject
    /// out. False when something else was told meanwhile: then nothing is written.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn tell(&self, next: &Told, messages: &[Message]) -> Result<bool, TableError> {
        let insert = "INSERT INTO told (subject, version, state, about, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (subject) DO NOTHING";
        let update =
            "UPDATE told SET version = $2, state = $3, about = $4, at = $5 WHERE subject = $1 AND version = $2 - 1";
        let delete = "DELETE FROM told WHERE subject = $1 AND version = $2 - 1";
        let put = "INSERT INTO outbox \
             (key, channel, person, address, content, made_at, due_at, attempts, error) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, 0, '') ON CONFLICT (key) DO NOTHING";
        Ok(with_pool!(&self.pool, pool => {
            let mut transaction = pool.begin().await?;
            let changed = if next.state.is_empty() {
                sqlx::query(delete).bind(&next.subject).bind(next.version).execute(&mut *transaction).await?
            } else {
                sqlx::query(if next.version == 1 { insert } else { update })
                    .bind(&next.subject)
                    .bind(next.version)
                    .bind(&next.state)
                    .bind(&next.about)
                    .bind(next.at.timestamp())
                    .execute(&mut *transaction)
                    .await?
            };
            let changed = changed.rows_affected() > 0;
            if changed {
                for message in messages {
                    sqlx::query(put)
                        .bind(&message.key)
                        .bind(&message.channel)
                        .bind(&message.person)
                        .bind(&message.address)
                        .bind(&message.content)
                        .bind(message.made_at.timestamp_millis())
                        .execute(&mut *transaction)
                        .await?;
                }
            }
            transaction.commit().await?;
            changed
        }))
    }

    /// Puts in a message that no change made.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn put(&self, message: &Message) -> Result<(), TableError> {
        let put = "INSERT INTO outbox \
             (key, channel, person, address, content, made_at, due_at, attempts, error) \
             VALUES ($1, $2, $3, $4, $5, $6, $6, 0, '') ON CONFLICT (key) DO NOTHING";
        with_pool!(&self.pool, pool => sqlx::query(put)
            .bind(&message.key)
            .bind(&message.channel)
            .bind(&message.person)
            .bind(&message.address)
            .bind(&message.content)
            .bind(message.made_at.timestamp_millis())
            .execute(pool)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The messages of a channel whose attempt is due, the one that waits longest first; at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn due(&self, channel: &str, now: DateTime<Utc>, limit: u32) -> Result<Vec<Message>, TableError> {
        let query = "SELECT key, channel, person, address, content, made_at, attempts FROM outbox \
             WHERE channel = $1 AND due_at <= $2 ORDER BY due_at, key LIMIT $3";
        let rows: Vec<Row> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(channel)
            .bind(now.timestamp_millis())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await)?;
        let message = |(key, channel, person, address, content, made_at, attempts)| {
            let made_at = DateTime::from_timestamp_millis(made_at).unwrap_or_default();
            let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
            Message { key, channel, person, address, content, made_at, attempts }
        };
        Ok(rows.into_iter().map(message).collect())
    }

    /// Notes that a message was sent.
    ///
    /// # Errors
    /// When the database cannot be written: then it is sent again.
    pub async fn sent(&self, key: &str, now: DateTime<Utc>) -> Result<(), TableError> {
        let query = "UPDATE outbox SET sent_at = $2, due_at = NULL, attempts = attempts + 1, error = '' WHERE key = $1";
        with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(key)
            .bind(now.timestamp_millis())
            .execute(pool)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Notes that an attempt failed; `again` is when to try the next, none when that was the last.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn failed(
        &self,
        key: &str,
        error: &str,
        now: DateTime<Utc>,
        again: Option<DateTime<Utc>>,
    ) -> Result<(), TableError> {
        let query = "UPDATE outbox SET error = $2, error_at = $3, due_at = $4, attempts = attempts + 1 WHERE key = $1";
        with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(key)
            .bind(error)
            .bind(now.timestamp_millis())
            .bind(again.map(|again| again.timestamp_millis()))
            .execute(pool)
            .await
            .map(drop))?;
        Ok(())
    }

    /// Takes a message out, as if it had not been written.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn withdraw(&self, key: &str) -> Result<(), TableError> {
        let query = "DELETE FROM outbox WHERE key = $1";
        with_pool!(&self.pool, pool => sqlx::query(query).bind(key).execute(pool).await.map(drop))?;
        Ok(())
    }

    /// How messages of a channel went.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn traffic(&self, channel: &str) -> Result<Traffic, TableError> {
        let counts = "SELECT COUNT(due_at), MIN(CASE WHEN due_at IS NOT NULL THEN made_at END), COUNT(sent_at), \
                 MAX(sent_at), COUNT(*) FROM outbox WHERE channel = $1";
        let last = "SELECT error, error_at FROM outbox WHERE channel = $1 AND error <> '' AND error_at IS NOT NULL \
             ORDER BY error_at DESC LIMIT 1";
        let (waiting, oldest, sent, sent_at, all): (i64, Option<i64>, i64, Option<i64>, i64) =
            with_pool!(&self.pool, pool => sqlx::query_as(counts).bind(channel).fetch_one(pool).await)?;
        let last: Option<(String, i64)> =
            with_pool!(&self.pool, pool => sqlx::query_as(last).bind(channel).fetch_optional(pool).await)?;
        let number = |count: i64| u64::try_from(count).unwrap_or_default();
        Ok(Traffic {
            waiting: number(waiting),
            oldest: oldest.and_then(DateTime::from_timestamp_millis),
            sent: number(sent),
            sent_at: sent_at.and_then(DateTime::from_timestamp_millis),
            given_up: number(all - sent - waiting),
            error: last
                .filter(|(_, at)| sent_at.is_none_or(|sent| sent <= *at))
                .and_then(|(error, at)| Some((DateTime::from_timestamp_millis(at)?, error))),
        })
    }

    /// Removes messages that were written before `before` and of which nothing is left to do; says how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn sweep(&self, before: DateTime<Utc>) -> Result<u64, TableError> {
        let query = "DELETE FROM outbox WHERE due_at IS NULL AND made_at < $1";
        let before = before.timestamp_millis();
        Ok(with_pool!(&self.pool, pool => sqlx::query(query).bind(before).execute(pool).await?.rows_affected()))
    }
}
