//! Where others find what they need to check this issuer's tokens (OpenID Connect Discovery 1.0, RFC 7517).

use axum::body::Body;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderValue, header};
use serde_json::{Value, json};

use super::Issuer;

const CONFIGURATION: &str = "/.well-known/openid-configuration";
const KEYS: &str = "/openid/v1/jwks";

/// The answer for one of the issuer's paths; `None` when it is none.
pub(crate) fn answer(issuer: &Issuer, path: &str) -> Option<Response> {
    let (document, media_type) = match path.trim_end_matches('/') {
        CONFIGURATION => (configuration(&issuer.url), "application/json"),
        KEYS => (keys(issuer), "application/jwk-set+json"),
        _ => return None,
    };
    let mut response = Response::new(Body::from(document.to_string()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    Some(response)
}

fn configuration(url: &str) -> Value {
    json!({
        "issuer": url,
        "jwks_uri": format!("{}{KEYS}", url.trim_end_matches('/')),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    })
}

fn keys(issuer: &Issuer) -> Value {
    let key = |key: &pki::TokenKey| {
        // The first byte says that the point is not compressed.
        let (x, y) = key.point[1..].split_at(32);
        json!({
            "use": "sig",
            "kty": "EC",
            "kid": key.id,
            "crv": "P-256",
            "alg": "ES256",
            "x": URL_SAFE_NO_PAD.encode(x),
            "y": URL_SAFE_NO_PAD.encode(y),
        })
    };
    json!({"keys": issuer.keys.iter().map(key).collect::<Vec<_>>()})
}
