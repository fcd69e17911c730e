//! Bootstrap tokens: Secrets by which a machine proves that it may join.
//!
//! Rules: <https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/>.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::Value;
use store::Space;
use subtle::ConstantTimeEq;

use crate::engine::User;
use crate::engine::authn::{Proof, TokenAuthenticator};

const GROUP: &str = "system:bootstrappers";
const TYPE: &str = "bootstrap.kubernetes.io/token";

/// Checks tokens against the Secrets of a server.
pub(in crate::kinds) struct BootstrapTokens {
    objects: Space,
}

impl BootstrapTokens {
    pub(in crate::kinds) fn new(objects: Space) -> BootstrapTokens {
        BootstrapTokens { objects }
    }
}

#[async_trait]
impl TokenAuthenticator for BootstrapTokens {
    async fn authenticate(&self, token: &str, _: &[String]) -> Option<Proof> {
        let (id, secret) = split(token)?;
        let entry = self.objects.get("/secrets", "kube-system", &format!("bootstrap-token-{id}"))?;
        if entry.head.deleting {
            return None;
        }
        let user = user(id, secret, &entry.value().ok()?, Utc::now())?;
        Some(Proof { user, audiences: None })
    }
}

/// `abcdef.0123456789abcdef`.
fn split(token: &str) -> Option<(&str, &str)> {
    let (id, secret) = token.split_once('.')?;
    let fits = |text: &str, len: usize| {
        text.len() == len && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    (fits(id, 6) && fits(secret, 16)).then_some((id, secret))
}

/// The user that the Secret of a token makes of whoever knows it.
fn user(id: &str, secret: &str, object: &Value, now: DateTime<Utc>) -> Option<User> {
    let data = |name: &str| {
        let text = object.get("data")?.get(name)?.as_str()?;
        String::from_utf8(STANDARD.decode(text).ok()?).ok()
    };
    if object.get("type")?.as_str()? != TYPE || data("token-id")? != id {
        return None;
    }
    if !bool::from(data("token-secret")?.as_bytes().ct_eq(secret.as_bytes())) {
        return None;
    }
    if data("usage-bootstrap-authentication").as_deref() != Some("true") {
        return None;
    }
    if let Some(expiration) = data("expiration") {
        // A time that cannot be read counts as past.
        let expires = DateTime::parse_from_rfc3339(&expiration).ok()?;
        if expires <= now {
            return None;
        }
    }
    let extra = data("auth-extra-groups").unwrap_or_default();
    let mut groups = vec![GROUP.to_owned()];
    for group in extra.split(',').map(str::trim).filter(|g| !g.is_empty()) {
        if !group.starts_with("system:bootstrappers:") {
            return None;
        }
        groups.push(group.to_owned());
    }
    Some(User::new(format!("system:bootstrap:{id}"), groups))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn secret(changes: &[(&str, Option<&str>)]) -> Value {
        let mut data = json!({
            "token-id": STANDARD.encode("abcdef"),
            "token-secret": STANDARD.encode("0123456789abcdef"),
            "usage-bootstrap-authentication": STANDARD.encode("true"),
            "auth-extra-groups": STANDARD.encode("system:bootstrappers:workers"),
            "expiration": STANDARD.encode("2026-11-21T12:00:00Z"),
        });
        for (name, value) in changes {
            match value {
                Some(value) => data[name] = json!(STANDARD.encode(value)),
                None => drop(data.as_object_mut().unwrap().remove(*name)),
            }
        }
        json!({"type": TYPE, "data": data})
    }

    fn at(time: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(time).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_token_names_its_user() {
        let now = at("2026-11-21T11:00:00Z");
        let (id, word) = split("abcdef.0123456789abcdef").unwrap();
        let found = user(id, word, &secret(&[]), now).unwrap();
        assert_eq!(found, User::new("system:bootstrap:abcdef", [GROUP, "system:bootstrappers:workers"]));
        assert!(user(id, word, &secret(&[("expiration", None)]), now).is_some());
        let refused: [(&str, Option<&str>); 6] = [
            ("token-secret", Some("0123456789abcdeg")),
            ("token-id", Some("abcdeg")),
            ("usage-bootstrap-authentication", None),
            ("expiration", Some("2026-11-21T11:00:00Z")),
            ("expiration", Some("never")),
            ("auth-extra-groups", Some("system:masters")),
        ];
        for change in refused {
            assert!(user(id, word, &secret(&[change]), now).is_none(), "{change:?}");
        }
    }

    #[test]
    fn tokens_have_a_form() {
        for bad in
            ["", "abcdef", "abcdef.", "ABCDEF.0123456789abcdef", "abcdef.0123456789abcde", "abcdef.0123456789abcdef.x"]
        {
            assert!(split(bad).is_none(), "{bad}");
        }
    }
}
