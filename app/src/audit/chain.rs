//! The check of the chain of hashes.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::request::Parts;
use leptos::prelude::*;
use portal::{Sight, SignedIn, view::Chain};
use texts::{Texts, t};

use crate::{
    components::{
        amount::{count, grouped},
        time::Ago,
    },
    problem::error_page,
};

/// How the check stands, and the button that begins one.
#[component]
pub(super) fn ChainCard(chain: Chain) -> impl IntoView {
    let at_work = matches!(chain, Chain::Checking { .. });
    let told = match chain {
        Chain::Unchecked => view! { <p>{t().audit_chain_unchecked()}</p> }.into_any(),
        Chain::Checking { since, checked, of } => view! {
            <p role="status" data-chain="checking">
                {t().audit_chain_checking(of, grouped(checked), grouped(of))} " "
                <Ago at=since/> "."
            </p>
        }
        .into_any(),
        Chain::Whole { at, records, newest, hash } => view! {
            <p role="status" data-chain="whole">
                {count(records, Texts::audit_chain_whole)} " "
                <Ago at=at/> "."
            </p>
            <dl class="facts">
                <dt>{t().audit_chain_newest()}</dt>
                <dd class="num-left">{grouped(newest)}</dd>
                <dt>{t().audit_chain_hash()}</dt>
                <dd><code class="hash">{hash}</code></dd>
            </dl>
            <p class="sub">{t().audit_chain_keep()}</p>
        }
        .into_any(),
        Chain::Broken { at, fault } => view! {
            <p role="alert" data-chain="broken"><b>{t().audit_chain_broken(fault)}</b> " " {t().audit_chain_found()} " " <Ago at=at/> "."</p>
            <p>{t().audit_chain_broken_advice()}</p>
        }
        .into_any(),
        Chain::Unreadable { at } => view! {
            <p role="alert">{t().audit_chain_unreadable()} " " <Ago at=at/> ". " {t().audit_chain_unreadable_advice()}</p>
        }
        .into_any(),
    };
    view! {
        <section id="chain" class="card" aria-labelledby="chain-title">
            <h2 id="chain-title">{t().audit_chain()}</h2>
            {told}
            {if at_work {
                view! { <a class="btn" href="/admin/audit#chain">{t().audit_chain_look()}</a> }.into_any()
            } else {
                view! {
                    <form method="post" action="/admin/audit/check"><button class="btn">{t().audit_chain_check()}</button></form>
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
