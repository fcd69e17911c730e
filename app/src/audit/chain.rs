//! The check of the chain of hashes.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::request::Parts;
use leptos::prelude::*;
use portal::{Sight, SignedIn, view::Chain};

use crate::{
    components::{
        amount::{counted, grouped},
        time::Ago,
    },
    problem::error_page,
};

/// How the check stands, and the button that begins one.
#[component]
pub(super) fn ChainCard(chain: Chain) -> impl IntoView {
    let at_work = matches!(chain, Chain::Checking { .. });
    let told = match chain {
        Chain::Unchecked => view! { <p>"Not checked since this server started."</p> }.into_any(),
        Chain::Checking { since, checked, of } => view! {
            <p role="status" data-chain="checking">
                {format!("Checking: {} of {} so far, begun ", grouped(checked), counted(of, "record", "records"))}
                <Ago at=since/> "."
            </p>
        }
        .into_any(),
        Chain::Whole { at, records, newest, hash } => view! {
            <p role="status" data-chain="whole">
                {format!("{}, none removed, altered or put elsewhere. Checked ", counted(records, "record", "records"))}
                <Ago at=at/> "."
            </p>
            <dl class="facts">
                <dt>"Newest record"</dt>
                <dd class="num-left">{grouped(newest)}</dd>
                <dt>"Its hash"</dt>
                <dd><code class="hash">{hash}</code></dd>
            </dl>
            <p class="sub">"Keep number and hash where nobody who can write to the database can: later they prove that this end was not rewritten."</p>
        }
        .into_any(),
        Chain::Broken { at, fault } => view! {
            <p role="alert" data-chain="broken"><b>{format!("The audit log was tampered with: {fault}.")}</b> " Found " <Ago at=at/> "."</p>
            <p>"Stop changing the database, copy it, and compare it with the hashes and exports that lie elsewhere."</p>
        }
        .into_any(),
        Chain::Unreadable { at } => view! {
            <p role="alert">"The database could not be read, " <Ago at=at/> ". Check again; the program's log says more."</p>
        }
        .into_any(),
    };
    view! {
        <section id="chain" class="card" aria-labelledby="chain-title">
            <h2 id="chain-title">"The chain of records"</h2>
            {told}
            {if at_work {
                view! { <a class="btn" href="/admin/audit#chain">"Look again"</a> }.into_any()
            } else {
                view! {
                    <form method="post" action="/admin/audit/check"><button class="btn">"Check the chain"</button></form>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

/// `POST /admin/audit/check`
pub(crate) async fn check(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Extension(sight): Extension<Sight>,
    parts: Parts,
) -> Response {
    match portal::audit::check(&user, &*sight.audit).await {
        Ok(()) => Redirect::to("/admin/audit#chain").into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}
