//! The fleet in numbers.

use std::collections::BTreeMap;

use chrono::Utc;
use futures::future::try_join_all;

use super::{hosts, kinds, only_admins};
use crate::{
    SignedIn,
    amounts::{self, Amounts},
    explain::object,
    facts::Facts,
    home, kind, read, rows,
    view::{Error, Fleet, KindCount, Layer, LayerSummary, NamespaceSummary, StateCounts},
};

/// At most so many hosts, clusters that need attention, and namespaces.
const HOSTS: usize = 200;
const ATTENTION: usize = 10;
const NAMESPACES: usize = 20;

/// Everything of `/admin`.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn fleet(ctx: &SignedIn) -> Result<Fleet, Error> {
    only_admins(ctx)?;
    let all: Vec<&'static kind::Kind> = Layer::ALL.into_iter().flat_map(kinds).copied().collect();
    let lists = try_join_all(all.iter().map(|kind| read::list(&ctx.client, kind, None, ""))).await?;
    let objects: BTreeMap<&str, Vec<Facts>> = all.iter().map(|kind| kind.kind).zip(lists).collect();
    let of = |kind: &kind::Kind| objects.get(kind.kind).map(Vec::as_slice).unwrap_or_default();
    let (clusters, machines, nodes) = (of(&kind::GUEST_CLUSTER), of(&kind::VIRTUAL_MACHINE), of(&kind::NODE));
    let classes = of(&kind::VIRTUAL_MACHINE_CLASS);
    let there = nodes.iter().map(hosts::size).fold(Amounts::default(), Amounts::plus);
    let placed = machines.iter().filter(|vm| !vm.text("/status/nodeName").is_empty());
    let layer = |layer: Layer| {
        let count = |kind: &&kind::Kind| KindCount { kind: kind.kind.to_owned(), counts: states(of(kind)) };
        LayerSummary { layer, kinds: kinds(layer).iter().map(count).collect() }
    };
    let mut capacities: Vec<_> = nodes.iter().map(|node| hosts::capacity(node, machines, classes)).collect();
    capacities.sort_by(|a, b| a.name.cmp(&b.name));
    capacities.truncate(HOSTS);
    Ok(Fleet {
        clusters: states(clusters),
        machines: states(machines),
        hosts_by_state: states(nodes),
        capacity: hosts::gauges(amounts::used_by(placed, classes), there),
        hosts: capacities,
        layers: Layer::ALL.into_iter().map(layer).collect(),
        attention: home::attention(clusters.iter().map(rows::row).collect(), ATTENTION),
        namespaces: by_namespace(clusters, machines),
        read_at: Utc::now(),
    })
}

/// How many of these objects are in each state.
pub(super) fn states(objects: &[Facts]) -> StateCounts {
    objects.iter().map(|object| object::assess(object).state).collect()
}

fn by_namespace(clusters: &[Facts], machines: &[Facts]) -> Vec<NamespaceSummary> {
    let mut found: BTreeMap<&str, (StateCounts, u64)> = BTreeMap::new();
    for cluster in clusters {
        found.entry(cluster.namespace()).or_default().0.add(object::assess(cluster).state);
    }
    for vm in machines {
        found.entry(vm.namespace()).or_default().1 += 1;
    }
    let mut summaries: Vec<NamespaceSummary> = found
        .into_iter()
        .map(|(name, (clusters, machines))| NamespaceSummary { name: name.to_owned(), clusters, machines })
        .collect();
    summaries.sort_by(|a, b| b.machines.cmp(&a.machines).then_with(|| a.name.cmp(&b.name)));
    summaries.truncate(NAMESPACES);
    summaries
}
