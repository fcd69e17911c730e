//! Deleting a namespace: everything that goes is named first, and its name is typed to confirm.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::Request;
use leptos::prelude::*;
use portal::{Error, SignedIn, view::NamespaceDeletion};
use texts::{Texts, t};

use super::namespace_path;
use crate::{
    components::{
        amount::{count, grouped},
        field::{TextField, Wrong},
        page_head::{Crumb, PageHead},
    },
    problem::{Refused, error_page, render_page},
    request::{loaded, param},
    routes::Fields,
};

/// The form was refused: what was typed, and why.
#[derive(Clone)]
struct Refusal {
    typed: String,
    error: Error,
}

/// `/admin/namespaces/{name}/delete`
#[component]
pub(crate) fn DeletionPage() -> impl IntoView {
    let name = param("name");
    let refusal = use_context::<Refusal>();
    loaded(
        move |user| async move { portal::admin::namespaces::deletion_preview(&user, &name).await },
        move |preview| view! { <Deletion preview refusal/> },
    )
}

#[component]
fn Deletion(preview: NamespaceDeletion, refusal: Option<Refusal>) -> impl IntoView {
    let NamespaceDeletion { name, going, blockers } = preview;
    let path = namespace_path(&name);
    let crumbs = vec![
        Crumb::new(t().nav_fleet(), "/admin"),
        Crumb::new(t().namespaces_title(), "/admin/namespaces"),
        Crumb::new(name.clone(), path.clone()),
    ];
    let objects: usize = going.iter().map(|going| going.names.len()).sum();
    let below = count(objects as u64, Texts::namespaces_deletion_lead);
    let empty = going.is_empty();
    let (typed, wrong) = match &refusal {
        Some(refusal) => {
            let wrong = refusal.error.fields.iter().find(|wrong| wrong.field == "confirm");
            (refusal.typed.clone(), Wrong(wrong.map(|wrong| wrong.message.clone())))
        }
        None => Default::default(),
    };
    let rows = going.into_iter().map(|going| {
        let number = going.names.len() as u64;
        view! {
            <li>
                <details open=number <= 12>
                    <summary><span class="kind">{going.kind}</span> " " <b class="num">{grouped(number)}</b></summary>
                    <ul>{going.names.into_iter().map(|name| view! { <li>{name}</li> }).collect_view()}</ul>
                </details>
            </li>
        }
    });
    view! {
        <PageHead title=t().namespaces_delete_one(&name) crumbs below=below.into_any()/>
        {refusal.map(|refusal| view! { <Refused error=refusal.error/> })}
        <div class="grid wide-narrow top">
            <section class="card" aria-labelledby="going">
                <h2 id="going">{t().namespaces_going()}</h2>
                {empty.then(|| view! { <p>{t().namespaces_nothing_going()}</p> })}
                <ul class="going">{rows.collect_view()}</ul>
            </section>
            <div class="stack">
                {(!blockers.is_empty()).then(|| view! {
                    <section class="card warn" aria-labelledby="blockers">
                        <h2 id="blockers">{t().namespaces_holding()}</h2>
                        <ul class="plain">{blockers.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
                    </section>
                })}
                <section class="card danger-zone" aria-label=t().namespaces_confirm_label()>
                    <form method="post" action=format!("{path}/delete") class="stack">
                        <TextField field="confirm" name="confirm" label=t().namespaces_confirm(&name) value=typed wrong
                            required=true/>
                        <div class="actions">
                            <button class="btn primary-danger">{t().namespaces_delete()}</button>
                            <a class="btn" href=path.clone()>{t().namespaces_keep()}</a>
                        </div>
                    </form>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// `POST /admin/namespaces/{name}/delete` with `confirm`, the name as typed.
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
    match portal::admin::namespaces::delete(&user, &name, &typed).await {
        Ok(()) => Redirect::to("/admin/namespaces").into_response(),
        Err(error) => {
            let refusal = Refusal { typed, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}
