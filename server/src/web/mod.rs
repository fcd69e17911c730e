//! The portal's HTTP server: who is asking, what everybody may have, and the pages.
//!
//! From outside in: request id and log → headers → forged-request check → session → who is signed in → pages, forms,
//! server functions, files of the site.

mod body;
mod clients;
mod forgery;
mod headers;
mod health;
mod identity;
mod pages;
mod request_id;
mod session;
mod sign_in;
mod site;

use axum::{
    Extension, Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer};

use crate::accounts::Accounts;
pub(crate) use clients::Clients;
pub(crate) use health::started;
pub(crate) use session::sweep;

/// What handlers work with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Web {
    /// Passwords.
    pub(crate) accounts: Accounts,
    /// Clients that act as the people who are signed in.
    pub(crate) clients: Clients,
    /// Sessions.
    pub(crate) sessions: store::Sessions,
    /// What pages show beyond the Supervisor API.
    pub(crate) sight: portal::Sight,
    /// The portal itself speaks TLS.
    pub(crate) tls: bool,
}

/// The whole portal.
pub(crate) fn router(web: Web) -> Router {
    let counters = health::Counters::default();
    let sessions = session::layer(web.sessions.clone(), web.tls);
    let people = Router::new()
        .route("/signin", post(sign_in::sign_in))
        .route("/signout", post(sign_in::sign_out))
        .with_state(web.clone())
        .merge(pages::router())
        .layer(Extension(web.sight.clone()))
        .layer(from_fn_with_state(web.clone(), identity::require))
        .layer(sessions)
        .layer(from_fn(app::speak))
        .layer(from_fn(forgery::refuse))
        // What is announced is refused with words; what is not announced is cut off.
        .layer(RequestBodyLimitLayer::new(body::LIMIT))
        .layer(from_fn(body::bounded));
    let machines = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .with_state((web.clone(), counters.clone()));
    people
        .merge(machines)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(web.tls, headers::secure))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(counters, request_id::follow))
}
