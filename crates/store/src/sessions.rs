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

    /// Ends one session. Nothing happens when there is none.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn delete(&self, id_hash: &[u8; 32]) -> Result<(), TableError> {
        let query = "DELETE FROM sessions WHERE id_hash = $1";
        with_pool!(&self.pool, pool => sqlx::query(query).bind(id_hash.as_slice()).execute(pool).await.map(drop))?;
        Ok(())
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
