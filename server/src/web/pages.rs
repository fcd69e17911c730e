use axum::{Router, extract::Request, response::{IntoResponse, Response}};
use super::site;
pub(super) fn router() -> Router { Router::new().route("/signin", axum::routing::get(|| async {"sign in"})).fallback(fallback) }
async fn fallback(request: Request) -> Response {
    match site::file(request.uri().path(), request.headers()) {
        Some(file) => file,
        None => "page".into_response(),
    }
}
