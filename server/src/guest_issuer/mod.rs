//! Signs the tokens that people use guest clusters with, and tells the guests its public keys.
//!
//! The keys are not those of service accounts: a guest that trusts these trusts no token of the Supervisor. They are in the
//! database, so that all servers sign with the same, and change by age or by `atoll admin rotate-issuer-key`.

mod ring;

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{Json, Router, extract::State, http::header, response::IntoResponse, routing::get};
use chrono::Utc;
use parking_lot::RwLock;
use portal::kubeconfig::{SignTokens, TokenOrder};
use serde_json::{Value, json};
use store::Keys;
use supervisor::engine::{Issuer, IssuerConfig};
use tokio_util::sync::CancellationToken;

use ring::Ring;

/// Name of the keys in the database.
const NAME: &str = "guest-issuer";
/// The path below which guests find the issuer, on both listeners.
pub(crate) const PATH: &str = "/guests";
/// The keys are read again this often. Less than the time between a new key's publication and its first use.
const READ_EVERY: Duration = Duration::from_secs(30);
/// Servers that change the keys together try again so often.
const ATTEMPTS: usize = 5;

/// See the module. Cheap to clone.
#[derive(Clone)]
pub(crate) struct GuestIssuer {
    url: String,
    keys: Keys,
    /// A new key is made when the newest is older.
    age: Duration,
    current: Arc<RwLock<Arc<Issuer>>>,
}

impl GuestIssuer {
    /// Reads the keys, or makes the first. `url` is where guests find the issuer.
    ///
    /// # Errors
    /// When the database cannot be read or written, or what is there is no keys.
    pub(crate) async fn open(url: String, keys: Keys, age: Duration) -> anyhow::Result<Self> {
        let first = Ring::first(pki::signing_key()?, Utc::now()).text();
        let kept = keys.get_or_put(NAME, &first).await.context("cannot read the keys of the guests' issuer")?;
        let issuer = Arc::new(issuer(&url, &kept)?);
        Ok(Self { url, keys, age, current: Arc::new(RwLock::new(issuer)) })
    }

    /// The issuer's URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The two documents that guests need, for a listener to serve beside what it has.
    pub(crate) fn router<S: Clone + Send + Sync + 'static>(&self) -> Router<S> {
        let configuration = |State(this): State<GuestIssuer>| async move { document(this.now().configuration()) };
        let keys = |State(this): State<GuestIssuer>| async move { document(this.now().key_set()) };
        Router::new()
            .route("/guests/.well-known/openid-configuration", get(configuration))
            .route("/guests/openid/v1/jwks", get(keys))
            .with_state(self.clone())
    }

    /// Follows what other servers and the command line do, and makes a new key in time, until told to stop.
    pub(crate) async fn keep(self, shutdown: CancellationToken) {
        let mut due = tokio::time::interval(READ_EVERY);
        while shutdown.run_until_cancelled(due.tick()).await.is_some() {
            if let Err(error) = self.refresh().await {
                tracing::warn!(error = format!("{error:#}"), "cannot read the keys of the guests' issuer");
            }
        }
    }

    async fn refresh(&self) -> anyhow::Result<()> {
        let now = Utc::now();
        let age = chrono::Duration::from_std(self.age)?;
        let ring = change(&self.keys, |ring| {
            let ring = ring.pruned(now);
            Ok(if ring.is_due(age, now) { ring.rotated(pki::signing_key()?, now) } else { ring })
        })
        .await?;
        *self.current.write() = Arc::new(issuer(&self.url, &ring.text())?);
        Ok(())
    }

    fn now(&self) -> Arc<Issuer> {
        self.current.read().clone()
    }
}

impl SignTokens for GuestIssuer {
    fn sign(&self, order: &TokenOrder) -> Result<String, String> {
        let (issuer, now) = (self.now(), Utc::now());
        let mut claims =
            issuer.claims(&order.user, std::slice::from_ref(&order.audience), now, chrono::Duration::zero());
        claims.exp = order.expires_at.timestamp();
        claims.jti.clone_from(&order.id);
        claims.more.insert("groups".to_owned(), json!([order.group]));
        issuer.sign(&claims).map_err(|error| error.to_string())
    }
}

/// Publishes a new key that signs soon, beside running servers. When it does.
///
/// # Errors
/// When the database cannot be changed, or no server has made keys yet.
pub(crate) async fn rotate(keys: &Keys) -> anyhow::Result<chrono::DateTime<Utc>> {
    let now = Utc::now();
    let ring = change(keys, |ring| Ok(ring.pruned(now).rotated(pki::signing_key()?, now))).await?;
    ring.signs_next().context("there is no key")
}

/// Changes the keys in the database; whoever is quicker is asked first.
async fn change(keys: &Keys, change: impl Fn(Ring) -> anyhow::Result<Ring>) -> anyhow::Result<Ring> {
    for _ in 0..ATTEMPTS {
        let before = keys.get(NAME).await?.context("no server has made keys yet")?;
        let ring = Ring::read(&before).context("the keys in the database are not usable")?;
        let after = change(ring.clone())?;
        if after == ring || keys.replace(NAME, &before, &after.text()).await? {
            return Ok(after);
        }
    }
    anyhow::bail!("other servers change the keys all the time")
}

fn issuer(url: &str, text: &str) -> anyhow::Result<Issuer> {
    let ring = Ring::read(text).context("the keys in the database are not usable")?;
    let used = ring.in_use(Utc::now()).context("there is no key")?;
    let config = IssuerConfig {
        url: url.to_owned(),
        audiences: Vec::new(),
        signing_key_pem: used.signing_pem.to_owned(),
        accepted_keys_pem: used.accepted_pem.into_iter().map(str::to_owned).collect(),
    };
    Issuer::new(&config).context("the keys in the database are not usable")
}

/// Public, and the same for everybody.
fn document(value: Value) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=60")], Json(value))
}
