//! The records of a search as a file, written while they are read.

use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::{header, request::Parts};
use leptos::prelude::*;
use portal::{Error, Sight, SignedIn, view::AuditFilter};

use super::filter;
use crate::problem::error_page;

/// `GET /admin/audit/export` with the search's parameters: one JSON object per line, the newest first.
pub(crate) async fn export(
    State(options): State<LeptosOptions>,
    Extension(user): Extension<SignedIn>,
    Extension(sight): Extension<Sight>,
    Query(pairs): Query<Vec<(String, String)>>,
    parts: Parts,
) -> Response {
    let filter = filter::of(|name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()));
    // The first lines before the answer begins: what is refused is still a page.
    let (first, next) = match portal::audit::export(&user, &*sight.audit, &filter).await {
        Ok(begun) => begun,
        Err(error) => return error_page(options, parts, error).await,
    };
    let headers = [
        (header::CONTENT_TYPE, "application/jsonl; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.jsonl\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let rest = futures::stream::try_unfold(next, move |next: Option<AuditFilter>| {
        let (user, sight) = (user.clone(), sight.clone());
        async move {
            let Some(filter) = next else { return Ok::<_, Error>(None) };
            portal::audit::export(&user, &*sight.audit, &filter).await.map(Some)
        }
    });
    let lines = futures::StreamExt::chain(futures::stream::iter([Ok(first)]), rest);
    (headers, Body::from_stream(lines)).into_response()
}
