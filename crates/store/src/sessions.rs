//! Sessions of the portal, kept on the server.

use chrono::{DateTime, Utc};

use crate::accounts::TableError;
use crate::pool::{Pool, with_pool};

/// One session as it is kept. Whoever holds the cookie finds it by the hash of the cookie's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the session's id.
    pub id_hash: [u8; 32],
    /// Account that signed in; empty before.
    pub account: String,
    /// JSON object of what the program keeps with the session.
    pub data: String,
    /// From when on it is as if it did not exist.
    pub expires_at: DateTime<Utc>,
}

/// The table of sessions. Cloning is cheap.
#[derive(Clone, Debug)]
pub struct Sessions {
    pool: Pool,
}

impl Sessions {
    /// Works on the `sessions` table behind this pool; migrations have run.
    pub(crate) fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Adds a session. False when its id is taken.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn create(&self, session: &Session) -> Result<bool, TableError> {
        let query =
            "INSERT INTO sessions (id_hash, account, data, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        self.write(query, session).await
    }

    /// Writes a session that exists. False when it is gone: one that was ended elsewhere does not come back.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn save(&self, session: &Session) -> Result<bool, TableError> {
        let query = "UPDATE sessions SET account = $2, data = $3, expires_at = $4 WHERE id_hash = $1";
        self.write(query, session).await
    }

    /// Runs a statement whose parameters are the fields of `session`. True when it changed a row.
    async fn write(&self, query: &'static str, session: &Session) -> Result<bool, TableError> {
        let changed = with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(session.id_hash.as_slice())
            .bind(&session.account)
            .bind(&session.data)
            .bind(session.expires_at.timestamp())
            .execute(pool)
            .await?
            .rows_affected());
        Ok(changed > 0)
    }

    /// The session with this hash, unless it expired before `now`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn get(&self, id_hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<Session>, TableError> {
        let query = "SELECT account, data, expires_at FROM sessions WHERE id_hash = $1 AND expires_at > $2";
        let row: Option<(String, String, i64)> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(id_hash.as_slice())
            .bind(now.timestamp())
            .fetch_optional(pool)
            .await)?;
        Ok(row.and_then(|(account, data, expires_at)| {
            let expires_at = DateTime::from_timestamp(expires_at, 0)?;
            Some(Session { id_hash: *id_hash, account, data, expires_at })
        }))
    }

    /// Ends one session. False when there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete(&self, id_hash: &[u8; 32]) -> Result<bool, TableError> {
        let query = "DELETE FROM sessions WHERE id_hash = $1";
        let id = id_hash.as_slice();
        let ended = with_pool!(&self.pool, pool => sqlx::query(query).bind(id).execute(pool).await?.rows_affected());
        Ok(ended > 0)
    }

    /// The sessions of an account, or of all accounts, that are not over, newest last use first; at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn list(
        &self,
        account: Option<&str>,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Session>, TableError> {
        let query = "SELECT id_hash, account, data, expires_at FROM sessions \
             WHERE account <> '' AND ($1 = '' OR account = $1) AND expires_at > $2 \
             ORDER BY expires_at DESC, id_hash LIMIT $3";
        let rows: Vec<(Vec<u8>, String, String, i64)> = with_pool!(&self.pool, pool => sqlx::query_as(query)
            .bind(account.unwrap_or_default())
            .bind(now.timestamp())
            .bind(i64::from(limit))
            .fetch_all(pool)
            .await)?;
        let session = |(id_hash, account, data, expires_at): (Vec<u8>, _, _, _)| {
            let expires_at = DateTime::from_timestamp(expires_at, 0)?;
            Some(Session { id_hash: id_hash.try_into().ok()?, account, data, expires_at })
        };
        Ok(rows.into_iter().filter_map(session).collect())
    }

    /// Takes a session out: of all who ask for it, also on other servers, one gets it.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn take(&self, id_hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<Session>, TableError> {
        let found = self.get(id_hash, now).await?;
        Ok(if self.delete(id_hash).await? { found } else { None })
    }

    /// Ends one session of an account. False when the account has none with this hash.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_one(&self, account: &str, id_hash: &[u8; 32]) -> Result<bool, TableError> {
        let query = "DELETE FROM sessions WHERE account = $1 AND id_hash = $2";
        let ended = with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(account)
            .bind(id_hash.as_slice())
            .execute(pool)
            .await?
            .rows_affected());
        Ok(ended > 0)
    }

    /// Ends all sessions of an account, but `except`, and says how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_of(&self, account: &str, except: Option<&[u8; 32]>) -> Result<u64, TableError> {
        let query = "DELETE FROM sessions WHERE account = $1 AND id_hash <> $2";
        let except = except.map_or(&[][..], |hash| hash.as_slice());
        Ok(with_pool!(&self.pool, pool => sqlx::query(query)
            .bind(account)
            .bind(except)
            .execute(pool)
            .await?
            .rows_affected()))
    }

    /// Removes what expired before `now` and says how many there were.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete_expired(&self, now: DateTime<Utc>) -> Result<u64, TableError> {
        let query = "DELETE FROM sessions WHERE expires_at <= $1";
        let now = now.timestamp();
        Ok(with_pool!(&self.pool, pool => sqlx::query(query).bind(now).execute(pool).await?.rows_affected()))
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, SubsecRound as _};

    use super::*;
    use crate::Database;

    #[tokio::test]
    async fn life_of_a_session() {
        let dir = std::env::temp_dir().join(format!("atoll-sessions-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("atoll.db");
        let database = Database::open(&path).await.unwrap();
        let sessions = database.sessions();
        let now = Utc::now().trunc_subsecs(0);
        let mut session = Session {
            id_hash: [7; 32],
            account: String::new(),
            data: "{}".to_owned(),
            expires_at: now + Duration::hours(1),
        };
        assert!(!sessions.save(&session).await.unwrap(), "there is none to save");
        assert!(sessions.create(&session).await.unwrap());
        assert!(!sessions.create(&session).await.unwrap(), "taken");
        session.account = "dev".to_owned();
        assert!(sessions.save(&session).await.unwrap());
        assert_eq!(sessions.get(&session.id_hash, now).await.unwrap(), Some(session.clone()));
        assert_eq!(sessions.get(&session.id_hash, session.expires_at).await.unwrap(), None, "over");
        assert_eq!(sessions.delete_expired(now).await.unwrap(), 0);
        assert_eq!(sessions.delete_expired(session.expires_at).await.unwrap(), 1);
        sessions.create(&session).await.unwrap();
        sessions.delete(&session.id_hash).await.unwrap();
        assert_eq!(sessions.get(&session.id_hash, now).await.unwrap(), None);
        database.close().await;
        let _ = std::fs::remove_dir_all(&dir);
    }
}
