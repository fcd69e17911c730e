//! The portal's HTTP server: who is asking, what everybody may have, and the pages.
//!
//! From outside in: request id and log → headers → forged-request check → session → who is signed in → pages, forms,
//! server functions, files of the site.

mod body;
mod browser;
mod clients;
mod command_line;
mod forgery;
mod headers;
mod health;
mod identity;
mod outside;
mod pages;
mod people;
mod provider;
mod request_id;
mod session;
mod sign_in;
mod sign_out;
mod site;
mod witness;

use std::sync::Arc;

use axum::{
    Extension, Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{get, post},
};
use parking_lot::Mutex;
use portal::{kubeconfig::KubeconfigRules, view::SignInWays};
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, limit::RequestBodyLimitLayer};

use crate::{
    accounts::{Accounts, Limiter},
    guest_issuer::GuestIssuer,
    notifications::Notifications,
    oidc::Providers,
};
pub(crate) use clients::Clients;
pub(crate) use health::started;
pub(crate) use session::{Lasting, sweep};

/// What handlers work with. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Web {
    /// Passwords.
    pub(crate) accounts: Accounts,
    /// Clients that act as the people who are signed in.
    pub(crate) clients: Clients,
    /// Whether local accounts may sign in.
    pub(crate) local_accounts: bool,
    /// Identity providers.
    pub(crate) providers: Providers,
    /// Who signed in once, and who may not.
    pub(crate) people: store::People,
    /// Who is told what outside.
    pub(crate) notifications: Notifications,
    /// What lists of the whole fleet keep in memory.
    pub(crate) fleet: portal::FleetMemory,
    /// Sessions.
    pub(crate) sessions: store::Sessions,
    /// What pages show beyond the Supervisor API.
    pub(crate) sight: portal::Sight,
    /// How long they last.
    pub(crate) lasting: Lasting,
    /// Browsers reach the portal by TLS, its own or a proxy's.
    pub(crate) secure: bool,
    /// Codes that people type.
    pub(crate) codes: Arc<Mutex<Limiter>>,
    /// What programs ask for without being signed in.
    pub(crate) programs: Arc<Mutex<Limiter>>,
    /// Signs tokens for guest clusters.
    pub(crate) issuer: GuestIssuer,
    /// What kubeconfigs may be handed out.
    pub(crate) kubeconfigs: Arc<KubeconfigRules>,
}

impl Web {
    /// The ways to sign in, for the page.
    fn ways(&self) -> Arc<SignInWays> {
        Arc::new(SignInWays { local: self.local_accounts, providers: self.providers.listed() })
    }
}

/// The whole portal.
pub(crate) fn router(web: Web) -> Router {
    let counters = health::Counters::default();
    let sessions = session::layer(web.sessions.clone(), web.lasting, web.secure);
    let people = Router::new()
        .route("/signin", post(sign_in::sign_in))
        .route("/signout", post(sign_out::sign_out))
        .route("/auth/start/{provider}", get(provider::start))
        .route("/auth/callback/{provider}", get(provider::callback))
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
        .with_state((web.clone(), counters.clone()))
        .merge(web.issuer.router())
        .merge(command_line::oauth(web.clone()))
        .merge(command_line::api(web.clone()));
    people
        .merge(machines)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(web.secure, headers::secure))
        .layer(CatchPanicLayer::new())
        .layer(from_fn_with_state(counters, request_id::follow))
}
