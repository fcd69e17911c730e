//! Pages rendered outside the usual way: after a form was refused, and for errors of the server.

use axum::{body::Body, extract::State, response::Response};
use http::{Method, Request, request::Parts};
use leptos::prelude::*;
use portal::Error;

use crate::{live::Still, shell::shell};

/// The error that the page at any path shows instead of saying that there is no such page.
#[derive(Clone)]
pub(crate) struct Shown(pub(crate) Error);

/// Renders the page at the path of `parts`; `provide` hands it what a form sent and why it was refused.
pub(crate) async fn render_page(
    options: LeptosOptions,
    parts: Parts,
    provide: impl Fn() + Clone + Send + Sync + 'static,
) -> Response {
    let provide = move || {
        provide_context(Still);
        provide();
    };
    let render = leptos_axum::render_app_async_stream_with_context(provide, move || shell(options.clone()));
    let mut parts = parts;
    parts.method = Method::GET;
    render(Request::from_parts(parts, Body::empty())).await
}

/// The answer at a path that nothing else serves: a page that says so, with status 404.
pub async fn not_found(State(options): State<LeptosOptions>, request: Request<Body>) -> Response {
    let (parts, _) = request.into_parts();
    render_page(options, parts, || ()).await
}

/// An error as a page: for what goes wrong before a page is reached (a body over the limit, a refused origin, a panic).
/// Takes the request's head, for its id and its user; the response has the error's status.
pub async fn error_page(options: LeptosOptions, parts: Parts, error: Error) -> Response {
    // A path that no page has, so that only the error is shown.
    let mut parts = parts;
    parts.uri = http::Uri::from_static("/problem");
    render_page(options, parts, move || provide_context(Shown(error.clone()))).await
}
