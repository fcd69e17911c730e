//! One provider: what is known of it, kept for a while, and what it is asked.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{TimeDelta, Utc};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClaimsVerificationError, JsonWebKeySet, Nonce, OAuth2TokenResponse as _,
    PkceCodeVerifier, RedirectUrl, RequestTokenError, SignatureVerificationError, TokenResponse as _, UserInfoClaims,
    core::{CoreClientAuthMethod, CoreGenderClaim, CoreJsonWebKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

use super::{
    http::Http,
    refusal::Refusal,
    types::{Claims, Client, Metadata, Rest, Tokens},
};
use crate::config::{self, is_private};

/// Discovery and keys are asked for again after this time.
const FRESH: Duration = Duration::from_secs(15 * 60);
/// After a failure the provider is left alone this long: who comes meanwhile hears of the failure at once.
const REST: Duration = Duration::from_secs(3);
/// Keys are asked for again at most this often, whatever unknown keys tokens name.
const KEYS_AGAIN: Duration = Duration::from_secs(10);
/// A provider's clock may be ahead by this much.
const AHEAD: TimeDelta = TimeDelta::minutes(5);

/// Signatures by a key of the provider's own. Nothing that is made with a secret that both have, and never none.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// A provider and what is known of it.
pub(super) struct Remote {
    pub(super) settings: config::Provider,
    http: Http,
    redirect: RedirectUrl,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    metadata: Option<(Arc<Metadata>, Instant)>,
    failed: Option<(String, Instant)>,
    keys_asked: Option<Instant>,
}

/// What a valid ID token and the provider's user information say.
pub(super) struct Said {
    /// Every claim by its name.
    pub(super) claims: Map<String, Value>,
    /// The token as it came: the hint for signing out.
    pub(super) id_token: String,
}

impl Remote {
    /// A provider that leads back to `redirect`. It is not asked anything yet.
    ///
    /// # Errors
    /// When its settings cannot work; `key` is where they stand.
    pub(super) fn new(settings: config::Provider, redirect: String, key: &str) -> Result<Self, config::Error> {
        let http = Http::new(&settings, key)?;
        let redirect =
            RedirectUrl::new(redirect).map_err(|error| config::Error::new("portal-url", error.to_string()))?;
        Ok(Self { settings, http, redirect, known: Mutex::default() })
    }

    /// What the provider says of itself. Asked for one at a time; the others wait for that answer.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, Refusal> {
        let mut known = self.known.lock().await;
        if let Some((metadata, at)) = &known.metadata
            && at.elapsed() < FRESH
        {
            return Ok(metadata.clone());
        }
        if let Some((problem, at)) = &known.failed
            && at.elapsed() < REST
        {
            return known
                .metadata
                .as_ref()
                .map_or_else(|| Err(Refusal::Unavailable(problem.clone())), |m| Ok(m.0.clone()));
        }
        match self.discover().await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                *known = Known { metadata: Some((metadata.clone(), Instant::now())), ..Known::default() };
                Ok(metadata)
            }
            Err(problem) => {
                tracing::warn!(provider = self.settings.id, problem, "an identity provider is not usable");
                known.failed = Some((problem.clone(), Instant::now()));
                // What it said before still holds.
                known.metadata.as_ref().map_or_else(|| Err(Refusal::Unavailable(problem)), |m| Ok(m.0.clone()))
            }
        }
    }

    /// What is known of the provider, however old; asked for only when nothing is.
    pub(super) async fn metadata_at_hand(&self) -> Result<Arc<Metadata>, Refusal> {
        let known = self.known.lock().await.metadata.as_ref().map(|(metadata, _)| metadata.clone());
        match known {
            Some(metadata) => Ok(metadata),
            None => self.metadata().await,
        }
    }

    async fn discover(&self) -> Result<Metadata, String> {
        let found = Metadata::discover_async(self.settings.issuer.clone(), &self.http).await;
        let metadata = found.map_err(|error| with_causes(&error))?;
        let Some(token_endpoint) = metadata.token_endpoint() else {
            return Err("it names no token endpoint".to_owned());
        };
        for url in [metadata.authorization_endpoint().url(), token_endpoint.url(), metadata.jwks_uri().url()] {
            if !is_private(url) {
                return Err(format!("it names {url}, which is not an https:// address"));
            }
        }
        Ok(metadata)
    }

    /// The same with keys that were asked for just now, unless that was done a moment ago.
    async fn with_new_keys(&self) -> Option<Arc<Metadata>> {
        let mut known = self.known.lock().await;
        if known.keys_asked.is_some_and(|at| at.elapsed() < KEYS_AGAIN) {
            return known.metadata.as_ref().map(|(metadata, _)| metadata.clone());
        }
        known.keys_asked = Some(Instant::now());
        let (metadata, at) = known.metadata.as_ref()?;
        match JsonWebKeySet::<CoreJsonWebKey>::fetch_async(metadata.jwks_uri(), &self.http).await {
            Ok(keys) => {
                let metadata = Arc::new(Metadata::clone(metadata).set_jwks(keys));
                known.metadata = Some((metadata.clone(), *at));
                Some(metadata)
            }
            Err(error) => {
                let problem = with_causes(&error);
                tracing::warn!(provider = self.settings.id, problem, "cannot read the keys of an identity provider");
                None
            }
        }
    }

    /// A client that speaks with the provider by what it says of itself.
    pub(super) fn client(&self, metadata: &Metadata) -> Client {
        let settings = &self.settings;
        let client = Client::from_provider_metadata(
            metadata.clone(),
            settings.client_id.clone(),
            settings.client_secret.clone(),
        );
        let methods = metadata.token_endpoint_auth_methods_supported();
        // Basic is what everybody takes who does not say otherwise.
        let in_body = methods.is_some_and(|methods| {
            !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
                && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
        });
        let how = if in_body { openidconnect::AuthType::RequestBody } else { openidconnect::AuthType::BasicAuth };
        client.set_auth_type(how).set_redirect_uri(self.redirect.clone())
    }

    /// Exchanges a code, and believes what comes back only when all of it holds.
    pub(super) async fn redeem(
        &self,
        code: String,
        verifier: PkceCodeVerifier,
        nonce: &Nonce,
    ) -> Result<Said, Refusal> {
        let metadata = self.metadata().await?;
        let client = self.client(&metadata);
        let asked = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| Refusal::Unavailable(error.to_string()))?
            .set_pkce_verifier(verifier);
        let tokens: Tokens = asked.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(said) => Refusal::NotTaken(said.to_string()),
            // Its cause may repeat what the provider sent, tokens too.
            RequestTokenError::Parse(..) => Refusal::Untrue("the answer of the token endpoint is none".to_owned()),
            other => Refusal::Unavailable(with_causes(&other)),
        })?;
        let claims = match verified(&client, &tokens, nonce) {
            Err(ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey)) => {
                // It may have new keys.
                let metadata = self.with_new_keys().await.unwrap_or(metadata);
                verified(&self.client(&metadata), &tokens, nonce)
            }
            judged => judged,
        };
        let claims = claims.map_err(|error| Refusal::Untrue(with_causes(&error)))?;
        let mut all = object(&claims);
        let wanted = [&self.settings.username_claim, &self.settings.groups_claim];
        if wanted.iter().any(|claim| !all.contains_key(*claim)) {
            self.add_user_info(&client, &tokens, &claims, &mut all).await?;
        }
        let id_token = tokens.id_token().map(ToString::to_string).unwrap_or_default();
        Ok(Said { claims: all, id_token })
    }

    /// Adds what only the provider's user information tells. The ID token's claims stay as they are.
    async fn add_user_info(
        &self,
        client: &Client,
        tokens: &Tokens,
        claims: &Claims,
        all: &mut Map<String, Value>,
    ) -> Result<(), Refusal> {
        let asked = client.user_info(tokens.access_token().clone(), Some(claims.subject().clone()));
        // A provider without it has told everything.
        let Ok(asked) = asked else { return Ok(()) };
        let info: UserInfoClaims<Rest, CoreGenderClaim> =
            asked.request_async(&self.http).await.map_err(|error| match error {
                openidconnect::UserInfoError::ClaimsVerification(error) => {
                    Refusal::Untrue(format!("user information: {}", with_causes(&error)))
                }
                other => Refusal::Unavailable(format!("user information: {}", with_causes(&other))),
            })?;
        for (claim, value) in object(&info) {
            all.entry(claim).or_insert(value);
        }
        Ok(())
    }
}

