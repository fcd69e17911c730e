//! A token for a guest cluster, as long as its ClusterAccess allows one.

use std::{fmt, sync::Arc, time::Duration as StdDuration};

use api::portal::cluster_access::{access_group, audience};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use texts::t;

use crate::{
    SignedIn, access,
    facts::Facts,
    kind, namespaces, read,
    view::{Error, ErrorKind, Role},
};

/// What a token is to say. Its holder has the rights of `group` in the one cluster that `audience` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOrder {
    /// `sub`: the user.
    pub user: String,
    /// The only one in `groups`.
    pub group: String,
    /// The only one in `aud`.
    pub audience: String,
    /// `jti`: the UID of the ClusterAccess.
    pub id: String,
    /// `exp`.
    pub expires_at: DateTime<Utc>,
}

/// Signs tokens that guest clusters trust.
pub trait SignTokens: Send + Sync {
    /// The token.
    ///
    /// # Errors
    /// Why it cannot be signed, for the log.
    fn sign(&self, order: &TokenOrder) -> Result<String, String>;
}

/// What kubeconfigs may be handed out.
#[derive(Clone)]
pub struct KubeconfigRules {
    /// The URL by which people reach the portal.
    pub portal: String,
    /// The shortest lifetime that may be asked for.
    pub shortest: StdDuration,
    /// The longest.
    pub longest: StdDuration,
    /// How long a token lives that the exec helper fetches; it fetches the next before that.
    pub exec_token: StdDuration,
    /// Who signs.
    pub signer: Arc<dyn SignTokens>,
}

impl fmt::Debug for KubeconfigRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KubeconfigRules")
            .field("portal", &self.portal)
            .field("shortest", &self.shortest)
            .field("longest", &self.longest)
            .field("exec_token", &self.exec_token)
            .finish_non_exhaustive()
    }
}

/// A token with its end. Secret.
pub struct Token {
    /// The token.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

/// How long a token is to live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// As long as the access.
    Whole,
    /// For a while; there will be another one.
    Short,
}

/// A token for one of the user's own accesses; without `name` for the one to this cluster that ends last.
///
/// # Errors
/// `NotFound` when there is none, or it is somebody else's; `Forbidden` when it was taken back, is over, or the user no
/// longer has the role that it gives.
pub async fn token(
    ctx: &SignedIn,
    namespace: &str,
    cluster: &str,
    name: Option<&str>,
    life: Life,
) -> Result<Token, Error> {
    let found = match name.filter(|name| !name.is_empty()) {
        Some(name) => read::get(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), name).await?,
        None => newest(ctx, namespace, cluster).await?,
    };
    of_access(ctx, &found, life).await
}

/// The same for an access that was read already.
pub(super) async fn of_access(ctx: &SignedIn, access: &Facts, life: Life) -> Result<Token, Error> {
    let now = Utc::now();
    let role = usable(access, &ctx.user, now)?;
    let (namespace, cluster) = (access.namespace(), access.text("/spec/clusterRef/name"));
    let guest = read::get(&ctx.client, &kind::GUEST_CLUSTER, Some(namespace), cluster).await?;
    // Somebody may have had more when the access was given than now.
    let verb = if role == Role::View { "get" } else { "update" };
    if !namespaces::may_on(ctx, verb, &kind::GUEST_CLUSTER, Some(namespace), cluster).await? {
        let message = t().error_role_lost(role.as_str(), cluster);
        return Err(Error::new(ErrorKind::Forbidden, message));
    }
    let order = order(access, &guest, &ctx.user, life, ctx.kubeconfigs.exec_token, now);
    let token = ctx.kubeconfigs.signer.sign(&order).map_err(|error| {
        tracing::error!(error, "cannot sign a token");
        Error::new(ErrorKind::Internal, t().error_token_unsigned())
    })?;
    tracing::info!(user = ctx.user, namespace, cluster, access = access.name(), until = %order.expires_at, "token signed");
    Ok(Token { token, expires_at: order.expires_at })
}

async fn newest(ctx: &SignedIn, namespace: &str, cluster: &str) -> Result<Facts, Error> {
    let none = || {
        let message = t().error_no_kubeconfig(cluster, namespace);
        Error::new(ErrorKind::NotFound, message)
    };
    let all = read::or_none(read::list(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), "").await)?;
    let now = Utc::now();
    let mine = all.into_iter().filter(|access| access.text("/spec/clusterRef/name") == cluster);
    let good = mine.filter(|access| usable(access, &ctx.user, now).is_ok());
    good.max_by_key(|access| access.time("/status/expiresAt")).ok_or_else(none)
}

