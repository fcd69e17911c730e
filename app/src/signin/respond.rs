//! The sign-in page in the place of something else: of an identity provider's answer, and of the end of a session.

use axum::response::Response;
use http::{Uri, request::Parts};
use leptos::prelude::*;
use portal::view::SignInRefusal;

use crate::problem::render_page;

/// Where to go after sign-in.
#[derive(Clone)]
pub(super) struct Next(pub(super) String);

/// On the way to an identity provider, to sign out there.
#[derive(Clone)]
pub(super) struct SigningOut {
    /// What people call the provider.
    pub(super) title: String,
    /// Where it signs them out.
    pub(super) url: String,
}

/// The sign-in page with why nobody was signed in, for the request with this head; every way to sign in is there.
pub async fn sign_in_page(
    options: LeptosOptions,
    mut parts: Parts,
    refusal: SignInRefusal,
    next: Option<String>,
) -> Response {
    parts.uri = Uri::from_static("/signin");
    let next = next.map(Next);
    render_page(options, parts, move || {
        provide_context(refusal.clone());
        if let Some(next) = next.clone() {
            provide_context(next);
        }
    })
    .await
}

/// The page that says that one is signed out here, and leads to where `title` signs one out.
pub async fn signed_out_page(options: LeptosOptions, mut parts: Parts, title: String, url: String) -> Response {
    parts.uri = Uri::from_static("/signin");
    let signing_out = SigningOut { title, url };
    render_page(options, parts, move || provide_context(signing_out.clone())).await
}
