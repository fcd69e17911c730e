//! The list of virtual machines: filter, order and page live in the URL.

mod filter;
mod rows;

use leptos::prelude::*;
use portal::view::{MachineFilter, MachineList, MachineOwner, MachineSort, State};
use rows::MachineRows;
use texts::t;

use crate::{
    components::{
        field::Choice,
        icon::{Glyph, Icon, Mark},
        page_head::PageHead,
        pager::Pager,
        query::link,
    },
    request::loaded,
};

/// `/vms`
#[component]
pub(crate) fn MachinesPage() -> impl IntoView {
    let filter = filter::from_url();
    let asked = filter.clone();
    loaded(
        move |user| async move { portal::machines::list(&user, &asked).await },
        move |list| view! { <Machines list filter/> },
    )
}

#[component]
fn Machines(list: MachineList, filter: MachineFilter) -> impl IntoView {
    let new = link("/vms/new", &[("namespace", filter.namespace.as_deref().unwrap_or_default())]);
    let MachineFilter { sort, descending, page, .. } = filter;
    let unfiltered = MachineFilter { sort, descending, page, ..MachineFilter::default() };
    let nothing_at_all =
        list.owners == [0, 0] && MachineFilter { owner: MachineOwner::People, ..filter.clone() } == unfiltered;
    view! {
        <PageHead title=t().nav_machines()>
            <a class="btn primary" href=new><Icon glyph=Glyph::Plus/> {t().vms_request()}</a>
        </PageHead>
        {if nothing_at_all {
            view! { <NoMachines/> }.into_any()
        } else {
            view! { <FilteredMachines list filter/> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn FilteredMachines(list: MachineList, filter: MachineFilter) -> impl IntoView {
    let MachineList { rows, total, counts, owners, namespaces, classes, page, pages, .. } = list;
    let by_page = filter.clone();
    let pager = view! {
        <Pager page pages total size=MachineList::PAGE what=texts::Texts::count_machines
            href=move |page| filter::url(&MachineFilter { page, ..by_page.clone() })/>
    };
    let owner_links = MachineOwner::ALL
        .into_iter()
        .map(|owner| {
            let href = filter::url(&MachineFilter { owner, state: None, page: 1, ..filter.clone() });
            let number = match owner {
                MachineOwner::People => owners[0],
                MachineOwner::Clusters => owners[1],
                MachineOwner::All => owners[0] + owners[1],
            };
            view! {
                <a href=href aria-current=(filter.owner == owner).then_some("true")>
                    {owner.title()} " " <span class="num">{number}</span>
                </a>
            }
        })
        .collect_view();
    let state_links = std::iter::once(None)
        .chain(State::ALL.into_iter().filter(|state| counts.of(*state) > 0 || filter.state == Some(*state)).map(Some))
        .map(|state| {
            let href = filter::url(&MachineFilter { state, page: 1, ..filter.clone() });
            let (word, number) = match state {
                None => (t().vms_all_states(), counts.total()),
                Some(state) => (state.word(), counts.of(state)),
            };
            view! {
                <a href=href aria-current=(filter.state == state).then_some("true")>
                    {word} " " <span class="num">{number}</span>
                </a>
            }
        })
        .collect_view();
    let sort = format!("{}{}", if filter.descending { "-" } else { "" }, filter::sort_name(filter.sort));
    let of = filter.owner.as_str();
    view! {
        <div class="toolbar">
            <nav class="segments" aria-label=t().vms_whose()>{owner_links}</nav>
            <nav class="segments" aria-label=t().word_state()>{state_links}</nav>
            <form method="get" action="/vms" class="toolbar-form" role="search">
                {(!of.is_empty()).then(|| view! { <input type="hidden" name="of" value=of/> })}
                {filter.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> })}
                {(filter.sort != MachineSort::default() || filter.descending).then(|| view! { <input type="hidden" name="sort" value=sort/> })}
                <Choice name="namespace" label=t().word_namespace() all=t().word_all_namespaces() options=namespaces chosen=filter.namespace.clone()/>
                <Choice name="class" label=t().word_machine_class() all=t().vms_all_classes() options=classes chosen=filter.class.clone()/>
                <input type="search" name="text" aria-label=t().vms_text() placeholder=t().vms_text_short()
                    value=filter.text.clone().unwrap_or_default()/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
            </form>
        </div>
        {if rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{t().vms_none_like()}</h2>
                    <p>{t().vms_other_filters()}</p>
                    <a class="btn" href=filter::url(&MachineFilter { owner: MachineOwner::All, ..MachineFilter::default() })>{t().vms_show_all()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <div class="card flush"><MachineRows rows filter=filter.clone()/></div>
                {pager}
            }
            .into_any()
        }}
    }
    .into_any()
}

/// What would be here, and how it starts.
#[component]
fn NoMachines() -> impl IntoView {
    view! {
        <section class="empty">
            <Mark/>
            <h2>{t().vms_none()}</h2>
            <p>{t().vms_none_more()}</p>
            <a class="btn primary" href="/vms/new">{t().vms_request()}</a>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::vm::sample::{list_of, machine_row};

    #[test]
    fn the_list_marks_machines_of_clusters_and_keeps_its_filter() {
        let mut of_cluster = machine_row();
        of_cluster.cluster = Some("demo".to_owned());
        let filter = MachineFilter { owner: MachineOwner::All, descending: true, ..MachineFilter::default() };
        let html = html(|| view! { <Machines list=list_of(vec![machine_row(), of_cluster]) filter/> });
        assert_has(
            &html,
            &[
                r#"href="/vms/team-a/web""#,
                r#"of cluster <a href="/clusters/team-a/demo""#,
                r#"name="of" value="all""#,
                r#"name="sort" value="-name""#,
                r#"href="/vms?of=all&amp;sort=class""#,
                "Request a virtual machine",
            ],
        );
    }

    #[test]
    fn an_empty_list_says_how_to_start() {
        let html = html(
            || view! { <Machines list=list_of(vec![]) filter=MachineFilter { page: 1, ..MachineFilter::default() }/> },
        );
        assert_has(&html, &["No virtual machines yet", "/vms/new"]);
        let filter = MachineFilter { text: Some("x".to_owned()), ..MachineFilter::default() };
        let html = crate::rendered::html(|| view! { <Machines list=list_of(vec![]) filter/> });
        assert_has(&html, &["No machine is like that"]);
    }
}
