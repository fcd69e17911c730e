//! An identity provider that lies as it is told: real sockets, real signatures. Under each path it is another provider.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Form, Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use ring::{
    digest, hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};

/// What it calls the portal, and the portal's secret.
pub(super) const CLIENT: &str = "atoll";
pub(super) const SECRET: &str = "a secret / with: signs";

/// What is wrong with what it says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Lie {
    #[default]
    None,
    WrongIssuer,
    WrongAudience,
    FurtherAudience,
    WrongParty,
    WrongNonce,
    NoNonce,
    AlgorithmNone,
    /// Signed as if the public key were a shared secret.
    HmacWithPublicKey,
    /// Signed with the shared secret.
    HmacWithSecret,
    Expired,
    FromTheFuture,
    /// Signed by a key that it never shows.
    UnknownKey,
    /// Signed by another key under the name of one that it shows.
    ForeignKey,
    /// The claims were changed after they were signed.
    Altered,
    OtherAccessToken,
    NoIdToken,
    NoToken,
    Garbage,
    Huge,
    RefusesCode,
    OtherSubjectInUserInfo,
    SlowToken,
}

/// The running provider.
pub(super) struct Liar {
    pub(super) base: String,
    told: Arc<Told>,
}

#[derive(Default)]
struct Told {
    base: String,
    inner: Mutex<Inner>,
}

struct Inner {
    lie: Lie,
    claims: Value,
    /// What only the user information has.
    info: Value,
    key: Key,
    /// Codes with nonce and challenge; each works once.
    codes: HashMap<String, (String, String)>,
    count: usize,
    keys_asked: usize,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            lie: Lie::None,
            claims: json!({}),
            info: json!({}),
            key: Key::new("one"),
            codes: HashMap::new(),
            count: 0,
            keys_asked: 0,
        }
    }
}

struct Key {
    id: String,
    pair: EcdsaKeyPair,
}

impl Key {
    fn new(id: &str) -> Self {
        let source = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &source).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &source).unwrap();
        Self { id: id.to_owned(), pair }
    }

    fn jwk(&self) -> Value {
        let point = self.pair.public_key().as_ref();
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": B64.encode(&point[1..33]), "y": B64.encode(&point[33..]),
        })
    }

    fn sign(&self, claims: &Value) -> String {
        let text = unsigned(&json!({"alg": "ES256", "typ": "JWT", "kid": self.id}), claims);
        let signature = self.pair.sign(&SystemRandom::new(), text.as_bytes()).unwrap();
        format!("{text}.{}", B64.encode(signature))
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    format!("{}.{}", B64.encode(header.to_string()), B64.encode(claims.to_string()))
}

impl Liar {
    pub(super) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let told = Arc::new(Told { base: base.clone(), ..Told::default() });
        let router = Router::new()
            .route("/{provider}/.well-known/openid-configuration", get(discovery))
            .route("/{provider}/keys", get(keys))
            .route("/{provider}/token", post(token))
            .route("/{provider}/me", get(me))
            .with_state(told.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { base, told }
    }

    /// From now on it tells this lie of somebody with these claims.
    pub(super) fn tells(&self, lie: Lie, claims: Value) {
        let mut inner = self.told.inner.lock().unwrap();
        (inner.lie, inner.claims, inner.info) = (lie, claims, json!({}));
    }

    /// These claims are only in the user information.
    pub(super) fn tells_apart(&self, info: Value) {
        self.told.inner.lock().unwrap().info = info;
    }

    /// From now on it signs with a new key.
    pub(super) fn rotates(&self, id: &str) {
        self.told.inner.lock().unwrap().key = Key::new(id);
    }

    /// How often somebody asked for its keys.
    pub(super) fn keys_asked(&self) -> usize {
        self.told.inner.lock().unwrap().keys_asked
    }

    /// Somebody says yes there: from where the portal sent the browser to where the browser comes back.
    pub(super) fn authorize(&self, location: &str) -> String {
        let asked = Query::of(location);
        assert_eq!(asked.get("response_type"), "code", "{location}");
        assert_eq!((asked.get("client_id"), asked.get("code_challenge_method")), (CLIENT, "S256"), "{location}");
        assert!(asked.get("scope").split('+').any(|scope| scope == "openid"), "{location}");
        let mut inner = self.told.inner.lock().unwrap();
        inner.count += 1;
        let code = format!("code-{}", inner.count);
        inner.codes.insert(code.clone(), (asked.get("nonce").to_owned(), asked.get("code_challenge").to_owned()));
        let back = asked.get("redirect_uri").replace("%3A", ":").replace("%2F", "/");
        let path = back.splitn(4, '/').nth(3).unwrap();
        format!("/{path}?code={code}&state={}", asked.get("state"))
    }
}

/// The query of a URL, values as they stand.
pub(super) struct Query(HashMap<String, String>);

