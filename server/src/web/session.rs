//! Sessions: a cookie with a random id, everything else in the database.
//!
//! A session ends some time after it was last used, and some time after sign-in whatever happens.

use std::{collections::HashMap, fmt, time::Duration as StdDuration};

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

/// How long sessions last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lasting {
    /// Ends this long after its last use.
    pub(crate) idle: Duration,
    /// Ends this long after sign-in.
    pub(crate) absolute: Duration,
}

/// Use is noted at most this often, so that reading pages does not write.
const NOTED_EVERY: Duration = Duration::minutes(5);
/// Sessions that are over are removed this often.
const SWEPT_EVERY: StdDuration = StdDuration::from_secs(15 * 60);

/// Where in a session its [`SignedInAs`] is.
pub(super) const KEY: &str = "signed-in";

/// Where in a session the identity provider's ID token is: the hint for signing out there. It signs nobody in.
pub(super) const ID_TOKEN: &str = "id-token";

/// What a session knows. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SignedInAs {
    /// Account name.
    pub(super) user: String,
    /// Groups at sign-in.
    pub(super) groups: Vec<String>,
    /// When they signed in.
    pub(super) since: i64,
    /// When a use was last noted.
    pub(super) seen: i64,
    /// The identity provider; none for a local account.
    #[serde(default)]
    pub(super) provider: Option<String>,
    /// The address that they signed in from.
    #[serde(default)]
    pub(super) address: String,
    /// What the browser calls itself, in a few words.
    #[serde(default)]
    pub(super) browser: String,
}

impl SignedInAs {
    /// Somebody who signs in now; `provider` is none for a local account.
    pub(super) fn new(user: String, groups: Vec<String>, provider: Option<String>, now: DateTime<Utc>) -> Self {
        let now = now.timestamp();
        Self { user, groups, since: now, seen: now, provider, address: String::new(), browser: String::new() }
    }

    /// The one that a session's row keeps; `None` for a row that is none of somebody who signed in.
    pub(super) fn kept_in(row: &store::Session) -> Option<Self> {
        let mut data: HashMap<String, serde_json::Value> = serde_json::from_str(&row.data).ok()?;
        serde_json::from_value(data.remove(KEY)?).ok()
    }

    /// When they signed in.
    pub(super) fn since(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.since, 0).unwrap_or_default()
    }

    /// When a use was last noted.
    pub(super) fn seen(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.seen, 0).unwrap_or_default()
    }

    /// When the session is over if it is not used any more.
    pub(super) fn ends(&self, lasting: Lasting) -> DateTime<Utc> {
        (self.seen() + lasting.idle).min(self.since() + lasting.absolute)
    }

    /// Notes this use. True when that is worth writing down.
    pub(super) fn used(&mut self, lasting: Lasting, now: DateTime<Utc>) -> bool {
        let due = now - self.seen() >= NOTED_EVERY.min(lasting.idle / 4);
        if due {
            self.seen = now.timestamp();
        }
        due
    }
}

/// Reads and sets the cookie. `__Host-` binds it to this host where the browser speaks TLS to it.
pub(super) fn layer(sessions: store::Sessions, lasting: Lasting, secure: bool) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store { sessions })
        .with_name(if secure { "__Host-atoll" } else { "atoll" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(CookieDuration::seconds(lasting.idle.num_seconds())))
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
        self.sessions.delete(&hash(id)).await.map(drop).map_err(backend)
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

/// What a session is found by, and known by to those who may list it.
pub(super) fn hash(id: &Id) -> [u8; 32] {
    Sha256::digest(id.0.to_le_bytes()).into()
}

fn backend(error: store::TableError) -> Error {
    Error::Backend(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LASTING: Lasting = Lasting { idle: Duration::hours(8), absolute: Duration::hours(24) };

    fn somebody(now: DateTime<Utc>) -> SignedInAs {
        SignedInAs::new("dev".to_owned(), vec![], None, now)
    }

    #[test]
    fn both_limits() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut session = somebody(start);
        assert_eq!(session.ends(LASTING), start + LASTING.idle);
        // Used every hour, it still ends a day after sign-in.
        for hour in 1..24 {
            let now = start + Duration::hours(hour);
            assert!(session.ends(LASTING) > now, "{hour}");
            assert!(session.used(LASTING, now));
        }
        assert_eq!(session.ends(LASTING), start + LASTING.absolute);
    }

    #[test]
    fn use_is_noted_now_and_then() {
        let start = Utc::now();
        let mut session = somebody(start);
        assert!(!session.used(LASTING, start + Duration::minutes(4)));
        assert!(session.used(LASTING, start + Duration::minutes(6)));
        assert!(!session.used(LASTING, start + Duration::minutes(7)));
        let short = Lasting { idle: Duration::minutes(1), ..LASTING };
        assert!(somebody(start).used(short, start + Duration::seconds(20)), "often enough not to end while it is used");
    }

    #[test]
    fn sessions_of_an_older_version_are_read() {
        let row = store::Session {
            id_hash: [0; 32],
            account: "dev".to_owned(),
            data: r#"{"signed-in":{"user":"dev","groups":["a"],"since":1,"seen":2}}"#.to_owned(),
            expires_at: Utc::now(),
        };
        let read = SignedInAs::kept_in(&row).unwrap();
        assert_eq!((read.user.as_str(), read.provider, read.browser.as_str()), ("dev", None, ""));
        assert_eq!(SignedInAs::kept_in(&store::Session { data: "{}".to_owned(), ..row }), None);
    }
}
