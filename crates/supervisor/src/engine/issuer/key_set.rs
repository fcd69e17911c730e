//! The public keys of an issuer, and tokens checked with them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use pki::TokenKey;
use serde_json::{Value, json};

use super::{Claims, ring_provider};

/// More than any issuer has.
const MOST_KEYS: usize = 64;

/// How far the clock of who signs may be from that of who checks, in seconds.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// A token is still good so long after its end.
    pub ended: i64,
    /// A token is already good so long before it begins.
    pub not_begun: i64,
}

/// Public keys, ECDSA P-256, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet(Vec<TokenKey>);

impl KeySet {
    /// A set of these.
    pub fn new(keys: Vec<TokenKey>) -> KeySet {
        KeySet(keys)
    }

    /// Reads a JSON Web Key Set (RFC 7517). Keys of other algorithms and uses are left out.
    ///
    /// # Errors
    /// When it is no such set, or has more keys than anybody needs.
    pub fn read(document: &Value) -> Result<KeySet, &'static str> {
        let keys = document["keys"].as_array().ok_or("it has no list of keys")?;
        if keys.len() > MOST_KEYS {
            return Err("it has too many keys");
        }
        Ok(KeySet(keys.iter().filter_map(read_key).collect()))
    }

    /// The same as a JSON Web Key Set.
    pub fn document(&self) -> Value {
        let key = |key: &TokenKey| {
            // The first byte says that the point is not compressed.
            let (x, y) = key.point[1..].split_at(32);
            json!({
                "use": "sig",
                "kty": "EC",
                "kid": key.id,
                "crv": "P-256",
                "alg": "ES256",
                "x": URL_SAFE_NO_PAD.encode(x),
                "y": URL_SAFE_NO_PAD.encode(y),
            })
        };
        json!({"keys": self.0.iter().map(key).collect::<Vec<_>>()})
    }

    /// The name of the first key.
    pub fn first_id(&self) -> Option<&str> {
        self.0.first().map(|key| key.id.as_str())
    }

    /// Whether the key that a token names is in the set. `None` when the token names none that could be.
    pub fn knows(&self, token: &str) -> Option<bool> {
        let header = jsonwebtoken::decode_header(token).ok().filter(|header| header.alg == Algorithm::ES256)?;
        let id = header.kid?;
        Some(self.0.iter().any(|key| key.id == id))
    }

    /// What a token of `issuer` says; `None` when it is of another one, was changed, names an algorithm but ES256 or a key
    /// that is not in the set, or is not valid now. Whom it is meant for is not looked at.
    pub fn verify(&self, token: &str, issuer: &str, clocks: Clocks, now: DateTime<Utc>) -> Option<Claims> {
        ring_provider::install();
        let header = jsonwebtoken::decode_header(token).ok()?;
        let key = self.0.iter().find(|key| Some(&key.id) == header.kid.as_ref())?;
        let mut validation = Validation::new(Algorithm::ES256);
        // Its clock cannot be chosen: times are compared below.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["iss", "exp", "nbf", "sub"]);
        let data = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_ec_der(&key.point), &validation).ok()?;
        let (claims, now) = (data.claims, now.timestamp());
        let good = now < claims.exp.saturating_add(clocks.ended) && now >= claims.nbf.saturating_sub(clocks.not_begun);
        good.then_some(claims)
    }
}

fn read_key(key: &Value) -> Option<TokenKey> {
    let text = |name: &str| key[name].as_str().unwrap_or_default();
    let other = |name: &str, own: &str| key.get(name).is_some() && text(name) != own;
    if text("kty") != "EC" || text("crv") != "P-256" || other("use", "sig") || other("alg", "ES256") {
        return None;
    }
    let half = |name: &str| URL_SAFE_NO_PAD.decode(text(name)).ok().filter(|half| half.len() == 32);
    let point = [&[4][..], &half("x")?, &half("y")?].concat();
    Some(TokenKey { point, id: Some(text("kid")).filter(|id| !id.is_empty())?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_as_it_was_written() {
        let key = || TokenKey::from_pem(&pki::signing_key().unwrap().1).unwrap();
        let set = KeySet::new(vec![key(), key()]);
        assert_eq!(KeySet::read(&set.document()), Ok(set.clone()));
        let mut others = set.document();
        for (field, value) in
            [("kty", "RSA"), ("crv", "P-384"), ("alg", "none"), ("use", "enc"), ("kid", ""), ("x", "AA")]
        {
            let before = others["keys"][0].clone();
            others["keys"][0][field] = json!(value);
            assert_eq!(KeySet::read(&others), Ok(KeySet(vec![set.0[1].clone()])), "{field}");
            others["keys"][0] = before;
        }
        assert!(KeySet::read(&json!({})).is_err());
        assert!(KeySet::read(&json!({"keys": vec![json!({}); 65]})).is_err());
    }
}
