//! The objects of one layer, for administrators: filter and page live in the URL.

mod filter;
mod rows;

use leptos::prelude::*;
use portal::{
    Error,
    view::{ErrorKind, Layer, LayerFilter, LayerPage as Page, State},
};
use texts::{Texts, t};

use crate::{
    components::{
        field::Choice,
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        pager::Pager,
    },
    request::{loaded, param},
};

/// `/admin/layers/{layer}`
#[component]
pub(crate) fn LayerPage() -> impl IntoView {
    let layer = param("layer");
    let filter = filter::from_url();
    let asked = filter.clone();
    loaded(
        move |user| async move {
            let known =
                Layer::parse(&layer).ok_or_else(|| Error::new(ErrorKind::NotFound, t().layer_unknown(&layer)))?;
            portal::admin::layer(&user, known, &asked).await
        },
        move |page| view! { <LayerView page filter/> },
    )
}

#[component]
fn LayerView(page: Page, filter: LayerFilter) -> impl IntoView {
    let layer = page.layer;
    let url = move |filter: &LayerFilter| filter::url(layer, filter);
    let (by_state, by_kind, by_page) = (filter.clone(), filter.clone(), filter.clone());
    let states = std::iter::once(None)
        .chain(
            State::ALL.into_iter().filter(|state| page.counts.of(*state) > 0 || filter.state == Some(*state)).map(Some),
        )
        .map(|state| {
            let href = url(&LayerFilter { state, page: 1, ..by_state.clone() });
            let (word, number) = match state {
                None => (t().list_all(), page.counts.total()),
                Some(state) => (state.word(), page.counts.of(state)),
            };
            view! {
                <a href=href aria-current=(by_state.state == state).then_some("true")>
                    {word} " " <span class="num">{number}</span>
                </a>
            }
        })
        .collect_view();
    let all_kinds: u64 = page.kinds.iter().map(|kind| kind.counts.total()).sum();
    let kinds = (page.kinds.len() > 1).then(|| {
        let links = std::iter::once((None, all_kinds))
            .chain(page.kinds.iter().map(|kind| (Some(kind.kind.clone()), kind.counts.total())))
            .map(|(kind, number)| {
                let current = by_kind.kind == kind;
                let word = kind.clone().unwrap_or_else(|| t().list_all_kinds());
                let href = url(&LayerFilter { kind, state: None, page: 1, ..by_kind.clone() });
                view! {
                    <a href=href aria-current=current.then_some("true")>{word} " " <span class="num">{number}</span></a>
                }
            })
            .collect_view();
        view! { <nav class="kinds" aria-label=t().list_kind()>{links}</nav> }
    });
    let pager = view! {
        <Pager page=page.page pages=page.pages total=page.total size=Page::PAGE what=Texts::count_objects
            href=move |page| filter::url(layer, &LayerFilter { page, ..by_page.clone() })/>
    };
    view! {
        <PageHead title=layer.title() crumbs=vec![Crumb::new(t().nav_fleet(), "/admin")]/>
        {kinds}
        <div class="toolbar">
            <nav class="segments" aria-label=t().word_state()>{states}</nav>
            <FilterForm filter=filter.clone() layer namespaces=page.namespaces hosts=page.hosts versions=page.versions/>
        </div>
        {if page.rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{if all_kinds == 0 { t().list_nothing_yet() } else { t().layer_nothing_like() }}</h2>
                    <p>{if all_kinds == 0 {
                        t().layer_none()
                    } else {
                        t().list_other_filters()
                    }}</p>
                    <a class="btn" href=filter::url(layer, &LayerFilter::default())>{t().list_show_all()}</a>
                </section>
            }
            .into_any()
        } else if layer == Layer::Hosts {
            view! { <div class="card flush"><rows::HostRows filter rows=page.rows/></div> {pager} }.into_any()
        } else {
            view! { <div class="card flush"><rows::ObjectRows layer filter rows=page.rows columns=page.columns/></div> {pager} }.into_any()
        }}
    }
    .into_any()
}

#[component]
fn FilterForm(
    filter: LayerFilter,
    layer: Layer,
    namespaces: Vec<String>,
    hosts: Vec<String>,
    versions: Vec<String>,
) -> impl IntoView {
    let order = filter::order(&filter);
    view! {
        <form method="get" action=format!("/admin/layers/{}", layer.as_str()) class="toolbar-form" role="search">
            {order.map(|order| view! { <input type="hidden" name="sort" value=order/> })}
            {filter.kind.clone().map(|kind| view! { <input type="hidden" name="kind" value=kind/> })}
            {filter.state.map(|state| view! { <input type="hidden" name="state" value=state.as_str()/> })}
            <Choice name="namespace" label=t().word_namespace() all=t().word_all_namespaces() options=namespaces chosen=filter.namespace.clone()/>
            <Choice name="host" label=t().word_host() all=t().list_all_hosts() options=hosts chosen=filter.host.clone()/>
            <Choice name="version" label=t().word_kubernetes_version() all=t().layer_all_versions() options=versions chosen=filter.version.clone()/>
            <input type="search" name="text" aria-label=t().list_name_contains() placeholder=t().list_name_contains() value=filter.text.unwrap_or_default()/>
            <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};
    use crate::sample::layer;

    #[test]
    fn lists_keep_their_filter_in_their_links() {
        let filter = LayerFilter { host: Some("kvm-03".to_owned()), page: 2, ..LayerFilter::default() };
        let mut page = layer(Layer::Vms);
        page.page = 2;
        let html = html(|| view! { <LayerView page filter/> });
        assert_has(
            &html,
            &[
                "101 to 200 of 212 objects",
                r#"rel="next" href="/admin/layers/vms?host=kvm-03&amp;page=3""#,
                r#"<option value="kvm-03" selected>kvm-03</option>"#,
            ],
        );
    }

    #[test]
    fn hosts_show_their_capacity() {
        let html = html(|| view! { <LayerView page=layer(Layer::Hosts) filter=LayerFilter::default()/> });
        assert_has(&html, &["62 of 64 vCPU", "takes no new machines, simulated"]);
    }
}
