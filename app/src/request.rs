//! What a page knows of the request that it answers.

use std::future::Future;

use axum::extract::Query;
use http::request::Parts;
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_params_map;
use portal::{Error, Sight, SignedIn, outside::Outside, people::People, view::ErrorKind};
use texts::t;

use crate::{live::HowFresh, problem::ProblemView};

/// The header in which every request carries its id.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// The signed-in user; `server` puts it on every request.
///
/// # Errors
/// Forbidden when nobody is signed in.
pub(crate) fn signed_in() -> Result<SignedIn, Error> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<SignedIn>().cloned())
        .ok_or_else(|| Error::new(ErrorKind::Forbidden, t().problem_nobody_signed_in()))
}

/// What the portal sees of the program beyond the Supervisor API; `server` puts it on every request.
///
/// # Errors
/// Internal when it is missing.
pub(crate) fn sight() -> Result<Sight, Error> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Sight>().cloned())
        .ok_or_else(|| Error::new(ErrorKind::Internal, t().problem_no_own_state()))
}

/// Accounts and sessions, for this request; `server` puts it beside the user.
///
/// # Errors
/// Forbidden when nobody is signed in.
pub(crate) fn people() -> Result<People, Error> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<People>().cloned())
        .ok_or_else(|| Error::new(ErrorKind::Forbidden, t().problem_nobody_signed_in()))
}

/// Messages to people and programs outside, for this request; `server` puts it beside the user.
///
/// # Errors
/// Forbidden when nobody is signed in.
pub(crate) fn outside() -> Result<Outside, Error> {
    use_context::<Parts>()
        .and_then(|parts| parts.extensions.get::<Outside>().cloned())
        .ok_or_else(|| Error::new(ErrorKind::Forbidden, t().problem_nobody_signed_in()))
}

/// The id of this request, for error pages and the log.
pub(crate) fn request_id() -> Option<String> {
    use_context::<Parts>().and_then(|parts| request_id_of(&parts))
}

/// The id of a request, from its header.
pub(crate) fn request_id_of(parts: &Parts) -> Option<String> {
    parts.headers.get(REQUEST_ID)?.to_str().ok().map(str::to_owned)
}

/// The path of this request, without its query; `/` outside a request.
pub(crate) fn path() -> String {
    use_context::<Parts>().map_or_else(|| "/".to_owned(), |parts| parts.uri.path().to_owned())
}

/// The path of this request with its query.
pub(crate) fn path_and_query() -> String {
    use_context::<Parts>().map_or_else(
        || "/".to_owned(),
        |parts| parts.uri.path_and_query().map_or("/", |whole| whole.as_str()).to_owned(),
    )
}

/// A parameter of the route; empty when the route has none of this name.
pub(crate) fn param(name: &str) -> String {
    use_params_map().with_untracked(|params| params.get(name)).unwrap_or_default()
}

/// A parameter of the query; none when it is missing or empty.
pub(crate) fn query(name: &str) -> Option<String> {
    queries().into_iter().find(|(this, _)| this == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Every parameter of the query, in its order.
pub(crate) fn queries() -> Vec<(String, String)> {
    let read = |parts: Parts| Some(Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).ok()?.0);
    use_context::<Parts>().and_then(read).unwrap_or_default()
}

/// The page number in the query, from 1.
pub(crate) fn page_number() -> u32 {
    query("page").and_then(|page| page.parse().ok()).unwrap_or(1)
}

/// Sets the status of the response.
pub(crate) fn set_status(status: http::StatusCode) {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(status);
    }
}

/// Calls one use case as the signed-in user and shows what it returns, or what went wrong in its place.
pub(crate) fn loaded<T, F, V>(
    load: impl FnOnce(SignedIn) -> F,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
    V: IntoView + 'static,
{
    let loading = signed_in().map(load);
    Suspend::new(async move {
        let loaded = match loading {
            Ok(loading) => loading.await,
            Err(error) => Err(error),
        };
        match loaded {
            Ok(value) => Either::Left(view! {
                <HowFresh/>
                {show(value)}
            }),
            Err(error) => Either::Right(view! { <ProblemView error/> }),
        }
    })
}
