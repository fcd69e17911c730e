//! What programs ask for without being signed in: codes, sign-ins for codes (RFC 6749, 7636, 8628), and their end (RFC 7009).

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use axum::{
    Form, Json, Router,
    extract::{DefaultBodyLimit, FromRequest, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::Utc;
use portal::command_line::{read_code, shown_code};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{
    super::{Web, session::SignedInAs},
    CODE_LIFE, Decision, Device, Grant, INTERVAL, Row, begin, code, content, hex, random, row,
};

/// More than any of these requests needs, in bytes.
const LARGEST: usize = 16 << 10;
/// What names may be long.
const LONGEST_NAME: usize = 100;

/// The routes. They need no session, and take none.
pub(in crate::web) fn router(web: Web) -> Router {
    Router::new()
        .route("/oauth/device", post(device))
        .route("/oauth/token", post(token))
        .route("/oauth/revoke", post(revoke))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(web)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    client_id: String,
    machine: String,
    grant_type: String,
    code: String,
    code_verifier: String,
    redirect_uri: String,
    device_code: String,
    token: String,
}

/// An error as RFC 6749 has it.
fn refused(error: &str, description: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": error, "error_description": description}))).into_response()
}

fn unavailable(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "cannot sign in the command line");
    let body = json!({"error": "temporarily_unavailable", "error_description": "the server cannot sign you in now"});
    (StatusCode::SERVICE_UNAVAILABLE, Json(body)).into_response()
}

/// Whom a request comes from and its form; an answer when it is none, or one too many.
async fn read(web: &Web, request: Request) -> Result<(IpAddr, Fields), Response> {
    let from = web.clients.source(&request).caller().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if !web.programs.lock().admit(None, from, Instant::now()) {
        return Err(refused("slow_down", "too many requests from this address; wait a minute"));
    }
    match Form::<Fields>::from_request(request, &()).await {
        Ok(Form(fields)) => Ok((from, fields)),
        Err(rejection) => Err(refused("invalid_request", &rejection.body_text())),
    }
}

fn name(text: &str, otherwise: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if plain.trim().is_empty() { otherwise.to_owned() } else { plain }
}

/// `POST /oauth/device`: a code for people, and one for the program.
async fn device(State(web): State<Web>, request: Request) -> Response {
    let (from, fields) = match read(&web, request).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    let (code, secret, now) = (code(), random(), Utc::now());
    let device = Device {
        secret: hex(&secret),
        machine: name(&fields.machine, "a computer without a name"),
        client: name(&fields.client_id, "a program without a name"),
        address: from.to_string(),
        asked_at: now,
        decision: None,
    };
    match web.sessions.create(&row(Row::Device, &code, &device, now + CODE_LIFE)).await {
        Ok(true) => {}
        Ok(false) => return refused("slow_down", "try again"),
        Err(error) => return unavailable(&error.into()),
    }
    let (page, shown) = (format!("{}/device", web.kubeconfigs.portal), shown_code(&code));
    let answer = json!({
        "device_code": format!("{code}.{secret}"),
        "user_code": shown,
        "verification_uri": page,
        "verification_uri_complete": format!("{page}?code={shown}"),
        "expires_in": CODE_LIFE.num_seconds(),
        "interval": INTERVAL,
    });
    Json(answer).into_response()
}

/// `POST /oauth/token`: a sign-in for a code.
async fn token(State(web): State<Web>, request: Request) -> Response {
    let (from, fields) = match read(&web, request).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    let found = match fields.grant_type.as_str() {
        "authorization_code" => by_grant(&web, &fields).await,
        "urn:ietf:params:oauth:grant-type:device_code" => by_device(&web, &fields.device_code).await,
        _ => Ok(Err(("unsupported_grant_type", "only authorization_code and device_code are"))),
    };
    let (who, machine, client) = match found {
        Ok(Ok(approved)) => approved,
        Ok(Err((error, description))) => return refused(error, description),
        Err(error) => return unavailable(&error.into()),
    };
    match begin(&web, who, &machine, &client, from.to_string()).await {
        Ok(login) => {
            let life = (login.expires_at - Utc::now()).num_seconds();
            let answer = json!({
                "access_token": login.token, "token_type": "Bearer", "expires_in": life, "user": login.user,
            });
            Json(answer).into_response()
        }
        Err(error) => unavailable(&error),
    }
}

/// Who approved, the computer and the program; or the error of RFC 6749 with its description.
type Approved = Result<(SignedInAs, String, String), (&'static str, &'static str)>;

async fn by_grant(web: &Web, fields: &Fields) -> Result<Approved, store::TableError> {
    const INVALID: (&str, &str) = ("invalid_grant", "the code is unknown, over, or was used");
    // Whoever comes with a wrong verifier has stolen the code: it is over in any case.
    let taken = web.sessions.take(&Row::Grant.hash(&fields.code), Utc::now()).await?;
    let Some(grant) = taken.and_then(|row| content::<Grant>(Row::Grant, &row)) else { return Ok(Err(INVALID)) };
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&fields.code_verifier));
    let proved = bool::from(challenge.as_bytes().ct_eq(grant.challenge.as_bytes()));
    if !proved || fields.redirect_uri != grant.redirect_uri {
        return Ok(Err(INVALID));
    }
    Ok(Ok((grant.who, grant.machine, grant.client)))
}

async fn by_device(web: &Web, device_code: &str) -> Result<Approved, store::TableError> {
    const EXPIRED: (&str, &str) = ("expired_token", "the code is over; run atoll login again");
    let Some((code, secret)) = device_code.split_once('.') else { return Ok(Err(EXPIRED)) };
    let (Some(code), now) = (read_code(code), Utc::now()) else { return Ok(Err(EXPIRED)) };
    let hash = Row::Device.hash(&code);
    let found = web.sessions.get(&hash, now).await?;
    let Some(device) = found.and_then(|row| content::<Device>(Row::Device, &row)) else { return Ok(Err(EXPIRED)) };
    if !bool::from(hex(secret).as_bytes().ct_eq(device.secret.as_bytes())) {
        return Ok(Err(EXPIRED));
    }
    match device.decision {
        None => Ok(Err(("authorization_pending", "nobody entered the code yet"))),
        Some(Decision::Denied) => {
            web.sessions.delete(&hash).await?;
            Ok(Err(("access_denied", "the sign-in was refused in the portal")))
        }
        Some(Decision::Approved(who)) => match web.sessions.take(&hash, now).await? {
            Some(_) => Ok(Ok((*who, device.machine, device.client))),
            None => Ok(Err(EXPIRED)),
        },
    }
}

/// `POST /oauth/revoke`: ends a sign-in. Whether there was one is not told.
async fn revoke(State(web): State<Web>, request: Request) -> Response {
    let (_, fields) = match read(&web, request).await {
        Ok(read) => read,
        Err(answer) => return answer,
    };
    match web.sessions.delete(&Row::Login.hash(&fields.token)).await {
        Ok(_) => Json(json!({})).into_response(),
        Err(error) => unavailable(&error.into()),
    }
}
