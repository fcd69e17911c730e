//! Who is asking, and what those who did not sign in get instead.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, Method, StatusCode,
        header::{ACCEPT, HOST, REFERER},
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use tower_sessions::Session;

use super::{
    Web,
    session::{KEY, SignedInAs},
    sign_in::{escaped, local_path},
    site,
};
use crate::{accounts::ADMINS, seed::PORTAL};

/// Puts [`portal::SignedIn`] on the requests of people who signed in; sends the others to sign in.
pub(super) async fn require(State(web): State<Web>, session: Session, mut request: Request, next: Next) -> Response {
    let source = web.clients.source(&request);
    request.extensions_mut().insert(source);
    let signed_in = match signed_in(&session).await {
        Ok(signed_in) => signed_in,
        Err(error) => {
            tracing::error!(%error, "cannot read the session");
            return (StatusCode::SERVICE_UNAVAILABLE, "The server cannot read sessions now. Please try again.\n")
                .into_response();
        }
    };
    match signed_in {
        Some(SignedInAs { user, groups, .. }) => {
            tracing::debug!(user, "asks");
            let admin = groups.iter().any(|group| group == ADMINS || group == "system:masters");
            let clients = web.clients.within(&request);
            let (client, reviewer) = (clients.of(&user, &groups), clients.of(PORTAL, &[]));
            request.extensions_mut().insert(portal::SignedIn { user, groups, admin, client, reviewer });
            next.run(request).await
        }
        None if for_everybody(request.method(), request.uri().path()) => next.run(request).await,
        None => turned_away(&request),
    }
}

/// The session's owner; ends sessions that are over.
async fn signed_in(session: &Session) -> Result<Option<SignedInAs>, tower_sessions::session::Error> {
    let Some(mut found) = session.get::<SignedInAs>(KEY).await? else { return Ok(None) };
    let now = Utc::now();
    if found.over(now) {
        session.flush().await?;
        return Ok(None);
    }
    if found.used(now) {
        session.insert(KEY, &found).await?;
    }
    Ok(Some(found))
}

/// The sign-in page with its forms, and the files of the site.
fn for_everybody(method: &Method, path: &str) -> bool {
    matches!(path, "/signin" | "/signout" | "/theme" | "/language")
        || (matches!(*method, Method::GET | Method::HEAD) && site::has(path))
}

/// Pages lead to sign-in and back; what scripts ask for is answered 401.
fn turned_away(request: &Request) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    let by_script = path == "/api" || path.starts_with("/api/") || asks_for_events(request.headers());
    if by_script {
        return (StatusCode::UNAUTHORIZED, "Sign in first.\n").into_response();
    }
    let wanted = match *method {
        Method::GET | Method::HEAD => request.uri().path_and_query().map(|wanted| wanted.as_str().to_owned()),
        // What a form posts to is not a page: back to the page of the form.
        _ => referring_page(request.headers()),
    };
    match wanted.filter(|wanted| wanted != "/").as_deref().and_then(local_path) {
        Some(next) => Redirect::to(&format!("/signin?next={}", escaped(next))).into_response(),
        None => Redirect::to("/signin").into_response(),
    }
}

fn asks_for_events(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/event-stream"))
}

/// Path and query of the page on this host that a form was sent from.
fn referring_page(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(HOST)?.to_str().ok()?;
    let (_, rest) = headers.get(REFERER)?.to_str().ok()?.split_once("://")?;
    let page = rest.strip_prefix(host)?;
    page.starts_with('/').then(|| page.to_owned())
}
