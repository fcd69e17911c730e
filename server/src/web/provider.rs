//! `GET /auth/start/{provider}` leads to an identity provider, `GET /auth/callback/{provider}` is where it leads back.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    Extension,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header::COOKIE, header::SET_COOKIE},
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use portal::view::SignInRefusal;
use serde::Deserialize;
use supervisor::engine::User;
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

use super::{
    Web, pages,
    session::SignedInAs,
    sign_in::{FromProvider, begin, local_path, unavailable},
    witness::Witness,
};
use crate::{
    accounts,
    oidc::{ATTEMPT, Callback, Refusal},
};

/// Where to go on after sign-in.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    next: String,
}

/// Begins an attempt and leads to the provider.
pub(super) async fn start(
    State(web): State<Web>,
    Extension(witness): Extension<Witness>,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
    request: Request,
) -> Response {
    if web.providers.title(&id).is_none() {
        return app::not_found(State(pages::options()), request).await;
    }
    let next = local_path(&wanted.next).map(str::to_owned);
    let known = cookie(request.headers(), web.secure);
    let cookie = known.unwrap_or_else(accounts::random);
    let begun = if web.providers.admit(caller(&witness)) {
        web.providers.begin(&id, &cookie, next.as_deref(), Utc::now()).await
    } else {
        Err(Refusal::Limited)
    };
    match begun {
        Ok(url) => {
            let mut answer = Redirect::to(&url).into_response();
            if let Ok(cookie) = HeaderValue::from_str(&bound(&cookie, web.secure)) {
                answer.headers_mut().append(SET_COOKIE, cookie);
            }
            answer
        }
        Err(refusal) => refused(&web, &witness, &id, &refusal, next, request).await,
    }
}

/// Signs in whoever the provider says it is, and leads to the page that was asked for.
pub(super) async fn callback(
    State(web): State<Web>,
    Extension(witness): Extension<Witness>,
    Path(id): Path<String>,
    answer: Result<Query<Callback>, QueryRejection>,
    session: Session,
    request: Request,
) -> Response {
    if web.providers.title(&id).is_none() {
        return app::not_found(State(pages::options()), request).await;
    }
    let from = caller(&witness);
    let finished = match answer {
        _ if !web.providers.admit(from) => Err(Refusal::Limited),
        Ok(Query(answer)) => {
            let cookie = cookie(request.headers(), web.secure);
            web.providers.finish(&id, cookie.as_deref(), answer, Utc::now()).await
        }
        // A field twice, or what is no text.
        Err(_) => Err(Refusal::Incomplete),
    };
    match finished {
        Ok(welcome) => {
            web.providers.succeeded(from);
            let who = SignedInAs::new(welcome.user, welcome.groups, Some(id), Utc::now());
            let said = FromProvider { email: &welcome.email, id_token: &welcome.id_token };
            match begin(&web, &witness, &session, who, Some(said)).await {
                Ok(()) => Redirect::to(welcome.next.as_deref().unwrap_or("/")).into_response(),
                Err(error) => unavailable(&error),
            }
        }
        Err(refusal) => refused(&web, &witness, &id, &refusal, None, request).await,
    }
}

/// The sign-in page with what happened, and a record of it.
async fn refused(
    web: &Web,
    witness: &Witness,
    id: &str,
    refusal: &Refusal,
    next: Option<String>,
    request: Request,
) -> Response {
    let problem = refusal.problem();
    let reason = format!("{id}: {}", refusal.reason());
    // Nothing was asked: a record for each would let anybody fill the log.
    if *refusal == Refusal::Limited {
        tracing::warn!(reason, "sign-in refused");
    } else {
        witness.tell("sign-in", &User::new::<String>(refusal.user(), []), None, problem.status(), &reason).await;
    }
    let provider = web.providers.title(id).unwrap_or(id).to_owned();
    app::sign_in_page(pages::options(), request.into_parts().0, SignInRefusal { problem, provider }, next).await
}

fn caller(witness: &Witness) -> IpAddr {
    witness.source.caller().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}

/// The cookie that binds attempts to a browser.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-atoll-attempt" } else { "atoll-attempt" }
}

/// Its value, when the browser has it.
fn cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let mut cookies = all.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == name(secure)).map(|cookie| cookie.value().to_owned())
}

fn bound(value: &str, secure: bool) -> String {
    Cookie::build((name(secure), value))
        .path("/")
        .secure(secure)
        .http_only(true)
        // The way back comes from another site.
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(ATTEMPT.num_seconds()))
        .build()
        .to_string()
}