impl Query {
    pub(super) fn of(url: &str) -> Self {
        let query = url.split_once('?').map_or("", |(_, query)| query);
        Self(
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

/// Each path has its own way to be wrong; `corp` and `partner` are right.
async fn discovery(State(told): State<Arc<Told>>, Path(provider): Path<String>) -> Response {
    let base = format!("{}/{provider}", told.base);
    let mut document = json!({
        "issuer": base, "authorization_endpoint": format!("{base}/authorize"), "token_endpoint": format!("{base}/token"),
        "userinfo_endpoint": format!("{base}/me"), "jwks_uri": format!("{base}/keys"),
        "end_session_endpoint": format!("{base}/logout"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    });
    match provider.as_str() {
        "slow" => tokio::time::sleep(Duration::from_secs(60)).await,
        "garbage" => return "<html>Welcome to the wireless network of the café!</html>".into_response(),
        "broken" => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        "elsewhere" => {
            return (StatusCode::FOUND, [("location", format!("{}/corp/.well-known/openid-configuration", told.base))])
                .into_response();
        }
        "huge" => document["padding"] = "x".repeat(3 << 20).into(),
        "another" => document["issuer"] = "https://id.evil.example".into(),
        "exposed" => document["token_endpoint"] = "http://id.example/token".into(),
        "promises" => document["authorization_response_iss_parameter_supported"] = true.into(),
        _ => {}
    }
    Json(document).into_response()
}

async fn keys(State(told): State<Arc<Told>>) -> Response {
    let mut inner = told.inner.lock().unwrap();
    inner.keys_asked += 1;
    Json(json!({"keys": [inner.key.jwk()]})).into_response()
}

async fn token(
    State(told): State<Arc<Told>>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let lie = told.inner.lock().unwrap().lie;
    if lie == Lie::SlowToken {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    let no = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response();
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    // The secret is form-encoded within Basic (RFC 6749, 2.3.1).
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:a+secret+%2F+with%3A+signs")));
    if headers.get("authorization").is_none_or(|given| given != basic.as_str()) {
        return no("invalid_client");
    }
    let mut inner = told.inner.lock().unwrap();
    let Some((nonce, challenge)) = inner.codes.remove(&field("code")).filter(|_| lie != Lie::RefusesCode) else {
        return no("invalid_grant");
    };
    if B64.encode(digest::digest(&digest::SHA256, field("code_verifier").as_bytes())) != challenge {
        return no("invalid_grant");
    }
    match lie {
        Lie::Garbage => return ([("content-type", "application/json")], "access_token=hello").into_response(),
        Lie::Huge => return "x".repeat(3 << 20).into_response(),
        Lie::NoToken => return Json(json!({})).into_response(),
        Lie::NoIdToken => return Json(json!({"access_token": "at", "token_type": "Bearer"})).into_response(),
        _ => {}
    }
    let id_token = id_token(&inner, &format!("{}/{provider}", told.base), &nonce);
    Json(json!({"access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": id_token})).into_response()
}

fn id_token(inner: &Inner, issuer: &str, nonce: &str) -> String {
    let now = chrono::Utc::now().timestamp();
    let at_hash = |token: &str| B64.encode(&digest::digest(&digest::SHA256, token.as_bytes()).as_ref()[..16]);
    let mut claims = json!({
        "iss": issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce, "at_hash": at_hash("at"),
    });
    for (name, value) in inner.claims.as_object().unwrap() {
        claims[name] = value.clone();
    }
    match inner.lie {
        Lie::WrongIssuer => claims["iss"] = "https://id.evil.example".into(),
        Lie::WrongAudience => claims["aud"] = "another-portal".into(),
        Lie::FurtherAudience => claims["aud"] = json!([CLIENT, "another-portal"]),
        Lie::WrongParty => claims["azp"] = "another-portal".into(),
        Lie::WrongNonce => claims["nonce"] = "n-0S6_WzA2Mj".into(),
        Lie::NoNonce => drop(claims.as_object_mut().unwrap().remove("nonce")),
        Lie::Expired => claims["exp"] = (now - 10).into(),
        Lie::FromTheFuture => claims["iat"] = (now + 3600).into(),
        Lie::OtherAccessToken => claims["at_hash"] = at_hash("another").into(),
        _ => {}
    }
    match inner.lie {
        Lie::AlgorithmNone => format!("{}.", unsigned(&json!({"alg": "none"}), &claims)),
        Lie::HmacWithPublicKey => hmac_signed(&claims, inner.key.jwk().to_string().as_bytes()),
        Lie::HmacWithSecret => hmac_signed(&claims, SECRET.as_bytes()),
        Lie::UnknownKey => Key::new("never-shown").sign(&claims),
        Lie::ForeignKey => Key { id: inner.key.id.clone(), pair: Key::new("").pair }.sign(&claims),
        Lie::Altered => {
            let signed = inner.key.sign(&claims);
            let parts: Vec<&str> = signed.split('.').collect();
            claims["sub"] = "root".into();
            format!("{}.{}.{}", parts[0], B64.encode(claims.to_string()), parts[2])
        }
        _ => inner.key.sign(&claims),
    }
}

fn hmac_signed(claims: &Value, key: &[u8]) -> String {
    let text = unsigned(&json!({"alg": "HS256", "typ": "JWT", "kid": "one"}), claims);
    let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes());
    format!("{text}.{}", B64.encode(signature))
}

async fn me(State(told): State<Arc<Told>>) -> Response {
    let inner = told.inner.lock().unwrap();
    let mut info = json!({"sub": inner.claims["sub"]});
    for (name, value) in inner.info.as_object().unwrap() {
        info[name] = value.clone();
    }
    if inner.lie == Lie::OtherSubjectInUserInfo {
        info["sub"] = "root".into();
    }
    Json(info).into_response()
}
