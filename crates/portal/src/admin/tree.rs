//! The tree of the whole fleet: namespaces, clusters, and everything below those that are open, down to the hosts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Utc;
use texts::t;

use super::{layer::Row, only_admins};
use crate::{
    SignedIn,
    clusters::cut,
    gather, kind,
    mirror::Key,
    tree,
    view::{
        ClusterBranch, Error, ErrorKind, FleetTree, NamespaceBranch, ObjectRef, State, StateCounts, TreeFilter,
        TreeNode,
    },
};

type Rows = BTreeMap<Key, Row>;

/// One page of the tree.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn tree(ctx: &SignedIn, filter: &TreeFilter) -> Result<FleetTree, Error> {
    only_admins(ctx)?;
    let (guests, clusters, machines) = tokio::try_join!(
        ctx.fleet.objects(ctx, &kind::GUEST_CLUSTER),
        ctx.fleet.objects(ctx, &kind::CLUSTER),
        ctx.fleet.objects(ctx, &kind::VIRTUAL_MACHINE),
    )?;
    let mut page = page(&guests.rows(), &clusters.rows(), &machines.rows(), filter);
    let mut opened = 0;
    for branch in page.branches.iter_mut().flat_map(|branch| &mut branch.children) {
        let namespace = branch.object.namespace.clone().unwrap_or_default();
        let id = format!("{namespace}/{}", branch.object.name);
        if branch.object.kind == "GuestCluster" && opened < FleetTree::OPEN && filter.open.contains(&id) {
            opened += 1;
            // It may have gone since.
            branch.below = match gather::tree(&ctx.client, &namespace, &branch.object.name).await {
                Ok(objects) => Some(tree::build(&objects).children),
                Err(error) if error.kind == ErrorKind::NotFound => Some(Vec::new()),
                Err(error) => return Err(error),
            };
        }
    }
    Ok(page)
}

/// One cluster with the hosts of its machines.
struct Found<'a> {
    row: &'a Row,
    hosts: BTreeSet<&'a str>,
}

/// Filters, counts and cuts. Pure.
fn page(guests: &Rows, clusters: &Rows, machines: &Rows, filter: &TreeFilter) -> FleetTree {
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let named = |name: &str| text.is_empty() || name.to_lowercase().contains(&text);
    let in_state = |state: State| filter.state.is_none_or(|wanted| wanted == state);
    // Clusters that were made without a GuestCluster stand beside the others.
    let bare = clusters.iter().filter(|(key, _)| !guests.contains_key(*key));
    let mut found: BTreeMap<&str, BTreeMap<&str, Found<'_>>> = BTreeMap::new();
    for ((namespace, name), row) in guests.iter().chain(bare) {
        let one = Found { row, hosts: BTreeSet::new() };
        found.entry(namespace).or_default().insert(name, one);
    }
    let mut counted: HashMap<&str, u32> = HashMap::new();
    let mut alone: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    let (mut hosts, mut last) = (BTreeSet::new(), None);
    let mut namespaces: BTreeSet<&str> = found.keys().copied().collect();
    // Clusters of which a machine has a name that was asked for.
    let mut by_machine: BTreeSet<(&str, &str)> = BTreeSet::new();
    for ((namespace, name), row) in machines {
        let shown = &row.shown;
        if last != Some(namespace) {
            namespaces.insert(namespace);
            last = Some(namespace);
        }
        let host = shown.host.as_deref();
        hosts.extend(host);
        let here = filter.host.as_deref().is_none_or(|wanted| host == Some(wanted));
        let cluster = shown.cluster.as_deref();
        let above = cluster.and_then(|cluster| found.get_mut(namespace.as_str())?.get_mut(cluster));
        if let (Some(host), Some(above)) = (host.filter(|_| here), above) {
            above.hosts.insert(host);
        }
        if let Some(cluster) = cluster.filter(|_| !text.is_empty() && named(name)) {
            by_machine.insert((namespace, cluster));
        }
        if here {
            *counted.entry(namespace).or_default() += 1;
            if cluster.is_none() && named(name) && in_state(shown.state) {
                alone.entry(namespace).or_default().push(row);
            }
        }
    }
    let mut counts = StateCounts::default();
    let mut branches = Vec::new();
    for namespace in &namespaces {
        if filter.namespace.as_deref().is_some_and(|wanted| wanted != *namespace) {
            continue;
        }
        let mut kept = Vec::new();
        for (name, cluster) in found.remove(namespace).unwrap_or_default() {
            let on_host = filter.host.is_none() || !cluster.hosts.is_empty();
            if on_host && (named(name) || by_machine.contains(&(*namespace, name))) {
                counts.add(cluster.row.shown.state);
                if in_state(cluster.row.shown.state) {
                    kept.push(cluster);
                }
            }
        }
        let alone = alone.remove(namespace).unwrap_or_default();
        if kept.is_empty() && alone.is_empty() {
            continue;
        }
        branches.push((*namespace, kept, alone));
    }
    let total = branches.len();
    let (number, pages) = cut(total, FleetTree::PAGE, filter.page);
    let shown = branches.into_iter().skip((number - 1) * FleetTree::PAGE).take(FleetTree::PAGE);
    FleetTree {
        branches: shown
            .map(|(name, clusters, alone)| {
                let open = filter.narrows()
                    || filter.namespace.is_some()
                    || total == 1
                    || filter.open.iter().any(|open| open.split('/').next() == Some(name));
                branch(name, &clusters, &alone, counted.get(name).copied().unwrap_or(0), open)
            })
            .collect(),
        total: total as u64,
        counts,
        namespaces: namespaces.into_iter().map(str::to_owned).collect(),
        hosts: hosts.into_iter().map(str::to_owned).collect(),
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
    }
}

