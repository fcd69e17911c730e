//! Everything that is recorded under one request.

use leptos::prelude::*;
use portal::view::RequestTrail;

use super::{rows::Records, words::request_path};
use crate::{
    components::{
        amount::counted,
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
    let crumbs = vec![Crumb::new("Fleet", "/admin"), Crumb::new("Audit log", "/admin/audit")];
    let below = view! { <code>{trail.id.clone()}</code> }.into_any();
    let path = request_path(&trail.id);
    let export = link("/admin/audit/export", &[("request", &trail.id), ("show", "all")]);
    view! {
        <PageHead title="One request" crumbs below>
            <a class="btn" href=export download="audit.jsonl">"Export"</a>
        </PageHead>
        {trail.cause.map(|cause| view! {
            <p class="note">
                "This is part of what came of another request: "
                <a href=request_path(&cause)><code>{cause.clone()}</code></a>
            </p>
        })}
        <section class="card flush" aria-labelledby="trail">
            <h2 id="trail">"What was asked, decided and done"</h2>
            <Records rows=trail.rows/>
        </section>
        <p class="pager">
            {(trail.left_out > 0).then(|| view! {
                <span>{format!(
                    "{} of reading and of controllers that only report are left out.",
                    counted(trail.left_out, "record", "records"),
                )}</span>
                <a class="btn small" href=link(&path, &[("all", "1")])>"Show all"</a>
            })}
            {trail.cut.then_some("There are more records than one page shows: the export has all of them.")}
        </p>
    }
    .into_any()
}
