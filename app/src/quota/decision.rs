//! Deciding about a request: the fields, and what their buttons do.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{Request, Uri};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{AmountChange, DecisionForm, RequestRow},
};
use texts::t;

use super::request_path;
use crate::{
    components::{
        amount::amount,
        field::{TextField, Wrong},
        query::link,
    },
    problem::{error_page, render_page},
    routes::Fields,
};

/// A decision was refused: what was typed, and why.
#[derive(Clone)]
pub(crate) struct Refusal {
    pub(crate) form: DecisionForm,
    pub(crate) error: Error,
}

const GRANTED: &str = "granted.";

/// The form that decides about a request: an amount to grant for each resource, a comment, and the two buttons.
#[component]
pub(crate) fn DecisionFields(row: RequestRow, refused: Option<Refusal>) -> impl IntoView {
    let action = format!("{}/decide", request_path(&row.namespace, &row.name));
    let (typed, errors) = refused.map(|it| (it.form, it.error.fields)).unwrap_or_default();
    // Several of these may stand on one page.
    let id = format!("{}.{}", row.namespace, row.name);
    let wrong = |field: &str| {
        let found = errors.iter().find(|error| error.field == field);
        Wrong(found.map(|error| error.message.clone()))
    };
    let grant = |change: &AmountChange| {
        let name = format!("{GRANTED}{}", change.name);
        let value = typed.granted.iter().find(|(resource, _)| *resource == change.name).map(|(_, typed)| typed.clone());
        let was = change.was.map(|was| amount(change.unit, was));
        let help = match was {
            Some(was) => t().quota_was_asked(was, amount(change.unit, change.asked)),
            None => t().quota_asked_amount(amount(change.unit, change.asked)),
        };
        view! {
            <TextField field=format!("{id}.{name}") name=name.clone() label=t().quota_grant(&change.resource)
                value=value.unwrap_or_else(|| change.asked_text.clone()) help wrong=wrong(&name)/>
        }
    };
    view! {
        <form method="post" action=action class="decision" novalidate aria-label=t().quota_decide_about(&row.name)>
            <div class="fields">
                {row.changes.iter().map(grant).collect_view()}
                <TextField field=format!("{id}.comment") name="comment" label=t().word_comment() value=typed.comment.clone()
                    help=t().quota_comment_help() wrong=wrong("comment")/>
            </div>
            <div class="actions">
                <button class="btn primary" name="decision" value="approve">{t().quota_approve()}</button>
                <button class="btn danger" name="decision" value="deny">{t().quota_deny()}</button>
            </div>
        </form>
    }
    .into_any()
}

/// `POST /quota/requests/{namespace}/{name}/decide` with `decision`, `granted.<resource>` and `comment`.
pub(crate) async fn decide(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (mut parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let approve = match fields.one("decision").as_str() {
        "approve" => true,
        "deny" => false,
        _ => {
            let message = t().quota_no_decision();
            return error_page(options, parts, Error::new(portal::view::ErrorKind::Invalid, message)).await;
        }
    };
    let granted =
        fields.pairs().iter().filter_map(|(name, typed)| Some((name.strip_prefix(GRANTED)?.to_owned(), typed.clone())));
    let form = DecisionForm { approve, granted: granted.collect(), comment: fields.one("comment"), namespace, name };
    match portal::quota::decide(&user, &form).await {
        Ok(()) => {
            let decided = format!("{}/{}", form.namespace, form.name);
            Redirect::to(&link("/admin/approvals", &[("done", &decided)])).into_response()
        }
        Err(error) => {
            let path = request_path(&form.namespace, &form.name);
            parts.uri = path.parse().unwrap_or(Uri::from_static("/quota"));
            let refusal = Refusal { form, error };
            render_page(options, parts, move || provide_context(refusal.clone())).await
        }
    }
}
