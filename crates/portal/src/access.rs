//! Kubeconfigs that were issued.

use std::cmp::Reverse;

use api::{meta::secret, portal::cluster_access::condition::RIGHTS_GONE};
use chrono::Utc;
use kube::api::{Patch, PatchParams};
use serde_json::{Value, json};

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{AccessPage, AccessTab, Error, IssuedAccess, KubeconfigKind, Lifetime, Role},
};

/// At most so many in one list.
const LIMIT: usize = 500;

const HOUR: u64 = 3600;
/// Lifetimes that are offered, in seconds, as far as the administrator allows them.
const LIFETIMES: [u64; 6] = [600, HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR];
/// The default, where it is allowed: a working day.
pub(crate) const DEFAULT_LIFETIME: u64 = 8 * HOUR;

/// The issued kubeconfigs that concern the user, newest first: their own; for administrators everybody's.
///
/// # Errors
/// When the API does not answer.
pub async fn list(ctx: &SignedIn) -> Result<AccessPage, Error> {
    let all = namespaces::list_everywhere(ctx, &kind::CLUSTER_ACCESS).await?;
    let issued = all.iter().filter_map(|access| issued(access, &ctx.user)).filter(|access| ctx.admin || access.mine);
    Ok(AccessPage { portal: ctx.kubeconfigs.portal.clone(), issued: newest(issued), read_at: Utc::now() })
}

/// What the Access tab of a cluster shows.
pub(crate) async fn tab(ctx: &SignedIn, namespace: &str, cluster: &str, may_change: bool) -> Result<AccessTab, Error> {
    let secret = secret::name(cluster, secret::KUBECONFIG);
    let (all, may_issue, may_break_glass) = tokio::try_join!(
        async { read::or_none(read::list(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), "").await) },
        namespaces::may(ctx, "create", &kind::CLUSTER_ACCESS, Some(namespace)),
        namespaces::may_on(ctx, "get", &kind::SECRET, Some(namespace), &secret),
    )?;
    let here = all.iter().filter(|access| access.text("/spec/clusterRef/name") == cluster);
    let here = here.filter_map(|access| issued(access, &ctx.user));
    Ok(AccessTab {
        may_issue,
        roles: roles(may_change),
        kinds: KubeconfigKind::ALL
            .into_iter()
            .filter(|kind| *kind != KubeconfigKind::Certificate || may_break_glass)
            .collect(),
        lifetimes: lifetimes(ctx.kubeconfigs.shortest.as_secs(), ctx.kubeconfigs.longest.as_secs()),
        issued: newest(here.filter(|access| may_change || access.mine)),
    })
}

/// Takes an access back. One that is taken back or over already stays so.
///
/// # Errors
/// `NotFound` when there is none, or the user may not see it; `Forbidden` when they may not take it back.
pub async fn revoke(ctx: &SignedIn, namespace: &str, name: &str) -> Result<(), Error> {
    let access = read::get(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), name).await?;
    if is_revoked(&access) {
        return Ok(());
    }
    let api = read::api(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace));
    let change = Patch::Merge(json!({"spec": {"revoked": true}}));
    api.patch(name, &PatchParams::default(), &change).await.map_err(from_kube)?;
    Ok(())
}

/// Whether an access was taken back.
pub(crate) fn is_revoked(access: &Facts) -> bool {
    access.at("/spec/revoked") == Some(&Value::Bool(true)) || access.time("/status/revokedAt").is_some()
}

/// The lifetimes to offer between these bounds, shortest first. There is always one.
fn lifetimes(shortest: u64, longest: u64) -> Vec<Lifetime> {
    let mut all: Vec<u64> = LIFETIMES.into_iter().filter(|seconds| (shortest..=longest).contains(seconds)).collect();
    if !all.contains(&longest) {
        all.push(longest);
    }
    let default = DEFAULT_LIFETIME.clamp(shortest, longest);
    let default = all.iter().copied().rfind(|seconds| *seconds <= default).unwrap_or(all[0]);
    all.into_iter().map(|seconds| Lifetime { seconds, default: seconds == default }).collect()
}

