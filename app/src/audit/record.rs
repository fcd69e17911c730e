//! One record in full.

use leptos::prelude::*;
use portal::{
    Error,
    view::{AuditRecord, ErrorKind, Outcome},
};

use super::words::{object_history, object_path, request_path, sentence};
use crate::{
    components::{
        amount::grouped,
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
            let seq = seq.map_err(|_| Error::new(ErrorKind::NotFound, "There is no such record."))?;
            portal::audit::record(&user, &*sight?.audit, seq).await
        },
        |record| view! { <RecordView record/> },
    )
}

#[component]
fn RecordView(record: AuditRecord) -> impl IntoView {
    let AuditRecord { row, hash, sources, agent, allowed_by, server, micros, json } = record;
    let crumbs = vec![Crumb::new("Fleet", "/admin"), Crumb::new("Audit log", "/admin/audit")];
    let below = view! { <bdi>{sentence(&row, None)}</bdi> }.into_any();
    let by_user = (!row.who.is_empty()).then(|| link("/admin/audit", &[("who", &row.who), ("show", "all")]));
    let open = object_path(&row);
    let history = (!row.name.is_empty()).then(|| object_history(&row.resource, &row.namespace, &row.name));
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd><bdi>{value}</bdi></dd> })
    };
    view! {
        <PageHead title=format!("Record {}", grouped(row.seq)) crumbs below>
            {by_user.map(|href| view! { <a class="btn" href=href>"All by this user"</a> })}
            {open.map(|href| view! { <a class="btn" href=href>"Open the object"</a> })}
            {history.map(|href| view! { <a class="btn" href=href>"All about this object"</a> })}
        </PageHead>
        <div class="grid wide-narrow top">
            <section class="card flush" aria-labelledby="whole">
                <h2 id="whole">"Record"</h2>
                <Yaml text=json label="Record as JSON"/>
            </section>
            <section class="card" aria-labelledby="facts">
                <h2 id="facts">"In short"</h2>
                <dl class="facts">
                    <dt>"When"</dt>
                    <dd><time datetime=instant(row.at)>{exact(row.at)}</time></dd>
                    {fact("Who", row.who.clone())}
                    {fact("Acting as", row.acted_as.clone().unwrap_or_default())}
                    {fact("Verb", row.verb.clone())}
                    {fact("Resource", row.resource.clone())}
                    {fact("Namespace", row.namespace.clone())}
                    {fact("Object", row.name.clone())}
                    <dt>"Outcome"</dt>
                    <dd>{Outcome::of(row.code).word()} " " <span class="num">{row.code}</span></dd>
                    {fact("Allowed by", allowed_by)}
                    {fact("From", sources.join(", "))}
                    {fact("Program", agent)}
                    {fact("Server", server)}
                    {(micros > 0).then(|| view! { <dt>"Took"</dt> <dd class="num-left">{format!("{:.1} ms", micros as f64 / 1000.0)}</dd> })}
                    <dt>"Request"</dt>
                    <dd><a href=request_path(&row.request)><code>{row.request.clone()}</code></a></dd>
                    {row.cause.clone().map(|cause| view! {
                        <dt>"Came of request"</dt>
                        <dd><a href=request_path(&cause)><code>{cause.clone()}</code></a></dd>
                    })}
                    <dt>"Hash"</dt>
                    <dd><code class="hash">{hash}</code></dd>
                </dl>
            </section>
        </div>
    }
    .into_any()
}
