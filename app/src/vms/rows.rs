//! Machines as rows of a table.

use leptos::prelude::*;
use portal::view::{MachineFilter, MachineRow, MachineSort};
use texts::t;

use super::filter;
use crate::components::{
    query::{cluster_path, vm_path},
    state::StateChip,
    time::Ago,
    within::{SLOTS, within},
};

/// A table of machines; the heads of its columns are links that order it.
#[component]
pub(super) fn MachineRows(rows: Vec<MachineRow>, filter: MachineFilter) -> impl IntoView {
    let head = |text: String, sort: MachineSort, class: &'static str| {
        let order = (filter.sort == sort).then_some(if filter.descending { "descending" } else { "ascending" });
        view! {
            <th scope="col" class=class aria-sort=order>
                <a href=filter::url(&filter::sorted(&filter, sort))>{text}</a>
            </th>
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().nav_machines()>
            <table class="machines">
                <thead>
                    <tr>
                        {head(t().word_name(), MachineSort::Name, "")}
                        {head(t().word_namespace(), MachineSort::Namespace, "")}
                        {head(t().word_state(), MachineSort::State, "")}
                        <th scope="col">{t().vms_power()}</th>
                        {head(t().vms_class(), MachineSort::Class, "")}
                        <th scope="col">{t().word_address()}</th>
                        {head(t().word_host(), MachineSort::Host, "")}
                        {head(t().word_age(), MachineSort::Age, "num")}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: MachineRow) -> impl IntoView {
    let key = format!("{}/{}", row.namespace, row.name);
    let cluster = row.cluster.map(|cluster| {
        let href = cluster_path(&row.namespace, &cluster);
        let link = view! { <a href=href>{cluster}</a> }.into_any();
        view! { <small>{within(&t().vms_of_cluster(SLOTS[0]), [link])}</small> }
    });
    view! {
        <tr data-key=key>
            <th scope="row"><a href=vm_path(&row.namespace, &row.name)>{row.name.clone()}</a>{cluster}</th>
            <td>{row.namespace.clone()}</td>
            <td class="why">
                <StateChip state=row.state quiet=true/>
                {row.cause.map(|cause| view! { <small>{cause.sentence}</small> })}
            </td>
            <td>{row.power.word()}</td>
            <td>{row.class}</td>
            <td class="num-left">{row.address}</td>
            <td>{row.host}</td>
            <td class="num"><Ago at=row.created/></td>
        </tr>
    }
    .into_any()
}
