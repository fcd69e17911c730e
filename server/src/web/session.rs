//! Sessions: a cookie with a random id, everything else in the database.
//!
//! A session ends 8 hours after it was last used, and 24 hours after sign-in whatever happens.

use std::{fmt, time::Duration as StdDuration};

use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::{SameSite, time::Duration as CookieDuration, time::OffsetDateTime},
    session::{Id, Record},
    session_store::{Error, Result},
};

/// Ends this long after its last use.
pub(super) const IDLE: Duration = Duration::hours(8);
/// Ends this long after sign-in.
pub(super) const ABSOLUTE: Duration = Duration::hours(24);
/// Use is noted at most this often, so that reading pages does not write.
const NOTED_EVERY: Duration = Duration::minutes(5);
/// Sessions that are over are removed this often.
const SWEPT_EVERY: StdDuration = StdDuration::from_secs(15 * 60);

/// Where in a session its [`SignedInAs`] is.
pub(super) const KEY: &str = "signed-in";

/// What a session knows. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignedInAs {
    /// Account name.
    pub(super) user: String,
    /// Groups at sign-in.
    pub(super) groups: Vec<String>,
    /// When they signed in.
    since: i64,
    /// When a use was last noted.
    seen: i64,
}

impl SignedInAs {
    /// Somebody who signs in now.
    pub(super) fn new(user: String, groups: Vec<String>, now: DateTime<Utc>) -> Self {
        Self { user, groups, since: now.timestamp(), seen: now.timestamp() }
    }

    /// True when the session is over: it was not used for too long, or is too old.
    pub(super) fn over(&self, now: DateTime<Utc>) -> bool {
        let now = now.timestamp();
        now - self.seen >= IDLE.num_seconds() || now - self.since >= ABSOLUTE.num_seconds()
    }

    /// Notes this use. True when that is worth writing down.
    pub(super) fn used(&mut self, now: DateTime<Utc>) -> bool {
        let due = now.timestamp() - self.seen >= NOTED_EVERY.num_seconds();
        if due {
            self.seen = now.timestamp();
        }
        due
    }
}

/// Reads and sets the cookie. `__Host-` binds it to this host where the browser speaks TLS to it.
pub(super) fn layer(sessions: store::Sessions, tls: bool) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store { sessions })
        .with_name(if tls { "__Host-atoll" } else { "atoll" })
        .with_secure(tls)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(CookieDuration::seconds(IDLE.num_seconds())))
}

/// Removes sessions that are over, until told to stop.
pub(crate) async fn sweep(sessions: store::Sessions, shutdown: CancellationToken) {
    let mut due = tokio::time::interval(SWEPT_EVERY);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = due.tick() => {}
        }
        match sessions.delete_expired(Utc::now()).await {
            Ok(0) => {}
            Ok(ended) => tracing::debug!(ended, "removed sessions that are over"),
            Err(error) => tracing::warn!(%error, "cannot remove sessions that are over"),
        }
    }
}

/// Sessions in our database, found by the hash of their id.
#[derive(Clone)]
pub(super) struct Store {
    sessions: store::Sessions,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.sessions.create(&kept(record)?).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        // One that was ended meanwhile stays ended.
        self.sessions.save(&kept(record)?).await.map(drop).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let Some(found) = self.sessions.get(&hash(id), Utc::now()).await.map_err(backend)? else { return Ok(None) };
        let data = serde_json::from_str(&found.data).map_err(|error| Error::Decode(error.to_string()))?;
        let expiry_date = OffsetDateTime::from_unix_timestamp(found.expires_at.timestamp())
            .map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.sessions.delete(&hash(id)).await.map_err(backend)
    }
}

fn kept(record: &Record) -> Result<store::Session> {
    let account = record.data.get(KEY).and_then(|value| value["user"].as_str()).unwrap_or_default().to_owned();
    Ok(store::Session {
        id_hash: hash(&record.id),
        account,
        data: serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?,
        expires_at: DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
            .ok_or_else(|| Error::Encode("the expiry date is out of range".to_owned()))?,
    })
}

fn hash(id: &Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn backend(error: store::TableError) -> Error {
    Error::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_limits() {
        let start = Utc::now();
        let mut session = SignedInAs::new("dev".to_owned(), vec![], start);
        assert!(!session.over(start + IDLE - Duration::seconds(1)));
        assert!(session.over(start + IDLE));
        // Used every hour, it still ends a day after sign-in.
        for hour in 1..24 {
            let now = start + Duration::hours(hour);
            assert!(!session.over(now), "{hour}");
            assert!(session.used(now));
        }
        assert!(session.over(start + ABSOLUTE));
    }

    #[test]
    fn use_is_noted_now_and_then() {
        let start = Utc::now();
        let mut session = SignedInAs::new("dev".to_owned(), vec![], start);
        assert!(!session.used(start + Duration::minutes(4)));
        assert!(session.used(start + Duration::minutes(5)));
        assert!(!session.used(start + Duration::minutes(6)));
    }
}
