//! One layer as a list: filter, count, page.

use std::collections::BTreeSet;

use chrono::Utc;
use futures::future::try_join_all;

use super::{fleet::states, hosts, kinds, only_admins};
use crate::{
    SignedIn,
    clusters::{cut, version_key},
    explain::object,
    facts::Facts,
    kind, read,
    view::{Error, KindCount, Layer, LayerFilter, LayerPage, LayerRow, StateCounts},
};

/// One page of a layer's objects.
///
/// # Errors
/// `Forbidden` for anybody but administrators.
pub async fn layer(ctx: &SignedIn, layer: Layer, filter: &LayerFilter) -> Result<LayerPage, Error> {
    only_admins(ctx)?;
    let kinds = kinds(layer);
    let lists = try_join_all(kinds.iter().map(|kind| read::list(&ctx.client, kind, None, ""))).await?;
    let (machines, classes) = if layer == Layer::Hosts {
        tokio::try_join!(
            read::list(&ctx.client, &kind::VIRTUAL_MACHINE, None, ""),
            read::list(&ctx.client, &kind::VIRTUAL_MACHINE_CLASS, None, ""),
        )?
    } else {
        Default::default()
    };
    let counted = kinds
        .iter()
        .zip(&lists)
        .map(|(kind, list)| KindCount { kind: kind.kind.to_owned(), counts: states(list) })
        .collect();
    let rows = lists.iter().flatten().map(|object| row(object, &machines, &classes)).collect();
    Ok(page(layer, counted, rows, filter))
}

fn row(object: &Facts, machines: &[Facts], classes: &[Facts]) -> LayerRow {
    let finding = object::assess(object);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let labels = [api::meta::label::CLUSTER_NAME, api::meta::label::CAPV_CLUSTER_NAME];
    let cluster = labels.iter().find_map(|key| some(object.label(key)));
    let versions =
        ["/status/version", "/spec/version", "/spec/template/spec/version", "/status/nodeInfo/kubeletVersion"];
    LayerRow {
        cluster: if object.kind() == "GuestCluster" { some(object.name()) } else { cluster },
        host: some(object.text("/status/nodeName")),
        version: versions.iter().find_map(|pointer| some(object.text(pointer))),
        capacity: (object.kind() == "Node").then(|| hosts::capacity(object, machines, classes)),
        created: object.created().unwrap_or_else(Utc::now),
        object: object.reference(),
        state: finding.state,
        note: finding.note,
    }
}

/// Filters, counts, sorts and cuts. Pure.
fn page(layer: Layer, kinds: Vec<KindCount>, rows: Vec<LayerRow>, filter: &LayerFilter) -> LayerPage {
    let choices = |value: fn(&LayerRow) -> Option<&String>| -> Vec<String> {
        rows.iter().filter_map(value).collect::<BTreeSet<_>>().into_iter().cloned().collect()
    };
    let namespaces = choices(|row| row.object.namespace.as_ref());
    let hosts = choices(|row| row.host.as_ref());
    let mut versions = choices(|row| row.version.as_ref());
    versions.sort_by_key(|version| std::cmp::Reverse(version_key(version)));
    let text = filter.text.as_deref().map(str::to_lowercase).unwrap_or_default();
    let is =
        |wanted: &Option<String>, value: Option<&String>| wanted.as_ref().is_none_or(|wanted| value == Some(wanted));
    let mut rows: Vec<LayerRow> = rows
        .into_iter()
        .filter(|row| {
            is(&filter.kind, Some(&row.object.kind))
                && is(&filter.namespace, row.object.namespace.as_ref())
                && is(&filter.host, row.host.as_ref())
                && is(&filter.version, row.version.as_ref())
                && (text.is_empty() || row.object.name.to_lowercase().contains(&text))
        })
        .collect();
    let counts: StateCounts = rows.iter().map(|row| row.state).collect();
    rows.retain(|row| filter.state.is_none_or(|state| row.state == state));
    let order = |kind: &str| kinds.iter().position(|counted| counted.kind == kind);
    rows.sort_by_cached_key(|row| {
        (row.state, order(&row.object.kind), row.object.namespace.clone(), row.object.name.clone())
    });
    let total = rows.len();
    let (number, pages) = cut(total, LayerPage::PAGE, filter.page);
    LayerPage {
        layer,
        rows: rows.into_iter().skip((number - 1) * LayerPage::PAGE).take(LayerPage::PAGE).collect(),
        total: total as u64,
        counts,
        namespaces,
        hosts,
        versions,
        page: u32::try_from(number).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        read_at: Utc::now(),
        kinds,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{page, row};
    use crate::{
        facts::Facts,
        view::{KindCount, Layer, LayerFilter, State, StateCounts},
    };

    fn vm(name: &str, host: &str, ready: &str) -> Facts {
        let status =
            json!({"nodeName": host, "conditions": [{"type": "Ready", "status": ready, "reason": "PoweringOn"}]});
        let object = json!({
            "metadata": {"name": name, "namespace": "a", "labels": {"capv.vmware.com/cluster.name": "demo"}},
            "status": status
        });
        Facts::new(object, "v1", "VirtualMachine")
    }

    #[test]
    fn rows_are_filtered_by_host_and_state_and_the_worst_comes_first() {
        let rows = || {
            [vm("x", "h1", "True"), vm("y", "h2", "False"), vm("z", "h1", "True")]
                .iter()
                .map(|o| row(o, &[], &[]))
                .collect::<Vec<_>>()
        };
        let kinds = || vec![KindCount { kind: "VirtualMachine".to_owned(), counts: StateCounts::default() }];
        let names = |filter: &LayerFilter| {
            page(Layer::Vms, kinds(), rows(), filter).rows.into_iter().map(|r| r.object.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&LayerFilter::default()), ["y", "x", "z"]);
        assert_eq!(names(&LayerFilter { host: Some("h1".to_owned()), ..Default::default() }), ["x", "z"]);
        assert_eq!(names(&LayerFilter { state: Some(State::Progressing), ..Default::default() }), ["y"]);
        let all = page(Layer::Vms, kinds(), rows(), &LayerFilter::default());
        assert_eq!((all.hosts, all.rows[0].cluster.as_deref()), (vec!["h1".to_owned(), "h2".to_owned()], Some("demo")));
    }
}