fn branch(name: &str, clusters: &[Found<'_>], alone: &[&Row], machines: u32, open: bool) -> NamespaceBranch {
    let states = clusters.iter().map(|cluster| cluster.row.shown.state).collect();
    let cluster = |found: &Found<'_>| ClusterBranch {
        object: found.row.shown.object.clone(),
        state: found.row.shown.state,
        note: found.row.note(),
        hosts: found.hosts.iter().map(|host| (*host).to_owned()).collect(),
        below: None,
    };
    let shown = if open { FleetTree::BRANCHES } else { 0 };
    let more = if open { clusters.len().saturating_sub(shown) + alone.len().saturating_sub(shown) } else { 0 };
    NamespaceBranch {
        name: name.to_owned(),
        clusters: states,
        machines,
        open,
        children: clusters.iter().take(shown).map(cluster).collect(),
        alone: alone.iter().take(shown).map(|row| machine(row)).collect(),
        more: u32::try_from(more).unwrap_or(u32::MAX),
    }
}

/// A machine of no cluster, with its host.
fn machine(row: &Row) -> TreeNode {
    let host = |name: &String| TreeNode {
        object: ObjectRef {
            api_version: "v1".to_owned(),
            kind: "Node".to_owned(),
            namespace: None,
            name: name.clone(),
        },
        state: State::Ready,
        note: t().explain_note_host(),
        children: Vec::new(),
    };
    TreeNode {
        object: row.shown.object.clone(),
        state: row.shown.state,
        note: row.note(),
        children: row.shown.host.iter().map(host).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{admin::layer::row, facts::Facts};

    fn rows(kind: &str, objects: &[(&str, &str, Value)]) -> Rows {
        let rows = objects.iter().map(|(namespace, name, rest)| {
            let mut object = json!({"metadata": {"namespace": namespace, "name": name}});
            if let Some(rest) = rest.as_object() {
                object["status"] = json!({"nodeName": rest.get("host")});
                object["metadata"]["labels"] = json!({"capv.vmware.com/cluster.name": rest.get("cluster")});
            }
            let row = row(&Facts::new(object, "v1", kind)).unwrap();
            (((*namespace).to_owned(), (*name).to_owned()), row)
        });
        rows.collect()
    }

    fn outline(filter: &TreeFilter) -> String {
        let guests = rows("GuestCluster", &[("a", "one", json!(0)), ("a", "two", json!(0)), ("b", "three", json!(0))]);
        let clusters = rows("Cluster", &[("a", "one", json!(0)), ("b", "bare", json!(0))]);
        let machines = rows(
            "VirtualMachine",
            &[
                ("a", "one-x", json!({"cluster": "one", "host": "h1"})),
                ("a", "two-x", json!({"cluster": "two", "host": "h2"})),
                ("b", "single", json!({"host": "h1"})),
            ],
        );
        let page = page(&guests, &clusters, &machines, filter);
        let lines = page.branches.iter().map(|branch| {
            let children = branch.children.iter().map(|c| format!("{}@{}", c.object.name, c.hosts.join("+")));
            let alone = branch.alone.iter().map(|node| node.object.name.clone());
            format!("{}({})[{}]", branch.name, branch.machines, children.chain(alone).collect::<Vec<_>>().join(" "))
        });
        lines.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn namespaces_open_by_asking_or_when_the_filter_narrows() {
        let any = TreeFilter::default();
        assert_eq!(outline(&any), "a(2)[] b(1)[]");
        let open = TreeFilter { open: vec!["a/one".to_owned()], ..any.clone() };
        assert_eq!(outline(&open), "a(2)[one@h1 two@h2] b(1)[]");
        let host = TreeFilter { host: Some("h1".to_owned()), ..any.clone() };
        assert_eq!(outline(&host), "a(1)[one@h1] b(1)[single]");
        let text = TreeFilter { text: Some("TWO-x".to_owned()), ..any.clone() };
        assert_eq!(outline(&text), "a(2)[two@h2]");
        let space = TreeFilter { namespace: Some("b".to_owned()), ..any.clone() };
        assert_eq!(outline(&space), "b(1)[bare@ three@ single]");
        let nothing = TreeFilter { state: Some(State::Failed), ..any };
        assert_eq!(outline(&nothing), "");
    }
}
