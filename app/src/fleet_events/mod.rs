//! Events of the whole fleet, for administrators: filter and page live in the URL.

use leptos::prelude::*;
use portal::view::{EventFilter, EventPage as Page};
use texts::{Texts, t};

use crate::{
    components::{
        amount::grouped,
        events::Events,
        field::Choice,
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
        pager::Pager,
        query::link,
    },
    request::{loaded, page_number, query},
};

const PATH: &str = "/admin/events";

/// `/admin/events?type=…&kind=…&namespace=…&text=…&page=…`
#[component]
pub(crate) fn EventsPage() -> impl IntoView {
    let filter = EventFilter {
        warning: query("type").as_deref().and_then(|kind| match kind {
            "warning" => Some(true),
            "normal" => Some(false),
            _ => None,
        }),
        kind: query("kind"),
        namespace: query("namespace"),
        text: query("text"),
        page: page_number(),
    };
    let asked = filter.clone();
    loaded(
        move |user| async move { portal::admin::events(&user, &asked).await },
        move |page| view! { <EventsView page filter/> },
    )
}

fn kind_of(warning: Option<bool>) -> &'static str {
    match warning {
        Some(true) => "warning",
        Some(false) => "normal",
        None => "",
    }
}

fn url(filter: &EventFilter) -> String {
    let page = if filter.page > 1 { filter.page.to_string() } else { String::new() };
    link(
        PATH,
        &[
            ("type", kind_of(filter.warning)),
            ("kind", filter.kind.as_deref().unwrap_or_default()),
            ("namespace", filter.namespace.as_deref().unwrap_or_default()),
            ("text", filter.text.as_deref().unwrap_or_default()),
            ("page", &page),
        ],
    )
}

#[component]
fn EventsView(page: Page, filter: EventFilter) -> impl IntoView {
    let (warnings, others) = page.counts;
    let kinds = [
        (None, t().list_all(), warnings + others),
        (Some(true), t().fleet_events_warnings(), warnings),
        (Some(false), t().fleet_events_normal(), others),
    ];
    let segments = kinds
        .into_iter()
        .map(|(warning, word, number)| {
            let href = url(&EventFilter { warning, page: 1, ..filter.clone() });
            let current = (filter.warning == warning).then_some("true");
            view! { <a href=href aria-current=current>{word} " " <span class="num">{grouped(number)}</span></a> }
        })
        .collect_view();
    let by_page = filter.clone();
    let none = page.events.is_empty();
    let any = warnings + others > 0 || filter != EventFilter { page: filter.page, ..EventFilter::default() };
    view! {
        <PageHead title=t().fleet_events_title() crumbs=vec![Crumb::new(t().nav_fleet(), "/admin")]/>
        <div class="toolbar">
            <nav class="segments" aria-label=t().fleet_events_type()>{segments}</nav>
            <form method="get" action=PATH class="toolbar-form" role="search">
                {filter.warning.map(|_| view! { <input type="hidden" name="type" value=kind_of(filter.warning)/> })}
                <Choice name="kind" label=t().list_kind() all=t().list_all_kinds() options=page.kinds chosen=filter.kind.clone()/>
                <Choice name="namespace" label=t().word_namespace() all=t().word_all_namespaces() options=page.namespaces chosen=filter.namespace.clone()/>
                <input type="search" name="text" aria-label=t().list_text_contains() placeholder=t().list_text_contains() value=filter.text.clone().unwrap_or_default()/>
                <button class="btn"><Icon glyph=Glyph::Search/> {t().word_filter()}</button>
            </form>
        </div>
        {if none {
            view! {
                <section class="empty">
                    <h2>{if any { t().fleet_events_nothing_like() } else { t().fleet_events_none() }}</h2>
                    <p>{if any { t().list_other_filters() } else { t().fleet_events_kept() }}</p>
                    <a class="btn" href=PATH>{t().list_show_all()}</a>
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="card flush"><Events events=page.events/></section>
                <Pager page=page.page pages=page.pages total=page.total size=Page::PAGE what=Texts::count_events
                    href=move |page| url(&EventFilter { page, ..by_page.clone() })/>
            }
            .into_any()
        }}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn the_filter_stays_in_its_links() {
        let page = Page {
            events: Vec::new(),
            total: 0,
            counts: (3, 4),
            kinds: vec!["Machine".to_owned()],
            namespaces: vec!["team-a".to_owned()],
            page: 1,
            pages: 1,
            read_at: chrono::Utc::now(),
        };
        let filter = EventFilter { kind: Some("Machine".to_owned()), warning: Some(true), ..EventFilter::default() };
        let html = html(|| view! { <EventsView page filter/> });
        assert_has(
            &html,
            &[
                r#"href="/admin/events?type=normal&amp;kind=Machine""#,
                r#"<option value="Machine" selected>Machine</option>"#,
                "No event is like that",
            ],
        );
    }
}
