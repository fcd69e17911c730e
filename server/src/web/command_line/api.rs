//! What a program that is signed in may ask for: kubeconfigs, and tokens for them. Nothing else of the portal takes its token.

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::post,
};
use chrono::{SecondsFormat, Utc};
use portal::{
    Error, SignedIn,
    kubeconfig::{self, Life},
    view::{ErrorKind, IssueKubeconfig},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use texts::t;

use super::{
    super::{Web, identity, session::KEY, session::SignedInAs},
    Row,
};

/// More than any of these requests needs, in bytes.
const LARGEST: usize = 16 << 10;

/// The routes.
pub(in crate::web) fn router(web: Web) -> Router {
    Router::new()
        .route("/api/kubeconfigs", post(issue))
        .route("/api/kubeconfigs/token", post(token))
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn_with_state(web, bearer))
}

/// Puts [`SignedIn`] on requests with the token of a sign-in; the others are turned away.
async fn bearer(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    match who(&web, request.headers()).await {
        Ok(Some((who, now))) => {
            let signed_in = identity::signed_in(&web, &request, &who.user, &now);
            request.extensions_mut().insert(signed_in);
            next.run(request).await
        }
        Ok(None) => {
            let headers = [(header::WWW_AUTHENTICATE, "Bearer")];
            (StatusCode::UNAUTHORIZED, headers, Json(json!({"error": "sign in first: atoll login"}))).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "cannot read a session");
            answer(&Error::new(ErrorKind::Unavailable, t().error_sessions_unreadable()))
        }
    }
}

/// Whose token it is, and how they stand; notes the use.
async fn who(web: &Web, headers: &HeaderMap) -> Result<Option<(SignedInAs, identity::Now)>, store::TableError> {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = shown.and_then(|text| text.strip_prefix("Bearer ")) else { return Ok(None) };
    let now = Utc::now();
    let Some(row) = web.sessions.get(&Row::Login.hash(token.trim()), now).await? else { return Ok(None) };
    let Some(mut who) = SignedInAs::kept_in(&row) else { return Ok(None) };
    let Some(standing) = identity::standing(web, &who, now).await? else {
        web.sessions.delete(&row.id_hash).await?;
        return Ok(None);
    };
    if who.used(web.lasting, now) {
        // One that was ended meanwhile stays ended.
        web.sessions.save(&store::Session { data: json!({ KEY: who }).to_string(), ..row }).await?;
    }
    Ok(Some((who, standing)))
}

#[derive(Deserialize)]
struct Issue {
    namespace: String,
    cluster: String,
    #[serde(flatten)]
    asked: IssueKubeconfig,
}

/// `POST /api/kubeconfigs`: the file.
async fn issue(request: Request) -> Response {
    let (user, issue) = match read::<Issue>(request).await {
        Ok(read) => read,
        Err(error) => return answer(&error),
    };
    match kubeconfig::issue(&user, &issue.namespace, &issue.cluster, &issue.asked).await {
        Ok(file) => ([(header::CONTENT_TYPE, "application/yaml")], file.content).into_response(),
        Err(error) => answer(&error),
    }
}

#[derive(Deserialize)]
struct Token {
    namespace: String,
    cluster: String,
    #[serde(default)]
    access: String,
}

/// `POST /api/kubeconfigs/token`: a token that lives for minutes.
async fn token(request: Request) -> Response {
    let (user, wanted) = match read::<Token>(request).await {
        Ok(read) => read,
        Err(error) => return answer(&error),
    };
    match kubeconfig::token(&user, &wanted.namespace, &wanted.cluster, Some(&wanted.access), Life::Short).await {
        Ok(token) => Json(json!({
            "token": token.token, "expiresAt": token.expires_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        }))
        .into_response(),
        Err(error) => answer(&error),
    }
}

async fn read<T: DeserializeOwned>(request: Request<Body>) -> Result<(SignedIn, T), Error> {
    let user = request.extensions().get::<SignedIn>().cloned();
    let user = user.ok_or_else(|| Error::new(ErrorKind::Forbidden, t().problem_nobody_signed_in()))?;
    let Json(read) = Json::<T>::from_request(request, &())
        .await
        .map_err(|rejection| Error::new(ErrorKind::Invalid, rejection.body_text()))?;
    Ok((user, read))
}

/// An error as programs read it.
fn answer(error: &Error) -> Response {
    let status = match error.kind {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    };
    (status, Json(json!({"error": error.message}))).into_response()
}
