//! Signing in through identity providers: OpenID Connect, authorization code with PKCE, state and nonce.
//!
//! An attempt is a row among the sessions, found by the hash of its state; who takes it out has it, once. It is bound to the
//! browser by a cookie and to the provider that was asked. What a provider says is believed by `openidconnect`'s rules and
//! those of [`who`](mod@who).

mod http;
mod provider;
mod refusal;
mod types;
mod who;

use std::{net::IpAddr, sync::Arc, time::Instant};

use chrono::{DateTime, Duration, Utc};
use openidconnect::{
    CsrfToken, LogoutRequest, Nonce, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, Scope,
    core::CoreAuthenticationFlow,
};
use parking_lot::Mutex;
use portal::view::SignInProvider;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    accounts::Limiter,
    config::{self, SignIn},
};
use provider::Remote;
pub(crate) use refusal::Refusal;

/// An attempt may take this long.
pub(crate) const ATTEMPT: Duration = Duration::minutes(10);

/// Attempts from one address in a minute that came to nothing. Many people may share one.
const FROM_ADDRESS: usize = 120;

/// A whole callback may take this long: three answers of the provider.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(15);

/// Who signs out does not wait longer than this for a provider.
const HURRY: std::time::Duration = std::time::Duration::from_secs(3);

/// All providers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Providers(Arc<Parts>);

struct Parts {
    remotes: Vec<Remote>,
    attempts: store::Sessions,
    people: store::People,
    /// Where a provider leads people who signed out there.
    signed_out: String,
    limiter: Mutex<Limiter>,
}

/// An attempt on its way, as it is kept.
#[derive(Serialize, Deserialize)]
struct Attempt {
    provider: String,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    /// The hash of the cookie of the browser that began.
    browser: [u8; 32],
    next: Option<String>,
}

/// What a provider's answer carries in its query.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Callback {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Somebody who signed in.
pub(crate) struct Welcome {
    /// User name here.
    pub(crate) user: String,
    /// Groups here.
    pub(crate) groups: Vec<String>,
    /// The page that was asked for.
    pub(crate) next: Option<String>,
    /// Where they are written to; empty when the provider does not say, or does not vouch for it.
    pub(crate) email: String,
    /// The hint for signing out there.
    pub(crate) id_token: String,
}

impl Providers {
    /// The providers of the settings. None is asked anything yet.
    ///
    /// # Errors
    /// Names the key that cannot work.
    pub(crate) fn new(sign_in: &SignIn, portal_url: &str, database: &store::Database) -> Result<Self, config::Error> {
        let remotes = sign_in.providers.iter().enumerate().map(|(index, settings)| {
            let back = format!("{portal_url}/auth/callback/{}", settings.id);
            Remote::new(settings.clone(), back, &format!("sign-in.providers[{index}]"))
        });
        Ok(Self(Arc::new(Parts {
            remotes: remotes.collect::<Result<_, _>>()?,
            attempts: database.sessions(),
            people: database.people(),
            signed_out: format!("{portal_url}/signin"),
            limiter: Mutex::new(Limiter::new(FROM_ADDRESS)),
        })))
    }

    /// True when something more may be asked from this address now; see [`Providers::succeeded`].
    pub(crate) fn admit(&self, from: IpAddr) -> bool {
        self.0.limiter.lock().admit(None, from, Instant::now())
    }

    /// Somebody signed in: neither that nor how they began counts.
    pub(crate) fn succeeded(&self, from: IpAddr) {
        let mut limiter = self.0.limiter.lock();
        limiter.succeeded(None, from);
        limiter.succeeded(None, from);
    }

    /// For the sign-in page.
    pub(crate) fn listed(&self) -> Vec<SignInProvider> {
        let listed =
            |remote: &Remote| SignInProvider { id: remote.settings.id.clone(), title: remote.settings.title.clone() };
        self.0.remotes.iter().map(listed).collect()
    }

    /// The title of a provider; `None` when there is none of this id.
    pub(crate) fn title(&self, id: &str) -> Option<&str> {
        self.remote(id).map(|remote| remote.settings.title.as_str())
    }

    /// What names of the providers' people begin with.
    pub(crate) fn prefixes(&self) -> Vec<String> {
        self.0.remotes.iter().map(|remote| remote.settings.username_prefix.clone()).collect()
    }

    fn remote(&self, id: &str) -> Option<&Remote> {
        self.0.remotes.iter().find(|remote| remote.settings.id == id)
    }

