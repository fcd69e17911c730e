//! The pages of `app`, its forms and server functions, and the site's files.

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes as _, generate_route_list};

use super::site;

/// Everything that `app` serves, and files of the site where it serves nothing.
pub(super) fn router() -> Router {
    let options = options();
    let routes = generate_route_list(app::App);
    let shell = {
        let options = options.clone();
        move || app::shell(options.clone())
    };
    Router::new()
        .leptos_routes_with_context(&options, routes, || {}, shell)
        .merge(app::routes())
        .fallback(fallback)
        .with_state(options)
}

/// What pages are rendered with.
pub(super) fn options() -> LeptosOptions {
    LeptosOptions::builder().output_name("atoll").site_pkg_dir("pkg").build()
}

/// A file of the site, or the page that says that there is nothing here.
async fn fallback(State(options): State<LeptosOptions>, request: Request) -> Response {
    match site::file(request.uri().path(), request.headers()) {
        Some(file) => file,
        None => app::not_found(State(options), request).await,
    }
}
