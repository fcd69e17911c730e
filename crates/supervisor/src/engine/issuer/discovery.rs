//! Where others find what they need to check this issuer's tokens (OpenID Connect Discovery 1.0, RFC 7517).

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::Issuer;

/// Where an issuer's configuration is, below its URL.
pub const CONFIGURATION: &str = "/.well-known/openid-configuration";
/// Where an issuer's keys are, below its URL.
pub const KEYS: &str = "/openid/v1/jwks";

/// The answer for one of the issuer's paths; `None` when it is none.
pub(crate) fn answer(issuer: &Issuer, path: &str) -> Option<Response> {
    let (document, media_type) = match path.trim_end_matches('/') {
        CONFIGURATION => (issuer.configuration(), "application/json"),
        KEYS => (issuer.key_set(), "application/jwk-set+json"),
        _ => return None,
    };
    let mut response = Response::new(Body::from(document.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Some(response)
}

pub(super) fn configuration(url: &str) -> Value {
    json!({
        "issuer": url,
        "jwks_uri": format!("{}{KEYS}", url.trim_end_matches('/')),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}
