//! The list of clusters: filter, order and page live in the URL.

mod filter;
mod rows;

use leptos::prelude::*;
use portal::view::{ClusterFilter, ClusterList, ClusterSort, State};
use texts::t;

pub(crate) use rows::{ClusterRows, count};

use crate::{
    components::{
        icon::{Glyph, Icon},
        page_head::PageHead,
        pager::Pager,
        query::link,
    },
    request::loaded,
};

/// `/clusters`
#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    let filter = filter::from_url();
    let asked = filter.clone();
    loaded(
        move |user| async move { portal::clusters::list(&user, &asked).await },
        move |list| view! { <Clusters list filter/> },
    )
}

#[component]
fn Clusters(list: ClusterList, filter: ClusterFilter) -> impl IntoView {
    let new = link("/clusters/new", &[("namespace", filter.namespace.as_deref().unwrap_or_default())]);
    let nothing_at_all = list.counts.total() == 0 && filter.namespace.is_none() && filter.text.is_none();
    view! {
        <PageHead title=t().nav_clusters()>
            <a class="btn primary" href=new.clone()><Icon glyph=Glyph::Plus/> {t().request_a_cluster()}</a>
        </PageHead>
        {if nothing_at_all {
            view! { <NoClusters/> }.into_any()
        } else {
            view! { <FilteredClusters list filter/> }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn FilteredClusters(list: ClusterList, filter: ClusterFilter) -> impl IntoView {
    let ClusterList { rows, total, counts, namespaces, page, pages, .. } = list;
    let by_page = filter.clone();
    let pager = view! {
        <Pager page pages total size=ClusterList::PAGE what=texts::Texts::count_clusters
            href=move |page| filter::url(&ClusterFilter { page, ..by_page.clone() })/>
    };
    let state_links: Vec<_> = std::iter::once(None)
        .chain(State::ALL.into_iter().filter(|state| counts.of(*state) > 0 || filter.state == Some(*state)).map(Some))
        .map(|state| {
            let href = filter::url(&ClusterFilter { state, page: 1, ..filter.clone() });
            let (word, number) = match state {
                None => (t().clusters_all_states(), counts.total()),
                Some(state) => (state.word(), counts.of(state)),
            };
            view! {
                <a href=href aria-current=(filter.state == state).then_some("true")>
                    {word} " " <span class="num">{number}</span>
                </a>
            }
        })
        .collect();
    view! {
        <div class="toolbar">
            <nav class="segments" aria-label=t().word_state()>{state_links}</nav>
            <form method="get" action="/clusters" class="toolbar-form" role="search">
                {filter.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> })}
                {(filter.sort != ClusterSort::default()).then(|| view! { <input type="hidden" name="sort" value=filter::sort_name(filter.sort)/> })}
                <select name="namespace" aria-label=t().word_namespace()>
                    <option value="">{t().word_all_namespaces()}</option>
                    {namespaces
                        .into_iter()
                        .map(|namespace| {
                            let selected = filter.namespace.as_ref() == Some(&namespace);
                            view! { <option value=namespace.clone() selected=selected>{namespace.clone()}</option> }
                        })
                        .collect_view()}
                </select>
                <input type="search" name="text" aria-label=t().clusters_name_contains() placeholder=t().clusters_name_contains() value=filter.text.clone().unwrap_or_default()/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
            </form>
        </div>
        {if rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{t().clusters_none_like()}</h2>
                    <p>{t().clusters_other_filters()}</p>
                    <a class="btn" href="/clusters">{t().clusters_show_all()}</a>
                </section>
            }
            .into_any()
        } else {
            let head_filter = filter.clone();
            view! {
                <div class="card flush">
                    <ClusterRows rows sort=head_filter/>
                </div>
                {pager}
            }
            .into_any()
        }}
    }
    .into_any()
}

/// What would be here, and how it starts.
#[component]
pub(crate) fn NoClusters() -> impl IntoView {
    view! {
        <section class="empty">
            <crate::components::icon::Mark/>
            <h2>{t().clusters_none()}</h2>
            <p>{t().clusters_none_more()}</p>
            <a class="btn primary" href="/clusters/new">{t().request_a_cluster()}</a>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::clusters;

    #[test]
    fn the_list_has_state_cause_and_links() {
        let filter = ClusterFilter { state: Some(State::Blocked), ..ClusterFilter::default() };
        let html = html(|| view! { <Clusters list=clusters() filter/> });
        assert_has(
            &html,
            &[
                r#"href="/clusters/team-a/ledger""#,
                r#"data-state="blocked""#,
                "no space left on datastore",
                r#"href="/clusters?state=blocked&amp;sort=age""#,
                r#"href="/clusters/new""#,
            ],
        );
    }

    #[test]
    fn an_empty_list_says_how_to_start() {
        let mut list = clusters();
        list.rows.clear();
        list.counts = portal::view::StateCounts::default();
        let html = html(|| view! { <Clusters list filter=ClusterFilter::default()/> });
        assert_has(&html, &["No clusters yet", "Request a cluster"]);
    }
}
