//! Kubeconfigs that were issued.

use std::cmp::Reverse;

use crate::{
    SignedIn,
    error::from_kube,
    facts::Facts,
    kind, namespaces, read,
    view::{AccessTab, Error, IssuedAccess, Lifetime, Role},
};

/// At most so many in one list.
const LIMIT: usize = 500;

const HOUR: u64 = 3600;
/// Lifetimes that may be chosen, in seconds; the default is a working day.
pub(crate) const LIFETIMES: [u64; 4] = [HOUR, 8 * HOUR, 24 * HOUR, 7 * 24 * HOUR];
/// The default of [`LIFETIMES`].
pub(crate) const DEFAULT_LIFETIME: u64 = 8 * HOUR;

/// The issued kubeconfigs that concern the user, newest first: their own; for administrators everybody's.
///
/// # Errors
/// When the API does not answer.
pub async fn list(ctx: &SignedIn) -> Result<Vec<IssuedAccess>, Error> {
    let all = namespaces::list_everywhere(ctx, &kind::CLUSTER_ACCESS).await?;
    Ok(newest(all.iter().filter_map(issued).filter(|access| ctx.admin || access.issued_to == ctx.user)))
}

/// What the Access tab of a cluster shows.
pub(crate) async fn tab(ctx: &SignedIn, namespace: &str, cluster: &str, may_change: bool) -> Result<AccessTab, Error> {
    let all = read::or_none(read::list(&ctx.client, &kind::CLUSTER_ACCESS, Some(namespace), "").await)?;
    let here = all.iter().filter(|access| access.text("/spec/clusterRef/name") == cluster).filter_map(issued);
    Ok(AccessTab {
        roles: roles(may_change),
        lifetimes: LIFETIMES
            .iter()
            .map(|seconds| Lifetime { seconds: *seconds, default: *seconds == DEFAULT_LIFETIME })
            .collect(),
        issued: newest(here.filter(|access| may_change || access.issued_to == ctx.user)),
    })
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
fn issued(access: &Facts) -> Option<IssuedAccess> {
    Some(IssuedAccess {
        name: access.name().to_owned(),
        namespace: access.namespace().to_owned(),
        cluster: access.text("/spec/clusterRef/name").to_owned(),
        issued_to: access.text("/status/issuedTo").to_owned(),
        role: Role::parse(access.text("/spec/role"))?,
        issued_at: access.time("/status/issuedAt")?,
        expires_at: access.time("/status/expiresAt")?,
        revoked_at: access.time("/status/revokedAt"),
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

    use super::{issued, roles};
    use crate::{facts::Facts, view::Role};

    #[test]
    fn only_answered_requests_count_as_issued() {
        let mut object = json!({"metadata": {"name": "a", "namespace": "n"}, "spec": {"role": "edit", "clusterRef": {"name": "demo"}}});
        assert_eq!(issued(&Facts::new(object.clone(), "v1", "ClusterAccess")), None);
        object["status"] =
            json!({"issuedTo": "dev", "issuedAt": "2026-01-01T00:00:00Z", "expiresAt": "2026-01-01T08:00:00Z"});
        let access = issued(&Facts::new(object, "v1", "ClusterAccess")).expect("issued");
        assert_eq!((access.role, access.cluster.as_str(), access.issued_to.as_str()), (Role::Edit, "demo", "dev"));
    }

    #[test]
    fn nobody_hands_out_more_than_they_have() {
        assert_eq!(roles(false), [Role::View]);
        assert_eq!(roles(true).last(), Some(&Role::Admin));
    }
}
