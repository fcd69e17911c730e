//! What the forms of a machine's page do. A refused form shows the page again.

use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{Request, Uri, request::Parts};
use leptos::prelude::*;
use portal::{
    Error, SignedIn,
    view::{ErrorKind, PowerAction},
};
use texts::t;

use crate::{
    components::query::vm_path,
    problem::{error_page, render_page},
    routes::Fields,
};

/// A form of this page that was refused.
#[derive(Clone)]
pub(super) struct Refusal(pub(super) Error);

/// `POST /vms/{namespace}/{name}/power` with `action`, one of [`PowerAction`].
pub(crate) async fn set_power(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Path((namespace, name)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let typed = fields.one("action");
    let done = match PowerAction::parse(&typed) {
        Some(action) => portal::machines::set_power(&user, &namespace, &name, action).await,
        None => Err(Error::new(ErrorKind::Invalid, t().vm_no_power_action(&typed))),
    };
    match done {
        Ok(()) => Redirect::to(&vm_path(&namespace, &name)).into_response(),
        Err(error) => again(options, parts, &vm_path(&namespace, &name), Refusal(error)).await,
    }
}

/// `GET` of a path that only takes forms: back to the machine, for who loads a refused form's address again.
pub(crate) async fn back_to_machine(Path((namespace, name)): Path<(String, String)>) -> Redirect {
    Redirect::to(&vm_path(&namespace, &name))
}

/// The page at `path` again, with the refusal.
async fn again(options: LeptosOptions, mut parts: Parts, path: &str, refusal: Refusal) -> Response {
    parts.uri = path.parse().unwrap_or(Uri::from_static("/vms"));
    render_page(options, parts, move || provide_context(refusal.clone())).await
}
