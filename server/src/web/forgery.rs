//! Refuses requests that another site made a browser send (cross-site request forgery).
//!
//! Every browser of today says where a request comes from, by `Sec-Fetch-Site` or, on plain HTTP, by `Origin`. A request
//! with neither does not come from a page. No token is needed in forms, so they also work from a cached page.
//! The rule is that of <https://words.filippo.io/csrf/>.

use axum::{
    extract::Request,
    http::{
        HeaderMap, Method, StatusCode, Uri,
        header::{HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets requests that change nothing pass, and of the others only those from this site.
pub(super) async fn refuse(request: Request, next: Next) -> Response {
    let harmless = [Method::GET, Method::HEAD, Method::OPTIONS].contains(request.method());
    if harmless || from_here(request.headers(), request.uri()) {
        return next.run(request).await;
    }
    tracing::warn!(origin = ?request.headers().get(ORIGIN), "refused a request that another site sent");
    (StatusCode::FORBIDDEN, "This request came from another site and was refused.\n").into_response()
}

fn from_here(headers: &HeaderMap, uri: &Uri) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    // HTTP/2 has the host in the URI.
    let host =
        headers.get(HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.authority().map(|host| host.as_str()));
    let origin = origin.to_str().ok().and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    host.is_some() && origin == host
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_requests_come_from() {
        let own = ("host", "atoll.example:3000");
        let cases: [(&[(&str, &str)], bool); 9] = [
            (&[own, ("sec-fetch-site", "same-origin")], true),
            (&[own, ("sec-fetch-site", "none")], true),
            (&[own, ("sec-fetch-site", "same-site")], false),
            (&[own, ("sec-fetch-site", "cross-site"), ("origin", "http://atoll.example:3000")], false),
            (&[own, ("origin", "http://atoll.example:3000")], true),
            (&[own, ("origin", "http://atoll.example")], false),
            (&[own, ("origin", "null")], false),
            (&[("origin", "http://evil.example")], false),
            (&[own], true),
        ];
        for (headers, allowed) in cases {
            let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
            assert_eq!(from_here(&map, &Uri::from_static("/signout")), allowed, "{headers:?}");
        }
        let http2 = HeaderMap::from_iter([(ORIGIN, "https://a.example".parse().unwrap())]);
        assert!(from_here(&http2, &Uri::from_static("https://a.example/x")));
    }
}
