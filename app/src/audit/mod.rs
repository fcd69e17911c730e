//! The audit log: search, one record, everything under one request, export, the check of the chain.

mod chain;
mod export;
mod filter;
mod record;
mod request;
mod rows;
mod words;

use leptos::prelude::*;
use portal::view::{AuditFilter, AuditPage as Page, Error, FieldError, Outcome, Shown};
use texts::t;

use crate::{
    components::{
        field::{SelectField, TextField, Wrong},
        icon::{Glyph, Icon},
        page_head::{Crumb, PageHead},
    },
    problem::Refused,
    request::{loaded, query, sight},
};
use chain::ChainCard;
pub(crate) use chain::check;
pub(crate) use export::export;
pub(crate) use record::RecordPage;
pub(crate) use request::RequestPage;
use rows::Records;
pub(crate) use words::{object_path, request_path, sentence};

/// Where the search is.
const PATH: &str = "/admin/audit";

const VERBS: [&str; 9] =
    ["create", "update", "patch", "delete", "deletecollection", "get", "list", "watch", "impersonate"];

/// `/admin/audit`
#[component]
pub(crate) fn AuditPage() -> impl IntoView {
    let filter = filter::of(query);
    let (asked, sight) = (filter.clone(), sight());
    loaded(
        |user| async move {
            let log = sight?.audit;
            match portal::audit::page(&user, &*log, &asked).await {
                // What was typed stays, with what is wrong beside it.
                Err(error) if !error.fields.is_empty() => Ok((None, Some(error))),
                other => other.map(|page| (Some(page), None)),
            }
        },
        move |(page, error)| view! { <AuditView page filter error/> },
    )
}

#[component]
fn AuditView(page: Option<Page>, filter: AuditFilter, error: Option<Error>) -> impl IntoView {
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin")];
    let below = t().audit_lead().into_any();
    let export = filter::url("/admin/audit/export", &AuditFilter { before: None, ..filter.clone() });
    let fields = error.as_ref().map(|error| error.fields.clone()).unwrap_or_default();
    view! {
        <PageHead title=t().audit_title() crumbs below>
            <a class="btn" href=export download="audit.jsonl">{t().audit_export()}</a>
        </PageHead>
        {error.map(|error| view! { <Refused error/> })}
        <SearchForm filter=filter.clone() wrong=fields/>
        {page.map(|page| view! { <Results page filter/> })}
    }
    .into_any()
}

#[component]
fn Results(page: Page, filter: AuditFilter) -> impl IntoView {
    let older = page.before.map(|before| filter::url(PATH, &AuditFilter { before: Some(before), ..filter.clone() }));
    let newest = filter.before.map(|_| filter::url(PATH, &AuditFilter { before: None, ..filter.clone() }));
    let searched = filter != AuditFilter::default();
    let more = older.is_some();
    view! {
        {if page.rows.is_empty() {
            view! {
                <section class="empty">
                    <h2>{if more { t().audit_none_newest() } else { t().audit_none() }}</h2>
                    <p>{if more {
                        t().audit_none_newest_advice()
                    } else if searched {
                        t().audit_none_searched_advice()
                    } else {
                        t().audit_none_advice()
                    }}</p>
                    {match &older {
                        Some(href) => view! { <a class="btn primary" href=href.clone()>{t().audit_search_older()}</a> }.into_any(),
                        None => view! { <a class="btn" href=PATH>{t().audit_show_all()}</a> }.into_any(),
                    }}
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="card flush" aria-labelledby="records">
                    <h2 id="records" class="sr-only">{t().audit_records()}</h2>
                    <Records rows=page.rows/>
                </section>
                <nav class="pager" aria-label=t().pager_label()>
                    {newest.map(|href| view! { <a class="btn small" rel="first" href=href>{t().audit_newest()}</a> })}
                    {older.map(|href| view! { <a class="btn small" rel="next" href=href>{t().audit_older()}</a> })}
                </nav>
            }
            .into_any()
        }}
        <ChainCard chain=page.chain/>
    }
    .into_any()
}

