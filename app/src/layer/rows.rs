//! Objects and hosts as rows of a table.

use leptos::prelude::*;
use portal::view::{Layer, LayerColumn, LayerFilter, LayerRow, LayerSort, ObjectRef};
use texts::t;

use super::filter;
use crate::components::{
    amount::grouped,
    capacity::Bar,
    query::{cluster_path, host_path, link, object_path, vm_path},
    state::StateChip,
    time::Ago,
};

/// The head of a column that the list can be ordered by.
fn head(
    layer: Layer,
    filter: &LayerFilter,
    text: String,
    sort: LayerSort,
    class: &'static str,
) -> impl IntoView + use<> {
    let order = (filter.sort == sort).then_some(if filter.descending { "descending" } else { "ascending" });
    let href = filter::url(layer, &filter::sorted(filter, sort));
    view! { <th scope="col" class=class aria-sort=order><a href=href>{text}</a></th> }.into_any()
}

/// Objects of any kind; of a single kind with its own columns.
#[component]
pub(super) fn ObjectRows(
    layer: Layer,
    filter: LayerFilter,
    rows: Vec<LayerRow>,
    columns: Vec<LayerColumn>,
) -> impl IntoView {
    let with_host = rows.iter().any(|row| row.host.is_some());
    let with_version = rows.iter().any(|row| row.version.is_some());
    let with_namespace = rows.iter().any(|row| row.object.namespace.is_some());
    let with_cluster = rows.iter().any(|row| row.cluster.is_some() && row.object.kind != "GuestCluster");
    let numeric: Vec<bool> = columns.iter().map(|column| column.numeric).collect();
    let one_kind = !columns.is_empty();
    let cells = move |row: LayerRow| {
        let namespace = row.object.namespace.clone();
        let key = format!("{}/{}/{}", row.object.kind, namespace.as_deref().unwrap_or_default(), row.object.name);
        let cluster = row.cluster.clone().zip(namespace.clone()).map(|(cluster, namespace)| {
            view! { <a href=cluster_path(&namespace, &cluster)>{cluster.clone()}</a> }
        });
        let own = one_kind.then(|| {
            let cells = row.cells.into_iter().zip(&numeric);
            cells
                .map(|(text, numeric)| view! { <td class=if *numeric { "num" } else { "num-left" }>{text}</td> })
                .collect_view()
        });
        view! {
            <tr data-key=key>
                <th scope="row">
                    {(!one_kind).then(|| view! { <span class="kind">{row.object.kind.clone()}</span> " " })}
                    <a href=page_of(&row.object)><bdi>{row.object.name.clone()}</bdi></a>
                </th>
                {with_namespace.then(|| view! { <td>{namespace}</td> })}
                <td class="why inline-note">
                    <StateChip state=row.state quiet=true/>
                    {(!row.note.is_empty()).then(|| view! { <small>{row.note}</small> })}
                </td>
                {with_cluster.then(|| view! { <td>{cluster}</td> })}
                {own}
                {with_host.then(|| view! { <td>{row.host.map(|host| view! { <a href=host_path(&host)>{host.clone()}</a> })}</td> })}
                {with_version.then(|| view! { <td class="num-left">{row.version}</td> })}
                <td class="num"><Ago at=row.created/></td>
            </tr>
        }
    };
    let head = |text, sort, class| head(layer, &filter, text, sort, class);
    let own = columns.into_iter().map(|column| {
        view! { <th scope="col" class=if column.numeric { "num" } else { "" }>{column.title}</th> }
    });
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().layer_objects()>
            <table class="dense">
                <thead>
                    <tr>
                        {head(t().word_name(), LayerSort::Name, "")}
                        {with_namespace.then(|| head(t().word_namespace(), LayerSort::Namespace, ""))}
                        {head(t().word_state(), LayerSort::State, "")}
                        {with_cluster.then(|| view! { <th scope="col">{t().word_cluster()}</th> })}
                        {own.collect_view()}
                        {with_host.then(|| head(t().word_host(), LayerSort::Host, ""))}
                        {with_version.then(|| head(t().layer_version(), LayerSort::Version, ""))}
                        {head(t().word_age(), LayerSort::Age, "num")}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(cells).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Where an object is shown: kinds with a page of their own there, the others on the page for any object.
fn page_of(object: &ObjectRef) -> String {
    match (object.kind.as_str(), object.namespace.as_deref()) {
        ("GuestCluster", Some(namespace)) => cluster_path(namespace, &object.name),
        ("VirtualMachine", Some(namespace)) => vm_path(namespace, &object.name),
        _ => object_path(object),
    }
}

/// Hosts with their capacity.
#[component]
pub(super) fn HostRows(filter: LayerFilter, rows: Vec<LayerRow>) -> impl IntoView {
    let head = |text, sort, class| head(Layer::Hosts, &filter, text, sort, class);
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().word_hosts()>
            <table>
                <thead>
                    <tr>
                        {head(t().word_host(), LayerSort::Name, "")}
                        {head(t().word_state(), LayerSort::State, "")}
                        <th scope="col" class="num">{t().word_machines()}</th>
                        <th scope="col">{t().layer_capacity()}</th>
                        {head(t().word_age(), LayerSort::Age, "num")}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(host_row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn host_row(row: LayerRow) -> impl IntoView {
    let machines = link("/admin/layers/vms", &[("host", &row.object.name)]);
    let (count, gauges, remarks) = match row.capacity {
        Some(capacity) => {
            let remarks: Vec<String> =
                [(capacity.cordoned, t().layer_cordoned()), (capacity.simulated, t().fleet_simulated())]
                    .into_iter()
                    .filter_map(|(is, text)| is.then_some(text))
                    .collect();
            (grouped(capacity.machines.into()), capacity.gauges, remarks.join(", "))
        }
        None => Default::default(),
    };
    view! {
        <tr data-key=row.object.name.clone()>
            <th scope="row"><a href=host_path(&row.object.name)>{row.object.name.clone()}</a> {(!remarks.is_empty()).then(|| view! { <small>{remarks}</small> })}</th>
            <td class="why">
                <StateChip state=row.state quiet=true/>
                {(!row.note.is_empty()).then(|| view! { <small>{row.note}</small> })}
            </td>
            <td class="num"><a href=machines>{count}</a></td>
            <td>
                <div class="host-gauges">{gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div>
            </td>
            <td class="num"><Ago at=row.created/></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_shown_where_they_belong() {
        let object = |kind: &str| ObjectRef {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            namespace: Some("team-a".to_owned()),
            name: "x".to_owned(),
        };
        assert_eq!(page_of(&object("GuestCluster")), "/clusters/team-a/x");
        assert_eq!(page_of(&object("Machine")), "/objects/core/v1/machines/team-a/x");
    }
}
