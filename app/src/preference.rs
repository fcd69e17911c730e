//! What a viewer prefers, kept in a cookie so that it works without script.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, header};

/// The value of a cookie of this request.
pub(crate) fn chosen<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == cookie)
        .map(|(_, value)| value)
}

/// Remembers a choice for a year and goes back to the page that it was made on.
pub(crate) fn remember(cookie: &str, value: &str, back: &str) -> Response {
    let cookie = format!("{cookie}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    ([(header::SET_COOKIE, cookie)], Redirect::to(local(back))).into_response()
}

/// A path on this site, or `/`: what comes from a form must not lead elsewhere.
fn local(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n'])
        && next.bytes().all(|byte| byte.is_ascii_graphic());
    if inside { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        for (cookie, value) in
            [("atoll-theme=dark", Some("dark")), ("a=b; atoll-theme=light", Some("light")), ("x", None)]
        {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
            assert_eq!(chosen(&headers, "atoll-theme"), value);
        }
    }

    #[test]
    fn the_way_back_stays_on_this_site() {
        for (next, target) in [
            ("/clusters?state=ready", "/clusters?state=ready"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(local(next), target);
        }
    }
}
