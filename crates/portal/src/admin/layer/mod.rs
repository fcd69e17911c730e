//! One layer as a list: filter, count, sort, page.

mod columns;
mod row;

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
};

use chrono::Utc;
use futures::future::try_join_all;

pub(crate) use row::{Row, row};

use super::{hosts, kinds, only_admins};
use crate::{
    SignedIn,
    amounts::Amounts,
    clusters::{cut, version_key},
    kind,
    mirror::Key,
    view::{Error, KindCount, Layer, LayerFilter, LayerPage, LayerRow, LayerSort, State, StateCounts},
};

/// One page of a layer's objects.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn layer(ctx: &SignedIn, layer: Layer, filter: &LayerFilter) -> Result<LayerPage, Error> {
    only_admins(ctx)?;
    let kinds = kinds(layer);
    let mirrors = try_join_all(kinds.iter().map(|kind| ctx.fleet.objects(ctx, kind))).await?;
    let machines = match layer {
        Layer::Hosts => Some(ctx.fleet.objects(ctx, &kind::VIRTUAL_MACHINE).await?),
        _ => None,
    };
    let rows: Vec<_> = mirrors.iter().map(|mirror| mirror.rows()).collect();
    let lists: Vec<(&str, &BTreeMap<Key, Row>)> =
        kinds.iter().zip(&rows).map(|(kind, rows)| (kind.kind, &**rows)).collect();
    let mut page = page(layer, &lists, filter);
    if let Some(machines) = machines {
        let rows = machines.rows();
        let promised = promised(rows.values());
        for row in &mut page.rows {
            let size = lists.first().and_then(|(_, nodes)| nodes.get(&(String::new(), row.object.name.clone())));
            if let (Some(capacity), Some(size)) = (&mut row.capacity, size) {
                let (count, taken) = promised.get(row.object.name.as_str()).copied().unwrap_or_default();
                capacity.machines = count;
                capacity.gauges = hosts::gauges(taken, size.amounts);
            }
        }
    }
    Ok(page)
}

/// How many machines each host runs, and what they were given.
pub(super) fn promised<'a>(machines: impl Iterator<Item = &'a Row>) -> HashMap<&'a str, (u32, Amounts)> {
    let mut promised: HashMap<&str, (u32, Amounts)> = HashMap::new();
    for machine in machines {
        if let Some(host) = machine.shown.host.as_deref() {
            let (count, taken) = promised.entry(host).or_default();
            *count += 1;
            *taken = taken.plus(machine.amounts);
        }
    }
    promised
}

/// Filters, counts, sorts and cuts: only what is shown is cloned. Pure.
fn page(layer: Layer, lists: &[(&str, &BTreeMap<Key, Row>)], filter: &LayerFilter) -> LayerPage {
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let is = |wanted: &Option<String>, value: Option<&String>| wanted.as_ref().is_none_or(|w| value == Some(w));
    let (mut namespaces, mut hosts, mut versions) = (BTreeSet::new(), HashSet::new(), HashSet::new());
    let mut kinds = Vec::with_capacity(lists.len());
    let mut counts = StateCounts::default();
    let mut found: Vec<&Row> = Vec::new();
    for (kind, rows) in lists {
        let mut all = StateCounts::default();
        // Rows are sorted by namespace: a set is only asked when it changes.
        let mut last = None;
        for ((_, name), row) in *rows {
            let shown = &row.shown;
            all.add(shown.state);
            let namespace = shown.object.namespace.as_ref();
            if namespace.is_some() && namespace != last {
                namespaces.insert(namespace);
                last = namespace;
            }
            hosts.extend(&shown.host);
            versions.extend(&shown.version);
            let matches = filter.kind.as_ref().is_none_or(|wanted| wanted == kind)
                && is(&filter.namespace, namespace)
                && is(&filter.host, shown.host.as_ref())
                && is(&filter.version, shown.version.as_ref())
                && (text.is_empty() || name.to_lowercase().contains(&text));
            if matches {
                counts.add(shown.state);
                if filter.state.is_none_or(|state| shown.state == state) {
                    found.push(row);
                }
            }
        }
        kinds.push(KindCount { kind: (*kind).to_owned(), counts: all });
    }
    sort(&mut found, filter);
    let total = found.len();
    let (number, pages) = cut(total, LayerPage::PAGE, filter.page);
    let sorted = |set: HashSet<&String>| set.into_iter().cloned().collect::<BTreeSet<_>>().into_iter().collect();
    let mut versions: Vec<String> = sorted(versions);
    versions.sort_by_key(|version| std::cmp::Reverse(version_key(version)));
    let only = match lists {
        [(kind, _)] => Some(*kind),
        _ => filter.kind.as_deref(),
    };
    LayerPage {
        layer,
        rows: found.into_iter().skip((number - 1) * LayerPage::PAGE).take(LayerPage::PAGE).map(Row::told).collect(),
        columns: only.map(columns::titles).unwrap_or_default(),
        total: total as u64,
        counts,
        namespaces: namespaces.into_iter().flatten().cloned().collect(),
        hosts: sorted(hosts),
        versions,
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
        kinds,
    }
}

