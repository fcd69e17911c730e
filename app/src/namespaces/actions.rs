//! What the forms of a namespace's page do.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{Request, request::Parts};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    admin::namespaces,
    view::{MemberForm, QuotaForm},
};

use super::namespace_path;
use crate::{
    problem::{error_page, render_page},
    routes::Fields,
};

/// A form that was refused: what was typed, and why.
#[derive(Clone)]
pub(super) enum Refusal {
    Member(MemberForm, Error),
    Quota(QuotaForm, Error),
    Classes(Vec<String>, Error),
}

impl Refusal {
    /// Why.
    pub(super) fn error(&self) -> &Error {
        match self {
            Refusal::Member(_, error) | Refusal::Quota(_, error) | Refusal::Classes(_, error) => error,
        }
    }
}

/// `GET` of what only takes forms: the page itself.
pub(crate) async fn back_to_namespace(Path(name): Path<String>) -> Redirect {
    Redirect::to(&namespace_path(&name))
}

/// `POST /admin/namespaces/{name}/members` with `kind`, `member`, `role`.
pub(crate) async fn add_member(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let form = member(&fields);
    let done = namespaces::add(&user, &name, &form).await;
    answer(options, parts, &name, done.map_err(|error| Refusal::Member(form, error))).await
}

/// `POST /admin/namespaces/{name}/members/remove` with `kind`, `member`, `binding`.
pub(crate) async fn remove_member(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let (kind, member, binding) = (fields.one("kind"), fields.one("member"), fields.one("binding"));
    let done = namespaces::remove(&user, &name, &kind, &member, &binding).await;
    answer(options, parts, &name, done.map_err(|error| Refusal::Member(MemberForm::default(), error))).await
}

/// `POST /admin/namespaces/{name}/quota`
pub(crate) async fn set_quota(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let form = quota(&fields);
    let done = namespaces::set_quota(&user, &name, &form).await;
    answer(options, parts, &name, done.map_err(|error| Refusal::Quota(form, error))).await
}

/// `POST /admin/namespaces/{name}/classes` with a `class` for each that is to be offered.
pub(crate) async fn offer_classes(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path(name): Path<String>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let wanted: Vec<String> = fields.all("class").map(str::to_owned).collect();
    let done = namespaces::offer(&user, &name, &wanted).await;
    answer(options, parts, &name, done.map_err(|error| Refusal::Classes(wanted, error))).await
}

/// Back to the page, or the page with what was refused.
async fn answer(options: LeptosOptions, mut parts: Parts, name: &str, done: Result<(), Refusal>) -> Response {
    let path = namespace_path(name);
    let Err(refusal) = done else { return Redirect::to(&path).into_response() };
    // The forms post below the page.
    if let Ok(uri) = path.parse() {
        parts.uri = uri;
    }
    render_page(options, parts, move || provide_context(refusal.clone())).await
}

/// The member that a form names.
fn member(fields: &Fields) -> MemberForm {
    MemberForm { kind: fields.one("kind"), name: fields.one("member"), role: fields.one("role") }
}

/// The amounts of a form.
pub(super) fn quota(fields: &Fields) -> QuotaForm {
    let mut amounts = fields.all("storage_of_class");
    QuotaForm {
        version: fields.one("quota_version"),
        cpu: fields.one("cpu"),
        memory: fields.one("memory"),
        storage: fields.one("storage"),
        clusters: fields.one("clusters"),
        of_class: fields
            .all("storage_class")
            .map(|class| (class.to_owned(), amounts.next().unwrap_or_default().to_owned()))
            .collect(),
    }
}
