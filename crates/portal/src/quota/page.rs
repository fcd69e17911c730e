//! Use against quota in each namespace of a user, and their requests.

use api::quota::Amounts as Taken;

use super::{history, rows};
use crate::{
    SignedIn,
    amounts::Amounts,
    explain::object,
    facts::Facts,
    kind, namespaces,
    plan::quota::{Bound, reservation},
    view::{Error, Holder, NamespaceQuota, QuotaPage, Unit, Waiting},
};

/// At most so many namespaces, requests, and holders of one namespace.
const NAMESPACES: usize = 50;
const REQUESTS: usize = 100;
const HOLDERS: usize = 20;
/// Of so many namespaces the history is read.
const HISTORIES: usize = 6;

/// Everything of `/quota`; `namespace` shows only that one.
///
/// # Errors
/// When the API does not answer.
pub async fn overview(ctx: &SignedIn, namespace: Option<&str>) -> Result<QuotaPage, Error> {
    let mut spaces = namespaces::allowed(ctx, "list", &kind::RESOURCE_QUOTA).await?;
    spaces.retain(|name| namespace.is_none_or(|wanted| wanted == name));
    let quotas = namespaces::list_in(ctx, &kind::RESOURCE_QUOTA, &spaces).await?;
    // A namespace that nothing bounds has no quota to show; one that is asked for by its name is shown all the same.
    spaces.retain(|name| namespace.is_some() || quotas.iter().any(|quota| quota.namespace() == name));
    spaces.truncate(NAMESPACES);
    let (clusters, requests, may_request) = tokio::try_join!(
        namespaces::list_in(ctx, &kind::GUEST_CLUSTER, &spaces),
        namespaces::list_in(ctx, &kind::QUOTA_REQUEST, &spaces),
        namespaces::allowed(ctx, "create", &kind::QUOTA_REQUEST),
    )?;
    let mut all: Vec<NamespaceQuota> = spaces
        .iter()
        .map(|name| {
            let here = |object: &&Facts| object.namespace() == name;
            let quotas: Vec<&Facts> = quotas.iter().filter(here).collect();
            let clusters: Vec<&Facts> = clusters.iter().filter(here).collect();
            of_namespace(name, &quotas, &clusters, &requests, may_request.contains(name))
        })
        .collect();
    let histories = all.iter_mut().take(HISTORIES).map(|one| {
        let since = quotas.iter().filter(|quota| quota.namespace() == one.name).filter_map(Facts::created).min();
        async move { history::fill(ctx, &one.name, since, &mut one.resources).await }
    });
    futures::future::join_all(histories).await;
    let mut requests = rows::sorted(requests.iter().map(rows::row).collect());
    requests.truncate(REQUESTS);
    Ok(QuotaPage { namespaces: all, requests })
}

/// One namespace. Pure.
fn of_namespace(
    name: &str,
    quotas: &[&Facts],
    clusters: &[&Facts],
    requests: &[Facts],
    may_request: bool,
) -> NamespaceQuota {
    let bounds = Bound::all(quotas.iter().copied());
    let mut waiting: Vec<Waiting> = clusters.iter().filter_map(|cluster| rows::waiting(cluster, requests)).collect();
    waiting.sort_by_key(|one| one.since);
    NamespaceQuota {
        name: name.to_owned(),
        resources: rows::uses(&bounds, None),
        holders: holders(clusters, &bounds),
        waiting,
        may_request,
    }
}

/// Clusters with what is kept for them, the most CPU first; then all that belongs to none of them.
fn holders(clusters: &[&Facts], bounds: &[Bound]) -> Vec<Holder> {
    let shown = |amounts: &Taken| {
        let amounts = Amounts::from(amounts);
        vec![(Unit::MilliCpu, amounts.milli_cpu), (Unit::Byte, amounts.memory), (Unit::Byte, amounts.storage)]
    };
    let kept = |cluster: &Facts| {
        reservation(cluster).amounts.as_ref().map(Taken::of_quantities).unwrap_or_default().without_nothing()
    };
    let mut holders: Vec<(Taken, Holder)> = clusters
        .iter()
        .map(|cluster| {
            let kept = kept(cluster);
            let state = Some(object::assess(cluster).state);
            let holder = Holder { cluster: Some(cluster.name().to_owned()), state, amounts: shown(&kept) };
            (kept, holder)
        })
        .filter(|(kept, _)| !kept.is_nothing())
        .collect();
    holders.sort_by(|(a, one), (b, other)| {
        let cpu = |taken: &Taken| taken.get(api::quota::REQUESTS_CPU);
        cpu(b).cmp(&cpu(a)).then_with(|| one.cluster.cmp(&other.cluster))
    });
    let used = bounds.iter().fold(Taken::new(), |sum, bound| sum.larger(&bound.used));
    let of_clusters = holders.iter().fold(Taken::new(), |sum, (kept, _)| sum.plus(kept));
    let computed = [api::quota::REQUESTS_CPU, api::quota::REQUESTS_MEMORY, api::quota::REQUESTS_STORAGE];
    let rest = used.minus(&of_clusters).only(|name| computed.contains(&name)).positive();
    let mut holders: Vec<Holder> = holders.into_iter().map(|(_, holder)| holder).take(HOLDERS).collect();
    if !rest.is_nothing() {
        holders.push(Holder { cluster: None, state: None, amounts: shown(&rest) });
    }
    holders
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_used_is_told_by_who_has_it() {
        let cluster = |name: &str, cpu: &str| {
            let status = json!({"reservation": {"amounts": {"requests.cpu": cpu}}});
            Facts::new(json!({"metadata": {"name": name, "namespace": "a"}, "status": status}), "v1", "GuestCluster")
        };
        let quota = Facts::new(
            json!({
                "metadata": {"namespace": "a"}, "spec": {"hard": {"requests.cpu": "32", "requests.memory": "64Gi"}},
                "status": {"used": {"requests.cpu": "30", "requests.memory": "16Gi"}}
            }),
            "v1",
            "ResourceQuota",
        );
        let (small, large, none) = (cluster("small", "8"), cluster("large", "20"), cluster("none", "0"));
        let page = of_namespace("a", &[&quota], &[&small, &large, &none], &[], true);
        let holders: Vec<_> = page.holders.iter().map(|it| (it.cluster.as_deref(), it.amounts[0].1)).collect();
        assert_eq!(holders, [(Some("large"), 20_000), (Some("small"), 8_000), (None, 2_000)]);
        assert_eq!(page.resources[0].gauge.limit, Some(32_000));
        assert!(page.waiting.is_empty());
    }
}
