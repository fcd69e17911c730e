//! One record in full.

use std::time::Duration;

use leptos::prelude::*;
use portal::{
    Error,
    view::{AuditRecord, ErrorKind, Outcome},
};
use texts::t;

use super::words::{object_history, object_path, request_path, sentence};
use crate::{
    components::{
        amount::grouped,
        duration::exact_duration,
        page_head::{Crumb, PageHead},
        query::link,
        time::{exact, instant},
        yaml::Yaml,
    },
    request::{loaded, param, sight},
};

/// `/admin/audit/records/{seq}`
#[component]
pub(crate) fn RecordPage() -> impl IntoView {
    let (seq, sight) = (param("seq").parse::<u64>(), sight());
    loaded(
        |user| async move {
            let seq = seq.map_err(|_| Error::new(ErrorKind::NotFound, t().audit_no_record()))?;
            portal::audit::record(&user, &*sight?.audit, seq).await
        },
        |record| view! { <RecordView record/> },
    )
}

#[component]
fn RecordView(record: AuditRecord) -> impl IntoView {
    let AuditRecord { row, hash, sources, agent, allowed_by, server, micros, json } = record;
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(t().audit_title(), "/admin/audit")];
    let below = view! { <bdi>{sentence(&row, None)}</bdi> }.into_any();
    let by_user = (!row.who.is_empty()).then(|| link("/admin/audit", &[("who", &row.who), ("show", "all")]));
    let open = object_path(&row);
    let history = (!row.name.is_empty()).then(|| object_history(&row.resource, &row.namespace, &row.name));
    let fact = |name: String, value: String| {
        (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd><bdi>{value}</bdi></dd> })
    };
    view! {
        <PageHead title=t().audit_record(grouped(row.seq)) crumbs below>
            {by_user.map(|href| view! { <a class="btn" href=href>{t().audit_by_user()}</a> })}
            {open.map(|href| view! { <a class="btn" href=href>{t().audit_open_object()}</a> })}
            {history.map(|href| view! { <a class="btn" href=href>{t().audit_about_object()}</a> })}
        </PageHead>
        <div class="grid wide-narrow top">
            <section class="card flush" aria-labelledby="whole">
                <h2 id="whole">{t().audit_record_title()}</h2>
                <Yaml text=json label=t().audit_record_json()/>
            </section>
            <section class="card" aria-labelledby="facts">
                <h2 id="facts">{t().audit_in_short()}</h2>
                <dl class="facts">
                    <dt>{t().audit_when()}</dt>
                    <dd><time datetime=instant(row.at)>{exact(row.at)}</time></dd>
                    {fact(t().audit_who(), row.who.clone())}
                    {fact(t().audit_acting_as(), row.acted_as.clone().unwrap_or_default())}
                    {fact(t().audit_verb(), row.verb.clone())}
                    {fact(t().audit_resource(), row.resource.clone())}
                    {fact(t().word_namespace(), row.namespace.clone())}
                    {fact(t().audit_object(), row.name.clone())}
                    <dt>{t().audit_outcome()}</dt>
                    <dd>{Outcome::of(row.code).word()} " " <span class="num">{row.code}</span></dd>
                    {fact(t().audit_allowed_by(), allowed_by)}
                    {fact(t().word_from(), sources.join(", "))}
                    {fact(t().audit_program(), agent)}
                    {fact(t().audit_server(), server)}
                    {(micros > 0).then(|| view! { <dt>{t().audit_took()}</dt> <dd class="num-left">{exact_duration(Duration::from_micros(micros))}</dd> })}
                    <dt>{t().audit_request()}</dt>
                    <dd><a href=request_path(&row.request)><code>{row.request.clone()}</code></a></dd>
                    {row.cause.clone().map(|cause| view! {
                        <dt>{t().audit_cause()}</dt>
                        <dd><a href=request_path(&cause)><code>{cause.clone()}</code></a></dd>
                    })}
                    <dt>{t().audit_hash()}</dt>
                    <dd><code class="hash">{hash}</code></dd>
                </dl>
            </section>
        </div>
    }
    .into_any()
}