/// The claims of the ID token, when its signature, issuer, audience, nonce, times and the access token's hash are right.
fn verified(client: &Client, tokens: &Tokens, nonce: &Nonce) -> Result<Claims, ClaimsVerificationError> {
    let other = |problem: &str| ClaimsVerificationError::Other(problem.to_owned());
    let token = tokens.id_token().ok_or_else(|| other("there is no ID token"))?;
    let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS).set_issue_time_verifier_fn(|issued| {
        if issued > Utc::now() + AHEAD { Err("it was issued in the future".to_owned()) } else { Ok(()) }
    });
    let claims = token.claims(&verifier, nonce)?;
    // The library leaves this to its users.
    if claims.authorized_party().is_some_and(|party| party != client.client_id()) {
        return Err(other("its authorized party is another than this portal"));
    }
    if let Some(expected) = claims.access_token_hash() {
        let signature = ClaimsVerificationError::SignatureVerification;
        let (algorithm, key) =
            (token.signing_alg().map_err(signature)?, token.signing_key(&verifier).map_err(signature)?);
        let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
        if actual.map_err(|error| other(&error.to_string()))? != *expected {
            return Err(other("it is for another access token"));
        }
    }
    Ok(claims.clone())
}

fn object(claims: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(claims)) => claims,
        // Both kinds of claims are objects; without any, nobody has a name.
        _ => Map::new(),
    }
}

/// An error in one line, with what caused it.
fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