/// The role that a token may be signed for now.
fn usable(access: &Facts, user: &str, now: DateTime<Utc>) -> Result<Role, Error> {
    let name = access.name();
    let refused = |message: String| Err(Error::new(ErrorKind::Forbidden, message));
    // As if it did not exist: nobody learns of others' accesses by asking for tokens.
    let role = Role::parse(access.text("/spec/role")).filter(|_| access.text("/status/issuedTo") == user);
    let Some(role) = role else {
        let message = t().error_no_access_of_yours(name);
        return Err(Error::new(ErrorKind::NotFound, message));
    };
    if !access.text("/spec/request").is_empty() {
        return refused(t().error_access_by_certificate(name));
    }
    if access::is_revoked(access) {
        return refused(t().error_access_revoked(name));
    }
    match access.time("/status/expiresAt") {
        Some(expires) if expires <= now => refused(t().error_access_expired(name)),
        Some(_) if access.condition("Ready").is_some_and(|ready| ready.is_true()) => Ok(role),
        _ => Err(Error::new(ErrorKind::Unavailable, t().error_access_not_ready(name))),
    }
}

fn order(access: &Facts, guest: &Facts, user: &str, life: Life, short: StdDuration, now: DateTime<Utc>) -> TokenOrder {
    let end = access.time("/status/expiresAt").unwrap_or(now);
    let soon = now + Duration::from_std(short).unwrap_or(Duration::zero());
    let expires_at = if life == Life::Short { end.min(soon) } else { end };
    let uid = access.text("/metadata/uid");
    TokenOrder {
        user: user.to_owned(),
        group: access_group(uid),
        audience: audience(guest.text("/metadata/uid")),
        id: uid.to_owned(),
        // Tokens count whole seconds.
        expires_at: expires_at.duration_trunc(Duration::seconds(1)).unwrap_or(expires_at),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-01-01T10:{minute:02}:00.5Z").parse().unwrap()
    }

    fn access(change: impl Fn(&mut Value)) -> Facts {
        let mut object = json!({
            "metadata": {"name": "demo-x", "namespace": "team-a", "uid": "u-1"},
            "spec": {"role": "edit", "clusterRef": {"name": "demo"}},
            "status": {
                "issuedTo": "dev", "issuedAt": "2026-01-01T09:00:00Z", "expiresAt": "2026-01-01T10:30:00Z",
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        });
        change(&mut object);
        Facts::new(object, "portal.atoll.dev/v1alpha1", "ClusterAccess")
    }

    #[test]
    fn only_an_access_that_stands_and_is_ones_own_gives_tokens() {
        let told = |user: &str, now, change: fn(&mut Value)| {
            usable(&access(change), user, now).map_err(|error| (error.kind, error.message))
        };
        let message = |text: &str| text.to_owned();
        assert_eq!(told("dev", at(0), |_| {}), Ok(Role::Edit));
        for (user, now, change, expected) in [
            (
                "dev2",
                at(0),
                (|_| {}) as fn(&mut Value),
                (ErrorKind::NotFound, message("There is no ClusterAccess demo-x of yours here.")),
            ),
            ("dev", at(30), |_| {}, (ErrorKind::Forbidden, message("demo-x has expired. Ask for a new kubeconfig."))),
            (
                "dev",
                at(0),
                |it| it["spec"]["revoked"] = json!(true),
                (ErrorKind::Forbidden, message("demo-x was revoked. Ask for a new kubeconfig.")),
            ),
            (
                "dev",
                at(0),
                |it| it["status"]["revokedAt"] = json!("2026-01-01T09:30:00Z"),
                (ErrorKind::Forbidden, message("demo-x was revoked. Ask for a new kubeconfig.")),
            ),
            (
                "dev",
                at(0),
                |it| it["spec"]["request"] = json!("pem"),
                (ErrorKind::Forbidden, message("demo-x is used by certificate, not by token.")),
            ),
            (
                "dev",
                at(0),
                |it| it["status"]["conditions"][0]["status"] = json!("False"),
                (ErrorKind::Unavailable, message("demo-x is not ready yet. Try again in a moment.")),
            ),
            (
                "dev",
                at(0),
                |it| it["status"] = json!({"issuedTo": "dev"}),
                (ErrorKind::Unavailable, message("demo-x is not ready yet. Try again in a moment.")),
            ),
        ] {
            assert_eq!(told(user, now, change), Err(expected));
        }
    }

    #[test]
    fn a_token_is_for_one_cluster_and_one_access() {
        let guest = Facts::new(json!({"metadata": {"uid": "c-1"}}), "v1", "GuestCluster");
        let short = StdDuration::from_secs(900);
        let of = |life, minute| order(&access(|_| {}), &guest, "dev", life, short, at(minute));
        let whole = of(Life::Whole, 0);
        assert_eq!(
            (whole.audience.as_str(), whole.group.as_str(), whole.id.as_str(), whole.user.as_str()),
            ("atoll:guest:c-1", "atoll:access:u-1", "u-1", "dev")
        );
        let end = |order: TokenOrder| order.expires_at.format("%T").to_string();
        assert_eq!(
            (end(whole), end(of(Life::Short, 0)), end(of(Life::Short, 20))),
            ("10:30:00".into(), "10:15:00".into(), "10:30:00".into())
        );
    }
}