/// Rows come by kind, namespace and name; among equals they stay so.
fn sort(rows: &mut [&Row], filter: &LayerFilter) {
    let compare: fn(&LayerRow, &LayerRow) -> Ordering = match filter.sort {
        LayerSort::State => |a, b| place(a.state).cmp(&place(b.state)),
        LayerSort::Name => |a, b| a.object.name.cmp(&b.object.name),
        LayerSort::Namespace => |a, b| a.object.namespace.cmp(&b.object.namespace),
        LayerSort::Host => |a, b| a.host.cmp(&b.host),
        LayerSort::Version => |a, b| version_of(a).cmp(&version_of(b)),
        LayerSort::Age => |a, b| b.created.cmp(&a.created),
    };
    rows.sort_by(|a, b| {
        let (a, b) = if filter.descending { (b, a) } else { (a, b) };
        compare(&a.shown, &b.shown)
    });
}

fn place(state: State) -> usize {
    State::ALL.iter().position(|this| *this == state).unwrap_or(usize::MAX)
}

fn version_of(row: &LayerRow) -> Option<impl Ord + use<>> {
    row.version.as_deref().map(version_key)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Row, page, promised, row};
    use crate::{
        facts::Facts,
        mirror::Key,
        view::{Layer, LayerFilter, LayerSort, State},
    };

    fn vm(name: &str, host: &str, ready: &str) -> (Key, Row) {
        let status = json!({
            "nodeName": host, "hardware": {"cpu": {"total": 2}, "memory": {"total": "1Gi"}},
            "conditions": [{"type": "Ready", "status": ready, "reason": "PoweringOn"}],
        });
        let object = json!({
            "metadata": {"name": name, "namespace": "a", "labels": {"capv.vmware.com/cluster.name": "demo"}},
            "status": status
        });
        let row = row(&Facts::new(object, "v1", "VirtualMachine")).unwrap();
        (("a".to_owned(), name.to_owned()), row)
    }

    fn machines() -> BTreeMap<Key, Row> {
        [vm("x", "h1", "True"), vm("y", "h2", "False"), vm("z", "h1", "True")].into()
    }

    #[test]
    fn rows_are_filtered_and_sorted_and_the_worst_comes_first() {
        let machines = machines();
        let lists = [("VirtualMachine", &machines)];
        let names = |filter: LayerFilter| {
            page(Layer::Vms, &lists, &filter).rows.into_iter().map(|row| row.object.name).collect::<Vec<_>>()
        };
        assert_eq!(names(LayerFilter::default()), ["y", "x", "z"]);
        assert_eq!(names(LayerFilter { host: Some("h1".to_owned()), ..Default::default() }), ["x", "z"]);
        assert_eq!(names(LayerFilter { state: Some(State::Progressing), ..Default::default() }), ["y"]);
        assert_eq!(names(LayerFilter { text: Some("Z".to_owned()), ..Default::default() }), ["z"]);
        assert_eq!(names(LayerFilter { kind: Some("Machine".to_owned()), ..Default::default() }), [""; 0]);
        let by = |sort, descending| LayerFilter { sort, descending, ..Default::default() };
        assert_eq!(names(by(LayerSort::Name, true)), ["z", "y", "x"]);
        assert_eq!(names(by(LayerSort::Host, false)), ["x", "z", "y"]);
        let all = page(Layer::Vms, &lists, &LayerFilter::default());
        assert_eq!((all.hosts, all.rows[0].cluster.as_deref()), (vec!["h1".to_owned(), "h2".to_owned()], Some("demo")));
        assert_eq!((all.columns.len(), all.rows[0].cells.len(), all.namespaces), (3, 3, vec!["a".to_owned()]));
    }

    #[test]
    fn hosts_have_promised_what_their_machines_were_given() {
        let machines = machines();
        let promised = promised(machines.values());
        assert_eq!(promised["h1"].0, 2);
        assert_eq!((promised["h1"].1.milli_cpu, promised["h2"].1.memory), (4000, 1 << 30));
    }
}
