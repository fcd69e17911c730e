//! What people did in my namespaces.

use leptos::prelude::*;
use portal::view::{Activity, ActivityFilter, ActivityPage as Page};
use texts::t;

use crate::{
    audit::{object_path, request_path, sentence},
    components::{
        page_head::PageHead,
        query::link,
        time::Ago,
        within::{SLOTS, within},
    },
    request::{loaded, query, sight},
};

/// `/activity`
#[component]
pub(crate) fn ActivityPage() -> impl IntoView {
    let filter = ActivityFilter {
        mine: query("by").as_deref() == Some("me"),
        namespace: query("namespace"),
        before: query("before").and_then(|before| before.parse().ok()),
    };
    let (asked, sight) = (filter.clone(), sight());
    loaded(
        |user| async move { portal::activity::page(&user, &*sight?.audit, &asked).await },
        move |page| view! { <ActivityView page filter/> },
    )
}

fn url(filter: &ActivityFilter) -> String {
    let before = filter.before.map(|before| before.to_string()).unwrap_or_default();
    let namespace = filter.namespace.as_deref().unwrap_or_default();
    link("/activity", &[("by", if filter.mine { "me" } else { "" }), ("namespace", namespace), ("before", &before)])
}

#[component]
fn ActivityView(page: Page, filter: ActivityFilter) -> impl IntoView {
    let of = |mine| url(&ActivityFilter { mine, before: None, ..filter.clone() });
    let current = |is: bool| is.then_some("true");
    let older = page.before.map(|before| url(&ActivityFilter { before: Some(before), ..filter.clone() }));
    let newest = filter.before.map(|_| url(&ActivityFilter { before: None, ..filter.clone() }));
    let chosen = filter.namespace.clone();
    let may_audit = page.may_audit;
    view! {
        <PageHead title=t().nav_activity() below=t().activity_lead().into_any()/>
        <div class="toolbar">
            <nav class="segments" aria-label=t().activity_by_whom()>
                <a href=of(false) aria-current=current(!filter.mine)>{t().activity_everybody()}</a>
                <a href=of(true) aria-current=current(filter.mine)>{t().activity_only_me()}</a>
            </nav>
            <form method="get" action="/activity" class="toolbar-form" role="search" aria-label=t().nav_activity()>
                {filter.mine.then(|| view! { <input type="hidden" name="by" value="me"/> })}
                <select name="namespace" aria-label=t().word_namespace()>
                    <option value="">{t().word_all_namespaces()}</option>
                    {page
                        .namespaces
                        .into_iter()
                        .map(|name| {
                            let selected = chosen.as_ref() == Some(&name);
                            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
                        })
                        .collect_view()}
                </select>
                <button class="btn">{t().word_filter()}</button>
            </form>
        </div>
        {if page.rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{if older.is_some() { t().activity_none_among_newest() } else { t().activity_none() }}</h2>
                    <p>{t().activity_none_more()}</p>
                    {match &older {
                        Some(href) => view! { <a class="btn primary" href=href.clone()>{t().activity_further_back()}</a> }.into_any(),
                        None => view! { <a class="btn primary" href="/clusters/new">{t().request_a_cluster()}</a> }.into_any(),
                    }}
                </section>
            }
            .into_any()
        } else {
            let rows = page.rows.into_iter().map(|one| activity(one, may_audit)).collect_view();
            view! {
                <section class="card flush" aria-label=t().nav_activity()>
                    <ol class="activity">{rows}</ol>
                </section>
                <nav class="pager" aria-label=t().pager_label()>
                    {newest.map(|href| view! { <a class="btn small" rel="first" href=href>{t().activity_newest()}</a> })}
                    {older.map(|href| view! { <a class="btn small" rel="next" href=href>{t().activity_older()}</a> })}
                </nav>
            }
            .into_any()
        }}
    }
    .into_any()
}

fn activity(activity: Activity, may_audit: bool) -> impl IntoView {
    let Activity { row, earlier } = activity;
    let text = sentence(&row, earlier.as_ref());
    // A page that is only for administrators is no use to others.
    let href =
        object_path(&row).filter(|path| may_audit || !path.starts_with("/admin/")).filter(|_| row.verb != "delete");
    let request = row.cause.clone().unwrap_or_else(|| row.request.clone());
    let id = within(&t().activity_request(SLOTS[0]), [view! { <code>{request.clone()}</code> }.into_any()]);
    view! {
        <li data-key=row.seq.to_string()>
            <span class="when"><Ago at=row.at/></span>
            <span class="what">
                {match href {
                    Some(href) => view! { <a href=href><bdi>{text}</bdi></a> }.into_any(),
                    None => view! { <bdi>{text}</bdi> }.into_any(),
                }}
                {(!row.namespace.is_empty()).then(|| view! { <small>{row.namespace.clone()}</small> })}
            </span>
            <span class="request">
                {if may_audit {
                    view! { <a href=request_path(&request)>{id}</a> }.into_any()
                } else {
                    id.into_any()
                }}
            </span>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::{AuditRow, Told};

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn what_was_done_is_a_sentence_that_leads_to_its_object() {
        let told = |workers| Told::Cluster { control_plane: 1, workers, version: "v1.37".to_owned() };
        let row = AuditRow {
            who: "dev".to_owned(),
            verb: "patch".to_owned(),
            resource: "guestclusters".to_owned(),
            namespace: "team-a".to_owned(),
            name: "demo".to_owned(),
            code: 200,
            request: "r-1".to_owned(),
            told: Some(told(3)),
            ..AuditRow::default()
        };
        let page = |may_audit| Page {
            rows: vec![Activity { row: row.clone(), earlier: Some(told(1)) }],
            namespaces: vec!["team-a".to_owned()],
            before: Some(4),
            may_audit,
        };
        let filter = ActivityFilter { mine: true, ..ActivityFilter::default() };
        let shown = |may_audit| {
            let (page, filter) = (page(may_audit), filter.clone());
            html(move || view! { <ActivityView page filter/> })
        };
        let developer = shown(false);
        assert_has(
            &developer,
            &[
                r#"<a href="/clusters/team-a/demo"><bdi>dev scaled cluster demo to 3 workers.</bdi></a>"#,
                r#"rel="next" href="/activity?by=me&amp;before=4""#,
            ],
        );
        assert!(!developer.contains("/admin/"), "{developer}");
        assert_has(&shown(true), &[r#"href="/admin/audit/requests/r-1""#]);
    }
}
