//! Everything that is recorded under one request.

use leptos::prelude::*;
use portal::view::RequestTrail;
use texts::{Texts, t};

use super::{rows::Records, words::request_path};
use crate::{
    components::{
        amount::count,
        page_head::{Crumb, PageHead},
        query::link,
    },
    request::{loaded, param, query, sight},
};

/// `/admin/audit/requests/{id}`
#[component]
pub(crate) fn RequestPage() -> impl IntoView {
    let (id, all, sight) = (param("id"), query("all").is_some(), sight());
    loaded(
        move |user| async move { portal::audit::trail(&user, &*sight?.audit, &id, all).await },
        |trail| view! { <RequestView trail/> },
    )
}

#[component]
fn RequestView(trail: RequestTrail) -> impl IntoView {
    let crumbs = vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(t().audit_title(), "/admin/audit")];
    let below = view! { <code>{trail.id.clone()}</code> }.into_any();
    let path = request_path(&trail.id);
    let export = link("/admin/audit/export", &[("request", &trail.id), ("show", "all")]);
    view! {
        <PageHead title=t().audit_one_request() crumbs below>
            <a class="btn" href=export download="audit.jsonl">{t().audit_export()}</a>
        </PageHead>
        {trail.cause.map(|cause| view! {
            <p class="note">
                {t().audit_part_of()} " "
                <a href=request_path(&cause)><code>{cause.clone()}</code></a>
            </p>
        })}
        <section class="card flush" aria-labelledby="trail">
            <h2 id="trail">{t().audit_trail()}</h2>
            <Records rows=trail.rows/>
        </section>
        <p class="pager">
            {(trail.left_out > 0).then(|| view! {
                <span>{count(trail.left_out, Texts::audit_left_out)}</span>
                <a class="btn small" href=link(&path, &[("all", "1")])>{t().audit_show_all()}</a>
            })}
            {trail.cut.then(|| t().audit_cut())}
        </p>
    }
    .into_any()
}
