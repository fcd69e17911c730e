//! `POST /signout`: ends the session here, and leads to the provider's own end where it offers one.

use axum::{
    Extension,
    extract::{Request, State},
    http::{HeaderValue, header::REFRESH},
    response::{IntoResponse, Redirect, Response},
};
use portal::SignedIn;
use supervisor::engine::User;
use tower_sessions::Session;

use super::{
    Web, pages,
    session::{ID_TOKEN, SignedInAs},
    sign_in::unavailable,
    witness::Witness,
};

/// Ends the session.
pub(super) async fn sign_out(
    State(web): State<Web>,
    Extension(witness): Extension<Witness>,
    session: Session,
    mut request: Request,
) -> Response {
    let who = request.extensions_mut().remove::<SignedInAs>();
    let id_token: Option<String> = session.get(ID_TOKEN).await.ok().flatten();
    if let Err(error) = session.flush().await {
        return unavailable(&error.into());
    }
    let Some(SignedInAs { user, groups, provider, .. }) = who else { return Redirect::to("/signin").into_response() };
    witness.tell("sign-out", &User::new(user, groups), None, 200, "").await;
    let Some(provider) = provider else { return Redirect::to("/signin").into_response() };
    let title = web.providers.title(&provider).unwrap_or_default().to_owned();
    let Some(url) = web.providers.end_session(&provider, id_token.as_deref()).await else {
        return Redirect::to("/signin").into_response();
    };
    // Not a redirect: a browser would not follow the form's to another site, by the pages' own policy.
    let refresh = HeaderValue::from_str(&format!("0; url={url}"));
    let (mut parts, _) = request.into_parts();
    parts.extensions.remove::<SignedIn>();
    let mut page = app::signed_out_page(pages::options(), parts, title, url).await;
    if let Ok(refresh) = refresh {
        page.headers_mut().insert(REFRESH, refresh);
    }
    page
}
