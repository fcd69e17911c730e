//! The first page: what is mine, how it is doing, what needs me.

use std::cmp::Reverse;

use chrono::Utc;

use crate::{
    SignedIn,
    amounts::{self, Amounts},
    explain::object,
    facts::Facts,
    kind, namespaces, rows,
    view::{ClusterRow, Error, Home, NamespaceUse, State},
};

/// At most so many clusters that need attention, recent clusters, and namespaces.
const ATTENTION: usize = 10;
const RECENT: usize = 8;
const NAMESPACES: usize = 50;

/// The user's clusters, machines and namespaces in short.
///
/// # Errors
/// When the API does not answer.
pub async fn overview(ctx: &SignedIn) -> Result<Home, Error> {
    let spaces = namespaces::allowed(ctx, "list", &kind::GUEST_CLUSTER).await?;
    let (clusters, machines, quotas, classes) = tokio::try_join!(
        namespaces::list_in(ctx, &kind::GUEST_CLUSTER, &spaces),
        namespaces::list_in(ctx, &kind::VIRTUAL_MACHINE, &spaces),
        namespaces::list_in(ctx, &kind::RESOURCE_QUOTA, &spaces),
        namespaces::list_in(ctx, &kind::VIRTUAL_MACHINE_CLASS, &spaces),
    )?;
    let rows: Vec<ClusterRow> = clusters.iter().map(rows::row).collect();
    let mut recent = rows.clone();
    recent.sort_by_key(|row| Reverse(row.created));
    recent.truncate(RECENT);
    let used = spaces.into_iter().map(|name| usage(name, &clusters, &machines, &quotas, &classes));
    let uses = used.filter(is_of_people).take(NAMESPACES).collect();
    Ok(Home {
        clusters: rows.iter().map(|row| row.state).collect(),
        machines: machines.iter().map(|vm| object::assess(vm).state).collect(),
        attention: attention(rows, ATTENTION),
        recent,
        namespaces: uses,
        read_at: Utc::now(),
    })
}

/// Clusters that are failed, blocked or waiting, the worst first.
pub(crate) fn attention(mut rows: Vec<ClusterRow>, limit: usize) -> Vec<ClusterRow> {
    rows.retain(|row| matches!(row.state, State::Failed | State::Blocked | State::Waiting));
    rows.sort_by(|a, b| (a.state, a.created, &a.name).cmp(&(b.state, b.created, &b.name)));
    rows.truncate(limit);
    rows
}

/// Whether people work in a namespace: one that the system keeps for itself counts only when there is something in it.
fn is_of_people(namespace: &NamespaceUse) -> bool {
    let limited = namespace.gauges.iter().any(|gauge| gauge.limit.is_some());
    !namespaces::is_of_the_system(&namespace.name) || namespace.clusters + namespace.machines > 0 || limited
}

fn usage(name: String, clusters: &[Facts], machines: &[Facts], quotas: &[Facts], classes: &[Facts]) -> NamespaceUse {
    let here = |object: &&Facts| object.namespace() == name;
    let mine: Vec<&Facts> = machines.iter().filter(here).collect();
    let quotas: Vec<&Facts> = quotas.iter().filter(here).collect();
    let used = amounts::used_by(mine.iter().copied(), classes);
    NamespaceUse {
        clusters: clusters.iter().filter(here).count() as u64,
        machines: mine.len() as u64,
        gauges: amounts::taken(&quotas, used).gauges(Amounts::default(), amounts::limits(&quotas)),
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Gauge, Unit};

    #[test]
    fn namespaces_of_the_system_are_shown_only_when_they_are_used() {
        let namespace = |name: &str, machines, limit| {
            let gauge = Gauge { resource: "CPU".to_owned(), unit: Unit::MilliCpu, used: 0, asked: 0, limit };
            NamespaceUse { name: name.to_owned(), clusters: 0, machines, gauges: vec![gauge] }
        };
        for (namespace, shown) in [
            (namespace("team-a", 0, None), true),
            (namespace("kube-system", 0, None), false),
            (namespace("default", 0, None), false),
            (namespace("default", 1, None), true),
            (namespace("default", 0, Some(4_000)), true),
        ] {
            assert_eq!(is_of_people(&namespace), shown, "{namespace:?}");
        }
    }
}
