//! Namespaces for administrators: list, members, quota, classes, a new one, deletion.

mod actions;
mod classes;
mod deletion;
mod members;
mod new;
mod page;
mod quota;

use leptos::prelude::*;
use portal::view::{NamespaceList, NamespaceRow};
use texts::{Texts, t};

pub(crate) use actions::{add_member, back_to_namespace, offer_classes, remove_member, set_quota};
pub(crate) use deletion::{DeletionPage, delete};
pub(crate) use new::{NewPage, create};
pub(crate) use page::NamespacePage;

use crate::{
    components::{
        amount::{count, grouped},
        capacity::Bar,
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        query::{encode, link},
        state::StateChip,
    },
    request::{loaded, query},
};

/// Where a namespace is made.
const NEW: &str = "/admin/new-namespace";

/// The page of one namespace.
pub(crate) fn namespace_path(name: &str) -> String {
    format!("/admin/namespaces/{}", encode(name))
}

/// `/admin/namespaces`
#[component]
pub(crate) fn NamespacesPage() -> impl IntoView {
    let text = query("text").unwrap_or_default();
    let asked = text.clone();
    loaded(
        |user| async move { portal::admin::namespaces::list(&user, &asked).await },
        move |list| view! { <ListView list text/> },
    )
}

#[component]
fn ListView(list: NamespaceList, text: String) -> impl IntoView {
    let below = count(list.all, Texts::count_namespaces).into_any();
    view! {
        <PageHead title=t().namespaces_title() crumbs=vec![Crumb::new(t().nav_fleet(), "/admin")] below>
            <a class="btn primary" href=NEW><Icon glyph=Glyph::Plus/> {t().namespaces_create()}</a>
        </PageHead>
        <div class="toolbar">
            <form method="get" action="/admin/namespaces" class="toolbar-form" role="search" aria-label=t().namespaces_title()>
                <input type="search" name="text" aria-label=t().list_name_contains() placeholder=t().list_name_contains() value=text/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
            </form>
        </div>
        {if list.rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{t().namespaces_nothing_like()}</h2>
                    <p>{t().namespaces_what()}</p>
                    <a class="btn" href="/admin/namespaces">{t().list_show_all()}</a>
                </section>
            }
            .into_any()
        } else {
            view! { <section class="card flush" aria-label=t().namespaces_title()><Rows rows=list.rows/></section> }.into_any()
        }}
    }
    .into_any()
}

/// Namespaces as a table.
#[component]
pub(crate) fn Rows(rows: Vec<NamespaceRow>) -> impl IntoView {
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-label=t().namespaces_with_use()>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t().word_namespace()}</th>
                        <th scope="col">{t().word_state()}</th>
                        <th scope="col" class="num">{t().namespaces_members()}</th>
                        <th scope="col">{t().namespaces_clusters()}</th>
                        <th scope="col" class="num">{t().word_machines()}</th>
                        <th scope="col">{t().namespaces_quota()}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(row: NamespaceRow) -> impl IntoView {
    let clusters = link("/admin/layers/guest", &[("namespace", &row.name)]);
    let machines = link("/admin/layers/vms", &[("namespace", &row.name), ("kind", "VirtualMachine")]);
    let not_ready = row.clusters.total() - row.clusters.ready;
    view! {
        <tr data-key=row.name.clone()>
            <th scope="row"><a href=namespace_path(&row.name)><bdi>{row.name.clone()}</bdi></a></th>
            <td><StateChip state=row.state quiet=true/></td>
            <td class="num">{grouped(row.members)}</td>
            <td class="nowrap">
                <a href=clusters>{count(row.clusters.total(), Texts::count_clusters)}</a>
                {(not_ready > 0).then(|| view! { <small>{t().namespaces_not_ready(grouped(not_ready))}</small> })}
            </td>
            <td class="num"><a href=machines>{grouped(row.machines)}</a></td>
            <td><div class="host-gauges">{row.gauges.into_iter().map(|gauge| view! { <Bar gauge/> }).collect_view()}</div></td>
        </tr>
    }
    .into_any()
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn a_list_says_how_much_each_uses_of_its_quota() {
        let list = NamespaceList { rows: vec![sample::row()], all: 7 };
        let html = html(|| view! { <ListView list text=String::new()/> });
        assert_has(
            &html,
            &["7 namespaces", r#"href="/admin/namespaces/team-a""#, "12 of 32 vCPU", r#"href="/admin/new-namespace""#],
        );
    }
}
