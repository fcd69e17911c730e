//! Tokens of people: what somebody who signed in elsewhere shows to this server.
//!
//! Claims: `sub` is the user's name, `groups` the names of its groups, `aud` an audience of this server.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{Duration, Utc};
use serde_json::{Value, json};

use super::{Claims, Issuer, SERVICE_ACCOUNT_CLAIM};
use crate::engine::authn::{Proof, TokenAuthenticator};
use crate::engine::error::ApiError;
use crate::engine::user::User;

/// The claim with a person's groups.
const GROUPS: &str = "groups";
/// What names of the system begin with; no person has one.
const SYSTEM: &str = "system:";

impl Issuer {
    /// A token by which this person is known to this server for `life`.
    ///
    /// # Errors
    /// 400 when the name or a group is one of the system's own (`system:…`) or empty.
    pub fn issue_user_token(&self, user: &str, groups: &[String], life: Duration) -> Result<String, ApiError> {
        if let Some(name) = std::iter::once(user).chain(groups.iter().map(String::as_str)).find(|name| !is_plain(name))
        {
            return Err(ApiError::bad_request(format!("no token is issued for {name:?}")));
        }
        let mut claims = self.claims(user, self.audiences(), Utc::now(), life);
        claims.more.insert(GROUPS.to_owned(), json!(groups));
        self.sign(&claims)
    }
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with(SYSTEM)
}

/// Knows people by their tokens.
pub(crate) struct People(pub(crate) Arc<Issuer>);

#[async_trait]
impl TokenAuthenticator for People {
    async fn authenticate(&self, token: &str, audiences: &[String]) -> Option<Proof> {
        let claims = self.0.verify(token)?;
        let user = person(&claims)?;
        let audiences = claims.common(audiences);
        (!audiences.is_empty()).then_some(Proof { user, audiences: Some(audiences) })
    }
}

fn person(claims: &Claims) -> Option<User> {
    if claims.more.contains_key(SERVICE_ACCOUNT_CLAIM) || !is_plain(&claims.sub) {
        return None;
    }
    let groups = claims.more.get(GROUPS).and_then(Value::as_array).into_iter().flatten();
    let groups: Option<Vec<&str>> = groups.map(|group| group.as_str().filter(|name| is_plain(name))).collect();
    let mut user = User::new(&claims.sub, groups?);
    user.extra.extend([claims.credential()]);
    Some(user)
}
