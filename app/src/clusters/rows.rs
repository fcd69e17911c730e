//! Clusters as rows of a table.

use leptos::prelude::*;
use portal::view::{ClusterFilter, ClusterRow, ClusterSort, Count};
use texts::t;

use super::filter;
use crate::components::{query::cluster_path, state::StateChip, time::Ago};

/// A table of clusters; with `sort` the heads of its columns are links that order it.
#[component]
pub(crate) fn ClusterRows(rows: Vec<ClusterRow>, #[prop(optional)] sort: Option<ClusterFilter>) -> impl IntoView {
    let filter = sort;
    let head = |text: String, sort: ClusterSort, class: &'static str| {
        let order = filter
            .as_ref()
            .filter(|filter| filter.sort == sort)
            .map(|filter| if filter.descending { "descending" } else { "ascending" });
        match &filter {
            Some(filter) => view! {
                <th scope="col" class=class aria-sort=order>
                    <a href=filter::url(&filter::sorted(filter, sort))>{text}</a>
                </th>
            }
            .into_any(),
            None => view! { <th scope="col" class=class>{text}</th> }.into_any(),
        }
    };
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().nav_clusters()>
            <table class="clusters">
                <thead>
                    <tr>
                        {head(t().word_name(), ClusterSort::Name, "")}
                        {head(t().word_namespace(), ClusterSort::Namespace, "")}
                        {head(t().word_state(), ClusterSort::State, "")}
                        {head(t().clusters_version(), ClusterSort::Version, "")}
                        <th scope="col" class="num">{t().word_control_plane()}</th>
                        {head(t().clusters_workers(), ClusterSort::Workers, "num")}
                        {head(t().word_age(), ClusterSort::Age, "num")}
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: ClusterRow) -> impl IntoView {
    let key = format!("{}/{}", row.namespace, row.name);
    view! {
        <tr data-key=key>
            <th scope="row"><a href=cluster_path(&row.namespace, &row.name)>{row.name.clone()}</a></th>
            <td>{row.namespace.clone()}</td>
            <td class="why">
                <StateChip state=row.state quiet=true/>
                {row.cause.map(|cause| view! { <small>{cause.sentence}</small> })}
            </td>
            <td class="num-left">{row.version.clone()}</td>
            <td class="num">{count(row.control_plane)}</td>
            <td class="num">{count(row.workers)}</td>
            <td class="num"><Ago at=row.created/></td>
        </tr>
    }
    .into_any()
}

/// `3`, or `2 of 3` while they differ.
pub(crate) fn count(count: Count) -> String {
    if count.ready == count.desired {
        count.desired.to_string()
    } else {
        t().clusters_ready_of(count.ready.to_string(), count.desired.to_string())
    }
}
