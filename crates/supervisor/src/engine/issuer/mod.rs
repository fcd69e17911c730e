//! Tokens that this server issues: JSON Web Tokens (RFC 7519), signed with ES256.
//!
//! Service accounts and people are told apart by their claims: those of a service account have the claim
//! `kubernetes.io`, those of a person do not ([`people`]).

mod discovery;
mod key_set;
pub(crate) mod people;
mod ring_provider;

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use pki::{TokenKey, TokenSigningKey};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::error::ApiError;

pub(crate) use discovery::answer;
pub use discovery::{CONFIGURATION, KEYS};
pub use key_set::{Clocks, KeySet};

/// The claim that only tokens of service accounts have.
pub(crate) const SERVICE_ACCOUNT_CLAIM: &str = "kubernetes.io";
/// How far the clocks of two servers may be apart, in seconds.
const LEEWAY: i64 = 60;

/// What an issuer is made of.
#[derive(Clone, Debug)]
pub struct IssuerConfig {
    /// The issuer's name, an `https` URL; under it clients find its keys.
    pub url: String,
    /// What tokens are for when nobody asks for another audience, and what the tokens of requests have to be for. The
    /// issuer's URL when this is empty.
    pub audiences: Vec<String>,
    /// The private key that signs: ECDSA P-256, PEM.
    pub signing_key_pem: String,
    /// Further public keys whose tokens are accepted, PEM: those that signed before.
    pub accepted_keys_pem: Vec<String>,
}

/// Signs tokens, and knows its own.
pub struct Issuer {
    url: String,
    audiences: Vec<String>,
    signing: EncodingKey,
    /// The key that signs comes first.
    keys: KeySet,
}

/// What a token says. Times are in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    /// The issuer's URL.
    pub iss: String,
    /// Whom it is about: a user name.
    pub sub: String,
    /// Whom it is meant for.
    pub aud: Vec<String>,
    /// When it ends.
    pub exp: i64,
    /// When it was issued.
    pub iat: i64,
    /// When it begins.
    pub nbf: i64,
    /// Names this one token.
    pub jti: String,
    /// Everything else.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

impl Issuer {
    /// An issuer with these keys.
    ///
    /// # Errors
    /// When a key cannot be read, or is not ECDSA P-256.
    pub fn new(config: &IssuerConfig) -> Result<Issuer, pki::Error> {
        ring_provider::install();
        let signing = TokenSigningKey::from_pem(&config.signing_key_pem)?;
        let mut keys = vec![signing.public];
        for pem in &config.accepted_keys_pem {
            let key = TokenKey::from_pem(pem)?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let audiences = if config.audiences.is_empty() { vec![config.url.clone()] } else { config.audiences.clone() };
        Ok(Issuer {
            url: config.url.clone(),
            audiences,
            signing: EncodingKey::from_ec_der(&signing.pkcs8),
            keys: KeySet::new(keys),
        })
    }

    /// What tokens of requests have to be for.
    pub fn audiences(&self) -> &[String] {
        &self.audiences
    }

    /// Claims of a new token that begins now.
    pub fn claims(&self, subject: &str, audiences: &[String], now: DateTime<Utc>, life: Duration) -> Claims {
        Claims {
            iss: self.url.clone(),
            sub: subject.to_owned(),
            aud: audiences.to_vec(),
            exp: (now + life).timestamp(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            jti: uuid::Uuid::new_v4().to_string(),
            more: Map::new(),
        }
    }

    /// Signs a token.
    ///
    /// # Errors
    /// 500 when the system has no randomness to give.
    pub fn sign(&self, claims: &Claims) -> Result<String, ApiError> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = self.keys.first_id().map(str::to_owned);
        jsonwebtoken::encode(&header, claims, &self.signing).map_err(ApiError::internal)
    }

    /// What a token of this issuer says; `None` when it is of another one, was changed, or is not valid now. Whom it is
    /// meant for is not looked at.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        self.keys.verify(token, &self.url, Clocks { ended: LEEWAY, not_begun: LEEWAY }, Utc::now())
    }