    /// Begins an attempt of the browser with this cookie; gives where to send it.
    ///
    /// # Errors
    /// When the provider cannot be asked now.
    pub(crate) async fn begin(
        &self,
        id: &str,
        cookie: &str,
        next: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<String, Refusal> {
        let remote = self.remote(id).ok_or(Refusal::Incomplete)?;
        let metadata = remote.metadata().await?;
        let client = remote.client(&metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(remote.settings.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(challenge)
            .url();
        let attempt = Attempt {
            provider: id.to_owned(),
            nonce,
            verifier,
            browser: hash("browser", cookie),
            next: next.map(str::to_owned),
        };
        let row = store::Session {
            id_hash: hash("attempt", state.secret()),
            account: String::new(),
            data: serde_json::to_string(&attempt).map_err(|error| Refusal::Unavailable(error.to_string()))?,
            expires_at: now + ATTEMPT,
        };
        // A state that is taken would be another's: 128 random bits do not meet.
        self.0.attempts.create(&row).await.map_err(|error| Refusal::Unavailable(error.to_string()))?;
        Ok(url.into())
    }

    /// Finishes the attempt that an answer belongs to.
    ///
    /// # Errors
    /// Why nobody is signed in. The attempt is over whatever comes of it.
    pub(crate) async fn finish(
        &self,
        id: &str,
        cookie: Option<&str>,
        answer: Callback,
        now: DateTime<Utc>,
    ) -> Result<Welcome, Refusal> {
        let finished = self.judge(id, cookie, answer, now);
        let slow = |_| Refusal::Unavailable("it did not answer in time".to_owned());
        tokio::time::timeout(PATIENCE, finished).await.map_err(slow)?
    }

    async fn judge(
        &self,
        id: &str,
        cookie: Option<&str>,
        answer: Callback,
        now: DateTime<Utc>,
    ) -> Result<Welcome, Refusal> {
        let database = |error: store::TableError| Refusal::Unavailable(error.to_string());
        let state = answer.state.as_deref().filter(|state| !state.is_empty()).ok_or(Refusal::Incomplete)?;
        let taken = self.0.attempts.take(&hash("attempt", state), now).await.map_err(database)?;
        let attempt: Attempt = taken.and_then(|row| serde_json::from_str(&row.data).ok()).ok_or(Refusal::Stale)?;
        // Both are hashes of what nobody can choose: comparing them tells nothing by the time it takes.
        if cookie.is_none_or(|cookie| hash("browser", cookie) != attempt.browser) {
            return Err(Refusal::OtherBrowser);
        }
        if attempt.provider != id {
            return Err(Refusal::MixedUp(format!("{} was asked", attempt.provider)));
        }
        let remote = self.remote(id).ok_or(Refusal::Stale)?;
        let metadata = remote.metadata().await?;
        match &answer.iss {
            Some(iss) if *iss != *remote.settings.issuer.as_str() => {
                return Err(Refusal::MixedUp(format!("it says that it is {iss}")));
            }
            None if metadata.additional_metadata().authorization_response_iss_parameter_supported => {
                return Err(Refusal::MixedUp("it does not say who it is, though it promises to".to_owned()));
            }
            _ => {}
        }
        if let Some(error) = answer.error {
            let said = answer.error_description.unwrap_or_default();
            return Err(Refusal::Denied(format!("{error} {said}").trim().to_owned()));
        }
        let code = answer.code.filter(|code| !code.is_empty()).ok_or(Refusal::Incomplete)?;
        let said = remote.redeem(code, attempt.verifier, &attempt.nonce).await?;
        let others: Vec<&str> = self.0.remotes.iter().map(|other| other.settings.username_prefix.as_str()).collect();
        let who = who::who(&remote.settings, &others, &said.claims).map_err(Refusal::Name)?;
        let standing = self.0.people.standing(&who.name).await.map_err(database)?;
        if standing.local_groups.is_some() {
            return Err(Refusal::Name(format!("{} is a local account", who.name)));
        }
        if standing.disabled {
            return Err(Refusal::Disabled(who.name));
        }
        Ok(Welcome {
            user: who.name,
            groups: who.groups,
            next: attempt.next,
            email: who.email,
            id_token: said.id_token,
        })
    }

    /// Where to send somebody who signs out, so that the provider signs them out too; `None` when it offers no such place.
    pub(crate) async fn end_session(&self, id: &str, id_token: Option<&str>) -> Option<String> {
        let remote = self.remote(id)?;
        let metadata = tokio::time::timeout(HURRY, remote.metadata_at_hand()).await.ok()?.ok()?;
        let endpoint = metadata.additional_metadata().end_session_endpoint.clone()?;
        if !config::is_private(endpoint.url()) {
            return None;
        }
        let mut request = LogoutRequest::from(endpoint).set_client_id(remote.settings.client_id.clone());
        if let Ok(back) = PostLogoutRedirectUrl::new(self.0.signed_out.clone()) {
            request = request.set_post_logout_redirect_uri(back);
        }
        let mut url = request.http_get_url();
        if let Some(hint) = id_token {
            url.query_pairs_mut().append_pair("id_token_hint", hint);
        }
        Some(url.into())
    }
}

fn hash(what: &str, secret: &str) -> [u8; 32] {
    Sha256::new().chain_update(what).chain_update([0]).chain_update(secret).finalize().into()
}
