//! Headers that protect a page from what others could do with it.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

/// For every answer that brings no policy of its own; pages bring one with a nonce.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Adds what an answer does not say itself.
pub(super) async fn secure(State(by_tls): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    absent(headers, CONTENT_SECURITY_POLICY, NOTHING);
    absent(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    absent(headers, X_FRAME_OPTIONS, "DENY");
    absent(headers, REFERRER_POLICY, "same-origin");
    absent(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    absent(headers, HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    // What one person sees is kept by nobody.
    absent(headers, CACHE_CONTROL, "no-store");
    if by_tls {
        absent(headers, STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}

fn absent(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}
