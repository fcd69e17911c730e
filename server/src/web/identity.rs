//! Who is asking, and what those who did not sign in get instead.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, Method, StatusCode,
        header::{ACCEPT, CONTENT_TYPE, HOST, REFERER},
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use supervisor::engine::User;
use tower_sessions::Session;

use super::{
    Web, command_line,
    outside::OutsideDesk,
    people::RequestDesk,
    session::{KEY, SignedInAs, hash},
    sign_in::{escaped, local_path},
    site,
    witness::Witness,
};
use crate::{accounts::ADMINS, seed::PORTAL};

/// How often it is looked whether those who follow a page's events are still signed in.
const LOOKED_EVERY: Duration = Duration::from_secs(2);

/// Puts [`portal::SignedIn`] on the requests of people who signed in; sends the others to sign in.
pub(super) async fn require(State(web): State<Web>, session: Session, mut request: Request, next: Next) -> Response {
    let witness = Witness::of(&web.clients, &request);
    request.extensions_mut().insert(witness.source.clone());
    let present = match present(&web, &session).await {
        Ok(present) => present,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "cannot read the session");
            return (StatusCode::SERVICE_UNAVAILABLE, "The server cannot read sessions now. Please try again.\n")
                .into_response();
        }
    };
    let path = request.uri().path();
    let (door, on_account) = (for_everybody(request.method(), path), path == ACCOUNT);
    if door {
        request.extensions_mut().insert(web.ways());
    }
    let Some(Present { who, now, id_hash }) = present else {
        request.extensions_mut().insert(witness);
        return if door { next.run(request).await } else { turned_away(&request) };
    };
    if now.must_change && !door && !on_account {
        return Redirect::to(ACCOUNT).into_response();
    }
    tracing::debug!(user = who.user, "asks");
    let signed_in = signed_in(&web, &request, &who.user, &now);
    let groups = now.groups;
    let user = User::new(who.user.clone(), groups.iter().cloned());
    let lines = command_line::Desk::new(web.clone(), witness.clone(), who.clone(), user.clone());
    request.extensions_mut().insert(portal::command_line::CommandLines(Arc::new(lines)));
    let desk = RequestDesk::new(web.clone(), witness.clone(), user.clone(), who.provider.clone(), id_hash);
    request.extensions_mut().insert(portal::people::People(Arc::new(desk)));
    let outside = OutsideDesk { web: web.clone(), witness: witness.clone(), user };
    request.extensions_mut().insert(portal::outside::Outside(Arc::new(outside)));
    request.extensions_mut().insert(witness);
    request.extensions_mut().insert(who);
    request.extensions_mut().insert(signed_in);
    let response = next.run(request).await;
    if is_stream(&response) { until_out(response, web, id_hash, groups) } else { response }
}

/// What use cases know of somebody who asks.
pub(super) fn signed_in(web: &Web, request: &Request, user: &str, now: &Now) -> portal::SignedIn {
    let (clients, groups) = (web.clients.within(request), &now.groups);
    portal::SignedIn {
        user: user.to_owned(),
        groups: groups.clone(),
        seen: now.seen,
        admin: groups.iter().any(|group| group == ADMINS || group == "system:masters"),
        client: clients.of(user, groups),
        reviewer: clients.of(PORTAL, &[]),
        kubeconfigs: web.kubeconfigs.clone(),
        fleet: web.fleet.clone(),
    }
}

/// Somebody who is signed in and may be.
struct Present {
    who: SignedInAs,
    now: Now,
    id_hash: [u8; 32],
}

/// How somebody who is signed in stands at this moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Now {
    pub(super) groups: Vec<String>,
    /// Their password is to be changed before anything else is done.
    must_change: bool,
    /// Up to when they have seen what is told.
    seen: Option<DateTime<Utc>>,
}

/// Where one changes one's password.
const ACCOUNT: &str = "/access/account";

/// The session's owner; ends sessions that are over.
async fn present(web: &Web, session: &Session) -> anyhow::Result<Option<Present>> {
    let (Some(mut who), Some(id)) = (session.get::<SignedInAs>(KEY).await?, session.id()) else { return Ok(None) };
    let now = Utc::now();
    let Some(standing) = standing(web, &who, now).await? else {
        session.flush().await?;
        return Ok(None);
    };
    if who.used(web.lasting, now) {
        session.insert(KEY, &who).await?;
    }
    Ok(Some(Present { who, now: standing, id_hash: hash(&id) }))
}

/// How somebody stands who signed in; `None` when their session is over.
pub(super) async fn standing(
    web: &Web,
    who: &SignedInAs,
    now: DateTime<Utc>,
) -> Result<Option<Now>, store::TableError> {
    if who.ends(web.lasting) <= now {
        return Ok(None);
    }
    let standing = web.people.standing(&who.user).await?;
    let groups = match &who.provider {
        None => standing.local_groups.filter(|_| web.local_accounts),
        Some(provider) => web.providers.title(provider).map(|_| who.groups.clone()),
    };
    let must_change = standing.must_change && who.provider.is_none();
    let now = |groups| Now { groups, must_change, seen: standing.seen };
    Ok(groups.filter(|_| !standing.disabled).map(now))
}

fn is_stream(response: &Response) -> bool {
    response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"))
}

/// The same stream, which ends when the session is over or its owner's groups are others.
fn until_out(response: Response, web: Web, id_hash: [u8; 32], groups: Vec<String>) -> Response {
    let out = async move {
        loop {
            tokio::time::sleep(LOOKED_EVERY).await;
            match still(&web, &id_hash).await {
                Ok(now) if now.as_ref() == Some(&groups) => {}
                Ok(_) => return,
                // Nothing is known while the database does not answer.
                Err(error) => tracing::debug!(%error, "cannot read a session"),
            }
        }
    };
    response.map(|body| Body::from_stream(body.into_data_stream().take_until(Box::pin(out))))
}

/// The groups of the session's owner; `None` when it is over.
async fn still(web: &Web, id_hash: &[u8; 32]) -> Result<Option<Vec<String>>, store::TableError> {
    let now = Utc::now();
    match web.sessions.get(id_hash, now).await?.as_ref().and_then(SignedInAs::kept_in) {
        Some(who) => Ok(standing(web, &who, now).await?.map(|now| now.groups)),
        None => Ok(None),
    }
}

/// The sign-in page with its forms, the ways to identity providers and back, and the files of the site.
fn for_everybody(method: &Method, path: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    matches!(path, "/signin" | "/signout" | "/theme" | "/language")
        || (reads && (path.starts_with("/auth/start/") || path.starts_with("/auth/callback/") || site::has(path)))
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
