//! Tokens of people, as kube-apiserver checks them when `--authentication-config` names a file: signed by an issuer that
//! the file trusts, meant for this cluster, within their time. `config` reads the file, `keys` has the issuer's keys.

mod config;
mod keys;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use parking_lot::RwLock;
use serde_json::Value;
use supervisor::engine::{
    User,
    authn::{Proof, TokenAuthenticator},
    issuer::{Claims, Clocks, KeySet},
};

pub(crate) use config::{Jwt, read};
use keys::Keys;

/// As kube-apiserver: an end is an end, and a beginning may be five minutes ahead of this clock.
const CLOCKS: Clocks = Clocks { ended: 0, not_begun: 300 };
/// What names of the system begin with; no person has one.
const SYSTEM: &str = "system:";

/// The issuers that a cluster trusts now.
#[derive(Default)]
pub(crate) struct People(RwLock<Vec<Arc<Trusted>>>);

/// One issuer with its keys.
struct Trusted {
    jwt: Jwt,
    keys: Keys,
}

impl People {
    /// Trusts these from now on. What is known of the keys of one that stays is kept.
    pub(crate) fn trust(&self, all: Vec<Jwt>) {
        let mut trusted = self.0.write();
        let before = std::mem::take(&mut *trusted);
        let known = |jwt: &Jwt| before.iter().find(|one| one.jwt == *jwt).cloned();
        *trusted = all
            .into_iter()
            .map(|jwt| known(&jwt).unwrap_or_else(|| Arc::new(Trusted { jwt, keys: Keys::default() })))
            .collect();
    }
}

#[async_trait]
impl TokenAuthenticator for People {
    async fn authenticate(&self, token: &str, _: &[String]) -> Option<Proof> {
        let issuer = claimed_issuer(token)?;
        let trusted = self.0.read().iter().find(|one| one.jwt.issuer.url == issuer).cloned()?;
        let keys = trusted.keys.for_token(&trusted.jwt.issuer, token).await?;
        let user = person(&trusted.jwt, &keys, token, Utc::now())?;
        // Whom it is meant for was checked against the file.
        Some(Proof { user, audiences: None })
    }
}

/// What a token says of its issuer. Nothing of it is verified.
fn claimed_issuer(token: &str) -> Option<String> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["iss"].as_str().map(str::to_owned)
}

/// Whom a token proves; `None` when it does not hold.
fn person(jwt: &Jwt, keys: &KeySet, token: &str, now: DateTime<Utc>) -> Option<User> {
    let claims = keys.verify(token, &jwt.issuer.url, CLOCKS, now)?;
    if !claims.aud.iter().any(|audience| jwt.issuer.audiences.contains(audience)) {
        return None;
    }
    let mapping = &jwt.claim_mappings;
    let name = format!("{}{}", mapping.username.prefix, text(&claims, &mapping.username.claim)?);
    let groups = mapping.groups.as_ref().map(|groups| (groups, claims.more.get(&groups.claim)));
    let groups: Vec<String> = match groups {
        None | Some((_, None | Some(Value::Null))) => Vec::new(),
        Some((mapped, Some(Value::String(one)))) => vec![format!("{}{one}", mapped.prefix)],
        Some((mapped, Some(Value::Array(all)))) => {
            let named = |one: &Value| one.as_str().map(|one| format!("{}{one}", mapped.prefix));
            all.iter().map(named).collect::<Option<_>>()?
        }
        Some(_) => return None,
    };
    let plain = |name: &String| !name.is_empty() && !name.starts_with(SYSTEM);
    (plain(&name) && groups.iter().all(plain)).then(|| User::new(&name, groups))
}

fn text(claims: &Claims, name: &str) -> Option<String> {
    match name {
        "sub" => Some(claims.sub.clone()),
        other => claims.more.get(other)?.as_str().map(str::to_owned),
    }
    .filter(|value| !value.is_empty())
}
