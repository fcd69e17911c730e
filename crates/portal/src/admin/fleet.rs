//! The fleet in numbers.

use std::collections::BTreeMap;

use chrono::Utc;
use futures::future::try_join_all;

use super::{hosts, kinds, namespaces, only_admins};
use crate::{
    SignedIn,
    amounts::{self, Amounts},
    controllers::Controllers,
    explain::object,
    facts::Facts,
    home, kind, read, rows,
    view::{Decision, Error, Fleet, KindCount, Layer, LayerSummary, NamespaceRow, Problem, State, StateCounts},
};

/// At most so many hosts, clusters and other objects that need attention, decisions, and namespaces.
const HOSTS: usize = 200;
const ATTENTION: usize = 10;
const DECISIONS: usize = 5;
const NAMESPACES: usize = 20;

/// Everything of `/admin`.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn fleet(ctx: &SignedIn, controllers: &dyn Controllers) -> Result<Fleet, Error> {
    only_admins(ctx)?;
    let all: Vec<&'static kind::Kind> = Layer::ALL.into_iter().flat_map(kinds).copied().collect();
    let (lists, requests, spaces) = tokio::try_join!(
        try_join_all(all.iter().map(|kind| read::list(&ctx.client, kind, None, ""))),
        read::list(&ctx.client, &kind::QUOTA_REQUEST, None, ""),
        namespaces::list(ctx, ""),
    )?;
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
        problems: problems(all.iter().flat_map(|kind| of(kind))),
        pending: requests.iter().filter(|request| matches!(request.text("/status/phase"), "" | "Pending")).count()
            as u64,
        decisions: decisions(&requests),
        failing: controllers.rows().into_iter().filter(|row| row.failing > 0).collect(),
        namespaces: largest(spaces.rows),
        read_at: Utc::now(),
    })
}

/// How many of these objects are in each state.
pub(super) fn states(objects: &[Facts]) -> StateCounts {
    objects.iter().map(|object| object::assess(object).state).collect()
}

/// What belongs to no cluster and does not get on by itself, the worst first. Pure.
fn problems<'a>(objects: impl Iterator<Item = &'a Facts>) -> Vec<Problem> {
    let labels = [api::meta::label::CLUSTER_NAME, api::meta::label::CAPV_CLUSTER_NAME];
    let alone =
        |object: &&Facts| object.kind() != "GuestCluster" && labels.iter().all(|key| object.label(key).is_empty());
    let mut found: Vec<Problem> = objects
        .filter(alone)
        .filter_map(|object| {
            let finding = object::assess(object);
            matches!(finding.state, State::Failed | State::Blocked | State::Waiting).then(|| Problem {
                object: object.reference(),
                state: finding.state,
                sentence: finding.cause.map(|cause| cause.sentence).unwrap_or_else(|| finding.note.words()),
            })
        })
        .collect();
    found.sort_by(|a, b| (a.state, &a.object.kind, &a.object.name).cmp(&(b.state, &b.object.kind, &b.object.name)));
    found.truncate(ATTENTION);
    found
}

/// The last decisions, the newest first. Pure.
fn decisions(requests: &[Facts]) -> Vec<Decision> {
    let mut decided: Vec<Decision> = requests
        .iter()
        .filter_map(|request| {
            Some(Decision {
                namespace: request.namespace().to_owned(),
                name: request.name().to_owned(),
                phase: request.text("/status/phase").to_owned(),
                by: request.text("/status/decidedBy").to_owned(),
                at: request.time("/status/decidedAt")?,
            })
        })
        .collect();
    decided.sort_by_key(|decision| std::cmp::Reverse(decision.at));
    decided.truncate(DECISIONS);
    decided
}

/// Those that are used, the largest first. Pure.
fn largest(mut rows: Vec<NamespaceRow>) -> Vec<NamespaceRow> {
    rows.retain(|row| row.machines + row.clusters.total() > 0);
    rows.sort_by(|a, b| b.machines.cmp(&a.machines).then_with(|| a.name.cmp(&b.name)));
    rows.truncate(NAMESPACES);
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{decisions, problems};
    use crate::facts::Facts;

    #[test]
    fn what_is_stuck_and_belongs_to_no_cluster_is_named() {
        let node = |name: &str, ready: &str| {
            let conditions =
                json!([{"type": "Ready", "status": ready, "reason": "x", "message": "the host is silent"}]);
            Facts::new(json!({"metadata": {"name": name}, "status": {"conditions": conditions}}), "v1", "Node")
        };
        let found = problems([node("good", "True"), node("bad", "False")].iter());
        assert_eq!(found.iter().map(|problem| problem.object.name.as_str()).collect::<Vec<_>>(), ["bad"]);
        assert!(!found[0].sentence.is_empty());
    }

    #[test]
    fn the_newest_decision_comes_first() {
        let request = |name: &str, at: &str| {
            let status = json!({"phase": "Denied", "decidedBy": "admin", "decidedAt": at});
            Facts::new(json!({"metadata": {"name": name, "namespace": "a"}, "status": status}), "v1", "QuotaRequest")
        };
        let open =
            Facts::new(json!({"metadata": {"name": "open"}, "status": {"phase": "Pending"}}), "v1", "QuotaRequest");
        let found = decisions(&[request("old", "2026-11-21T10:00:00Z"), open, request("new", "2026-11-22T10:00:00Z")]);
        assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["new", "old"]);
    }
}
