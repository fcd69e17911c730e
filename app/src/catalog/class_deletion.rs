//! Deleting a machine class, which nothing may use.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{CatalogPart, Going},
};
use texts::t;

use crate::{
    components::{
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
        query::encode,
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param},
    routes::Fields,
};

/// Names of users of a class that are shown.
const SHOWN: usize = 20;

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    typed: String,
    error: Error,
}

/// `/admin/catalog/classes/{name}/delete`
#[component]
pub(crate) fn ClassDeletionPage() -> impl IntoView {
    let name = param("name");
    let asked = name.clone();
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::admin::catalog::class_deletion(&user, &asked).await },
        move |(going, users)| view! { <Deletion name going users refusal/> },
    )
}

#[component]
fn Deletion(name: String, going: Vec<Going>, users: Vec<String>, refusal: Option<Refusal>) -> impl IntoView {
    let crumbs =
        vec![Crumb::new(t().nav_fleet(), "/admin"), Crumb::new(CatalogPart::Classes.title(), "/admin/catalog/classes")];
    let action = format!("/admin/catalog/classes/{}/delete", encode(&name));
    let (typed, wrong) = match &refusal {
        Some(refusal) => {
            let wrong = refusal.error.fields.first().map(|wrong| wrong.message.clone());
            (refusal.typed.clone(), Wrong(wrong))
        }
        None => Default::default(),
    };
    let copies = going.into_iter().flat_map(|going| going.names).map(|name| view! { <li>{name}</li> }).collect_view();
    let in_use = !users.is_empty();
    let more = users.len().saturating_sub(SHOWN);
    let users = users.into_iter().take(SHOWN).map(|text| view! { <li>{text}</li> }).collect_view();
    view! {
        <PageHead title=t().catalog_delete_one(&name) crumbs below=t().catalog_deletion_lead().into_any()/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <section class="card" aria-labelledby="going">
                <h2 id="going">{t().catalog_going()}</h2>
                <ul>{copies}</ul>
            </section>
            {if in_use {
                view! {
                    <section class="card warn" aria-labelledby="users">
                        <h2 id="users">{t().catalog_in_use()}</h2>
                        <ul class="plain">{users}</ul>
                        {(more > 0).then(|| view! { <p>{t().catalog_more_users(more.to_string())}</p> })}
                        <a class="btn" href="/admin/catalog/classes">{t().catalog_keep()}</a>
                    </section>
                }
                .into_any()
            } else {
                view! {
                    <section class="card danger-zone" aria-label=t().catalog_confirm_label()>
                        <form method="post" action=action class="stack">
                            <TextField field="confirm" name="confirm" label=t().catalog_confirm(&name) value=typed
                                wrong required=true/>
                            <div class="actions">
                                <button class="btn primary-danger">{t().catalog_delete_class()}</button>
                                <a class="btn" href="/admin/catalog/classes">{t().catalog_keep()}</a>
                            </div>
                        </form>
                    </section>
                }
                .into_any()
            }}
        </div>
    }
    .into_any()
}

/// `POST /admin/catalog/classes/{name}/delete` with `confirm`, the name as typed.
pub(crate) async fn delete(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let typed = fields.one("confirm");
    match portal::admin::catalog::delete_class(&user, &name, &typed).await {
        Ok(()) => Redirect::to("/admin/catalog/classes").into_response(),
        Err(error) => {
            let refusal = Refusal { typed, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}
