//! Up to when somebody has seen what is told: the program keeps it with the person.

use axum::{
    Extension,
    body::Body,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use http::Request;
use leptos::prelude::*;
use portal::people::People;

use crate::{problem::error_page, request::signed_in, routes::Fields};

/// Up to when this viewer has seen it; none when never.
pub(crate) fn seen() -> Option<DateTime<Utc>> {
    signed_in().ok()?.seen
}

/// `POST /notifications/seen` with `upto`, an instant.
pub(crate) async fn mark(
    State(options): State<LeptosOptions>,
    Extension(people): Extension<People>,
    request: Request<Body>,
) -> Response {
    let (parts, fields) = match Fields::read(request).await {
        Ok(read) => read,
        Err((parts, error)) => return error_page(options, parts, error).await,
    };
    let now = Utc::now();
    let upto = DateTime::parse_from_rfc3339(&fields.one("upto"));
    let upto = upto.map_or(now, |upto| upto.with_timezone(&Utc).min(now));
    match people.0.set_seen(upto).await {
        Ok(()) => Redirect::to("/notifications").into_response(),
        Err(error) => error_page(options, parts, error).await,
    }
}
