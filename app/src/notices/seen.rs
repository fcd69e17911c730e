//! Up to when a viewer has seen what is told, kept in a cookie with the name of the user whom it is about.

use axum::{Extension, body::Body, response::Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, Request, request::Parts};
use leptos::prelude::*;
use portal::SignedIn;

use crate::{components::query::encode, preference, request::signed_in, routes::Fields};

const COOKIE: &str = "atoll-seen";

/// Up to when this viewer has seen it; none when never.
pub(crate) fn seen() -> Option<DateTime<Utc>> {
    let (parts, user) = (use_context::<Parts>()?, signed_in().ok()?);
    of(&parts.headers, &user.user)
}

fn of(headers: &HeaderMap, user: &str) -> Option<DateTime<Utc>> {
    let (seconds, of) = preference::chosen(headers, COOKIE)?.split_once('.')?;
    if of != encode(user) {
        return None;
    }
    DateTime::from_timestamp(seconds.parse().ok()?, 0)
}

/// `POST /notifications/seen` with `upto`, an instant.
pub(crate) async fn mark(Extension(user): Extension<SignedIn>, request: Request<Body>) -> Response {
    let upto = match Fields::read(request).await {
        Ok((_, fields)) => DateTime::parse_from_rfc3339(&fields.one("upto")).ok(),
        Err(_) => None,
    };
    let now = Utc::now();
    let upto = upto.map_or(now, |upto| upto.with_timezone(&Utc).min(now));
    preference::remember(COOKIE, &format!("{}.{}", upto.timestamp(), encode(&user.user)), "/notifications")
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    #[test]
    fn what_another_user_has_seen_is_not_seen() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("atoll-seen=1795000000.dev%40x"));
        assert_eq!(of(&headers, "dev@x").map(|at| at.timestamp()), Some(1_795_000_000));
        assert_eq!((of(&headers, "dev"), of(&HeaderMap::new(), "dev")), (None, None));
    }
}