#[component]
fn SearchForm(filter: AuditFilter, wrong: Vec<FieldError>) -> impl IntoView {
    let wrong_with =
        |field: &str| Wrong(wrong.iter().find(|error| error.field == field).map(|error| error.message.clone()));
    let outcomes = std::iter::once((String::new(), t().audit_any()))
        .chain(Outcome::ALL.map(|outcome| (outcome.as_str().to_owned(), outcome.word().to_owned())))
        .collect();
    let verbs = std::iter::once((String::new(), t().audit_any()))
        .chain(VERBS.map(|verb| (verb.to_owned(), verb.to_owned())))
        .collect();
    let shown = Shown::ALL.map(|shown| (shown.as_str().to_owned(), shown.words().to_owned())).into();
    let deep = [&filter.verb, &filter.resource, &filter.from, &filter.to, &filter.request];
    let open = filter.outcome.is_some() || deep.iter().any(|typed| !typed.is_empty());
    view! {
        <form method="get" action=PATH class="card audit-search" role="search" aria-label=t().audit_title()>
            <div class="fields">
                <SelectField field="show" name="show" label=t().audit_show() value=filter.shown.as_str() options=shown/>
                <TextField field="who" name="who" label=t().audit_who() value=filter.who help=t().audit_who_help()/>
                <TextField field="namespace" name="namespace" label=t().word_namespace() value=filter.namespace/>
                <TextField field="name" name="name" label=t().audit_object() value=filter.name help=t().audit_object_help()/>
                <TextField field="text" name="text" label=t().audit_contains() value=filter.text help=t().audit_contains_help()/>
            </div>
            <details open=open>
                <summary>{t().audit_more()}</summary>
                <div class="fields">
                    <SelectField field="verb" name="verb" label=t().audit_verb() value=filter.verb options=verbs/>
                    <TextField field="resource" name="resource" label=t().audit_resource() value=filter.resource
                        help=t().audit_resource_help()/>
                    <SelectField field="outcome" name="outcome" label=t().audit_outcome()
                        value=filter.outcome.map(Outcome::as_str).unwrap_or_default() options=outcomes/>
                    <TextField field="from" name="from" label=t().word_from() value=filter.from wrong=wrong_with("from")
                        help=t().audit_from_help()/>
                    <TextField field="to" name="to" label=t().audit_before() value=filter.to wrong=wrong_with("to")
                        help=t().audit_before_help()/>
                    <TextField field="request" name="request" label=t().audit_request_id() value=filter.request
                        help=t().audit_request_id_help()/>
                </div>
            </details>
            <div class="actions">
                <button class="btn primary"><Icon glyph=Glyph::Search/> {t().audit_search()}</button>
                <a class="btn" href=PATH>{t().audit_clear()}</a>
            </div>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::{AuditRow, Chain};

    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn records_are_sentences_with_their_request_and_the_way_on() {
        let row = AuditRow {
            seq: 7,
            who: "dev".to_owned(),
            verb: "delete".to_owned(),
            resource: "guestclusters".to_owned(),
            namespace: "team-a".to_owned(),
            name: "<b>".to_owned(),
            code: 200,
            request: "r-1".to_owned(),
            ..AuditRow::default()
        };
        let page = Page { rows: vec![row], before: Some(7), chain: Chain::Unchecked };
        let filter = AuditFilter { who: "dev".to_owned(), ..AuditFilter::default() };
        let html = html(|| view! { <AuditView page=Some(page) filter error=None/> });
        assert_has(
            &html,
            &[
                "dev deleted cluster &lt;b&gt;.",
                r#"href="/admin/audit/records/7""#,
                r#"href="/admin/audit/requests/r-1""#,
                r#"rel="next" href="/admin/audit?who=dev&amp;before=7""#,
                r#"href="/admin/audit/export?who=dev""#,
                "Check the chain",
            ],
        );
    }

    #[test]
    fn what_is_wrong_with_a_search_stands_at_its_field() {
        let error = Error::invalid(vec![FieldError::new("from", "Write a time.")]);
        let filter = AuditFilter { from: "noon".to_owned(), ..AuditFilter::default() };
        let html = html(|| view! { <AuditView page=None filter error=Some(error)/> });
        assert_has(&html, &[r#"value="noon""#, r#"id="f-from-wrong""#]);
    }
}