/// The roles that a user may hand out, least first: no more than they have themselves.
pub(crate) fn roles(may_change: bool) -> Vec<Role> {
    if may_change { vec![Role::View, Role::Edit, Role::Admin] } else { vec![Role::View] }
}

fn newest(accesses: impl Iterator<Item = IssuedAccess>) -> Vec<IssuedAccess> {
    let mut accesses: Vec<IssuedAccess> = accesses.collect();
    accesses.sort_by_key(|access| Reverse(access.issued_at));
    accesses.truncate(LIMIT);
    accesses
}

/// One that was really issued; `None` for a request that was never answered.
fn issued(access: &Facts, user: &str) -> Option<IssuedAccess> {
    let revoked_at = access.time("/status/revokedAt");
    let issued_to = access.text("/status/issuedTo");
    // The controller says so by the condition's message when the rights are gone.
    let settled = access.condition("Ready").is_some_and(|ready| ready.message.ends_with(RIGHTS_GONE));
    Some(IssuedAccess {
        name: access.name().to_owned(),
        namespace: access.namespace().to_owned(),
        cluster: access.text("/spec/clusterRef/name").to_owned(),
        issued_to: issued_to.to_owned(),
        mine: issued_to == user,
        description: access.text("/spec/description").to_owned(),
        certificate: !access.text("/spec/request").is_empty(),
        role: Role::parse(access.text("/spec/role"))?,
        issued_at: access.time("/status/issuedAt")?,
        expires_at: access.time("/status/expiresAt")?,
        revoking: is_revoked(access) && !settled,
        revoked_at: revoked_at.or_else(|| is_revoked(access).then(Utc::now)),
        fingerprint: access.text("/status/fingerprint").to_owned(),
    })
}

/// Removes the record of a request that was not answered, so that no open request is left behind.
pub(crate) async fn withdraw(ctx: &SignedIn, namespace: &str, name: &str) -> Result<(), Error> {
    let api = read::api(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace));
    api.delete(name, &kube::api::DeleteParams::default()).await.map_err(from_kube)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{issued, lifetimes, roles};
    use crate::{facts::Facts, view::Role};

    #[test]
    fn only_answered_requests_count_as_issued() {
        let mut object = json!({"metadata": {"name": "a", "namespace": "n"}, "spec": {"role": "edit", "clusterRef": {"name": "demo"}}});
        assert_eq!(issued(&Facts::new(object.clone(), "v1", "ClusterAccess"), "dev"), None);
        object["status"] =
            json!({"issuedTo": "dev", "issuedAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T08:00:00Z"});
        let access = issued(&Facts::new(object, "v1", "ClusterAccess"), "dev").expect("issued");
        assert_eq!((access.role, access.cluster.as_str(), access.issued_to.as_str()), (Role::Edit, "demo", "dev"));
    }

    #[test]
    fn lifetimes_are_those_that_are_allowed() {
        let told = |shortest, longest| {
            let all = lifetimes(shortest, longest);
            let default = all.iter().find(|one| one.default).map(|one| one.seconds);
            (all.iter().map(|one| one.seconds).collect::<Vec<_>>(), default)
        };
        assert_eq!(told(600, 7 * 86_400), (vec![600, 3600, 28_800, 86_400, 604_800], Some(28_800)));
        assert_eq!(told(600, 7200), (vec![600, 3600, 7200], Some(7200)));
        assert_eq!(told(20, 60), (vec![60], Some(60)));
        assert_eq!(told(36_000, 86_400), (vec![86_400], Some(86_400)));
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        assert_eq!(roles(false), [Role::View]);
        assert_eq!(roles(true).last(), Some(&Role::Admin));
    }
}
