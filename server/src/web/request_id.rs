//! An id for every request, in its log lines, in its answer and on error pages.

use std::time::Instant;

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument as _;
use uuid::Uuid;

use super::health::Counters;

/// Pages read it from the request; whoever reports a problem reads it from the answer.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id, counts it and logs how it ended. The id of a caller is kept when it is a plain short word.
pub(super) async fn follow(State(counters): State<Counters>, mut request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).filter(|id| is_plain(id)).cloned();
    let id = given
        .unwrap_or_else(|| HeaderValue::from_str(&Uuid::new_v4().to_string()).unwrap_or(HeaderValue::from_static("-")));
    request.headers_mut().insert(HEADER, id.clone());
    let span = tracing::info_span!(
        "request",
        id = id.to_str().unwrap_or_default(),
        method = %request.method(),
        path = request.uri().path(),
    );
    let started = Instant::now();
    async {
        let mut response = next.run(request).await;
        let status = response.status();
        counters.count(status);
        let milliseconds = started.elapsed().as_millis();
        if status.is_server_error() {
            tracing::error!(status = status.as_u16(), %milliseconds, "answered");
        } else {
            tracing::debug!(status = status.as_u16(), %milliseconds, "answered");
        }
        response.headers_mut().insert(HEADER, id);
        response
    }
    .instrument(span)
    .await
}

fn is_plain(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (1..=64).contains(&bytes.len()) && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}