    /// The document that says where the keys are (OpenID Connect Discovery 1.0, section 3).
    pub fn configuration(&self) -> Value {
        discovery::configuration(&self.url)
    }

    /// The keys that tokens are checked with (RFC 7517, section 5).
    pub fn key_set(&self) -> Value {
        self.keys.document()
    }
}

impl Claims {
    /// Those of `asked` that the token is for.
    pub(crate) fn common(&self, asked: &[String]) -> Vec<String> {
        asked.iter().filter(|audience| self.aud.contains(audience)).cloned().collect()
    }

    /// The extra that tells which of its credentials a user showed.
    pub(crate) fn credential(&self) -> (String, Vec<String>) {
        ("authentication.kubernetes.io/credential-id".to_owned(), vec![format!("JTI={}", self.jti)])
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::json;

    use super::*;

    fn issuer(url: &str) -> (Issuer, String) {
        let (private, public) = pki::signing_key().unwrap();
        let config = IssuerConfig {
            url: url.to_owned(),
            audiences: Vec::new(),
            signing_key_pem: private,
            accepted_keys_pem: Vec::new(),
        };
        (Issuer::new(&config).unwrap(), public)
    }

    #[test]
    fn own_tokens_are_known_and_no_others() {
        let (one, public) = issuer("https://one");
        let now = Utc::now();
        let claims = one.claims("alice", &["a".to_owned(), "b".to_owned()], now, Duration::hours(1));
        let token = one.sign(&claims).unwrap();
        assert_eq!(one.verify(&token), Some(claims.clone()));
        assert_eq!(claims.common(&["b".to_owned(), "c".to_owned()]), ["b"]);
        assert_eq!(issuer("https://one").0.verify(&token), None, "another key");
        let (private, _) = pki::signing_key().unwrap();
        let renewed = IssuerConfig {
            url: "https://one".to_owned(),
            audiences: Vec::new(),
            signing_key_pem: private,
            accepted_keys_pem: vec![public],
        };
        assert!(Issuer::new(&renewed).unwrap().verify(&token).is_some(), "the key before");
        let other = Issuer::new(&IssuerConfig { url: "https://two".to_owned(), ..renewed }).unwrap();
        assert_eq!(other.verify(&token), None, "another issuer");
    }

    #[test]
    fn a_token_holds_for_its_time_only() {
        let (one, _) = issuer("https://one");
        let at = |begin: i64, life: i64| {
            let begin = Utc::now() + Duration::seconds(begin);
            one.sign(&one.claims("alice", &[], begin, Duration::seconds(life))).unwrap()
        };
        assert!(one.verify(&at(0, 600)).is_some());
        assert!(one.verify(&at(-600, 500)).is_none(), "over");
        assert!(one.verify(&at(120, 600)).is_none(), "not yet");
        assert!(one.verify(&at(30, 600)).is_some(), "a clock that is a little ahead");
    }

    #[test]
    fn what_was_changed_is_refused() {
        let (one, _) = issuer("https://one");
        let claims = one.claims("alice", &[], Utc::now(), Duration::hours(1));
        let token = one.sign(&claims).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut changed = serde_json::to_value(&claims).unwrap();
        changed["sub"] = json!("root");
        let kid = one.keys.first_id().unwrap().to_owned();
        for (what, forged) in [
            ("claims", format!("{}.{}.{}", parts[0], encode(&changed), parts[2])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("no algorithm", format!("{}.{}.", encode(&json!({"alg": "none", "kid": kid})), parts[1])),
            ("a shared secret", format!("{}.{}.{}", encode(&json!({"alg": "HS256", "kid": kid})), parts[1], parts[2])),
            ("times as text", {
                let mut text = serde_json::to_value(&claims).unwrap();
                text["exp"] = json!("9999999999");
                jsonwebtoken::encode(
                    &Header { kid: Some(kid.clone()), ..Header::new(Algorithm::ES256) },
                    &text,
                    &one.signing,
                )
                .unwrap()
            }),
            ("nothing", String::new()),
            ("dots", "..".to_owned()),
        ] {
            assert_eq!(one.verify(&forged), None, "{what}");
        }
    }
}
