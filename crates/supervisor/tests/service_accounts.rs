//! Tokens of service accounts and people, and what every namespace has for its service accounts.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Duration;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::{Issuer, IssuerConfig, User};
use support::{Server, start_with};

const ISSUER: &str = "https://atoll.example";
const AUDIENCE: &str = "atoll";
const HERE: &str = "/api/v1/namespaces/default";
const REVIEWS: &str = "/apis/authentication.k8s.io/v1/tokenreviews";

async fn server() -> (Server, Arc<Issuer>) {
    let (signing_key_pem, _) = pki::signing_key().unwrap();
    let issuer = Issuer::new(&IssuerConfig {
        url: ISSUER.to_owned(),
        audiences: vec![AUDIENCE.to_owned()],
        signing_key_pem,
        accepted_keys_pem: Vec::new(),
    });
    let issuer = Arc::new(issuer.unwrap());
    let given = issuer.clone();
    let server = start_with(supervisor::kinds::supervisor_registry(), move |config| {
        config.issuer = Some(given);
        config.root_ca_pem = Some("-----BEGIN CERTIFICATE-----\n".to_owned());
    });
    let server = server.await;
    let account = json!({"metadata": {"name": "robot"}});
    assert_eq!(server.call(Method::POST, &format!("{HERE}/serviceaccounts"), account).await.0, 201);
    (server, issuer)
}

async fn ask(server: &Server, spec: Value) -> (u16, Value) {
    let path = format!("{HERE}/serviceaccounts/robot/token");
    let (status, answer) = server.call(Method::POST, &path, json!({"spec": spec})).await;
    (status.as_u16(), answer)
}

async fn token(server: &Server, spec: Value) -> String {
    let (status, answer) = ask(server, spec).await;
    assert_eq!(status, 201, "{answer}");
    answer["status"]["token"].as_str().unwrap().to_owned()
}

/// Code and body of a SelfSubjectReview with this token.
async fn who(server: &Server, token: &str) -> (u16, Value) {
    let request = Request::post("/apis/authentication.k8s.io/v1/selfsubjectreviews")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json")
        .body(Body::from(json!({"kind": "SelfSubjectReview"}).to_string()))
        .unwrap();
    let (status, _, answer) = server.send(None, request).await;
    (status.as_u16(), answer["status"]["userInfo"].clone())
}

fn claims(token: &str) -> Value {
    let middle = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle).unwrap()).unwrap()
}

#[tokio::test]
async fn a_token_makes_its_bearer_the_service_account() {
    let (server, _) = server().await;
    let (status, answer) = ask(&server, json!({"expirationSeconds": 1200})).await;
    assert_eq!((status, &answer["kind"]), (201, &json!("TokenRequest")));
    assert_eq!(answer["metadata"]["name"], "robot");
    assert_eq!(answer["spec"], json!({"expirationSeconds": 1200, "audiences": [AUDIENCE]}));
    let token = answer["status"]["token"].as_str().unwrap();
    let claims = claims(token);
    let (_, account) = server.get(&format!("{HERE}/serviceaccounts/robot")).await;
    let uid = &account["metadata"]["uid"];
    assert_eq!(
        claims["kubernetes.io"],
        json!({"namespace": "default", "serviceaccount": {"name": "robot", "uid": uid}})
    );
    assert_eq!(
        (&claims["iss"], &claims["sub"], &claims["aud"]),
        (&json!(ISSUER), &json!("system:serviceaccount:default:robot"), &json!([AUDIENCE]))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 1200);
    let (status, me) = who(&server, token).await;
    assert_eq!(status, 201);
    assert_eq!(me["username"], "system:serviceaccount:default:robot");
    assert_eq!(&me["uid"], uid);
    assert_eq!(
        me["groups"],
        json!(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"])
    );
    let id = format!("JTI={}", claims["jti"].as_str().unwrap());
    assert_eq!(me["extra"], json!({"authentication.kubernetes.io/credential-id": [id]}));
}

#[tokio::test]
async fn lives_have_bounds() {
    let (server, _) = server().await;
    let (status, answer) = ask(&server, json!({"expirationSeconds": 599})).await;
    assert_eq!(
        (status, answer["message"].as_str().unwrap()),
        (
            422,
            "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes"
        )
    );
    let (status, answer) = ask(&server, json!({"expirationSeconds": 1_u64 << 33})).await;
    assert!(
        status == 422
            && answer["message"].as_str().unwrap().ends_with("may not specify a duration larger than 2^32 seconds")
    );
    let (_, answer) = ask(&server, json!({})).await;
    assert_eq!(answer["spec"]["expirationSeconds"], 3600);
    let (_, answer) = ask(&server, json!({"expirationSeconds": 1_000_000})).await;
    assert_eq!(answer["spec"]["expirationSeconds"], 86400, "the longest life");
    let path = format!("{HERE}/serviceaccounts/none/token");
    assert_eq!(server.call(Method::POST, &path, json!({"spec": {}})).await.0, 404);
    let path = format!("{HERE}/serviceaccounts/robot/token");
    assert_eq!(server.call(Method::GET, &path, Value::Null).await.0, 405);
    assert_eq!(server.call(Method::POST, &format!("{HERE}/serviceaccounts/robot/other"), json!({})).await.0, 404);
}

#[tokio::test]
async fn a_token_dies_with_its_account() {
    let (server, _) = server().await;
    let token = token(&server, json!({})).await;
    assert_eq!(who(&server, &token).await.0, 201);
    let path = format!("{HERE}/serviceaccounts/robot");
    server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!(who(&server, &token).await.0, 401);
    server.call(Method::POST, &format!("{HERE}/serviceaccounts"), json!({"metadata": {"name": "robot"}})).await;
    assert_eq!(who(&server, &token).await.0, 401, "another account of the same name");
}

#[tokio::test]
async fn a_bound_token_dies_with_its_object() {
    let (server, _) = server().await;
    let secret = json!({"metadata": {"name": "s"}});
    let (_, made) = server.call(Method::POST, &format!("{HERE}/secrets"), secret).await;
    let to = |kind: &str, name: &str, uid: &Value| json!({"boundObjectRef": {"apiVersion": "v1", "kind": kind, "name": name, "uid": uid}});
    let bound = token(&server, to("Secret", "s", &made["metadata"]["uid"])).await;
    assert_eq!(claims(&bound)["kubernetes.io"]["secret"], json!({"name": "s", "uid": made["metadata"]["uid"]}));
    assert_eq!(who(&server, &bound).await.0, 201);
    for (what, spec, code, words) in [
        (
            "another uid",
            to("Secret", "s", &json!("x")),
            409,
            "the UID in the bound object reference (x) does not match",
        ),
        ("nothing", to("Secret", "none", &Value::Null), 404, "secrets \"none\" not found"),
        (
            "another kind",
            to("ConfigMap", "s", &Value::Null),
            400,
            "cannot bind token to object of type /v1, Kind=ConfigMap",
        ),
    ] {
        let (status, answer) = ask(&server, spec).await;
        let message = answer["message"].as_str().unwrap();
        assert!(status == code && message.contains(words), "{what}: {status} {message}");
    }
    let pod = json!({"metadata": {"name": "p"}, "spec": {"serviceAccountName": "robot", "containers": [{"name": "c", "image": "i"}]}});
    server.call(Method::POST, &format!("{HERE}/pods"), pod).await;
    let of_pod = token(&server, to("Pod", "p", &Value::Null)).await;
    assert_eq!(who(&server, &of_pod).await.1["extra"]["authentication.kubernetes.io/pod-name"], json!(["p"]));
    server.call(Method::DELETE, &format!("{HERE}/secrets/s"), Value::Null).await;
    assert_eq!(who(&server, &bound).await.0, 401);
}

#[tokio::test]
async fn a_token_is_for_its_audience() {
    let (server, issuer) = server().await;
    let elsewhere = token(&server, json!({"audiences": ["vault", "other"]})).await;
    assert_eq!(who(&server, &elsewhere).await.0, 401);
    let review =
        async |spec: Value| server.call(Method::POST, REVIEWS, json!({"spec": spec})).await.1["status"].clone();
    let status = review(json!({"token": elsewhere, "audiences": ["vault", "third"]})).await;
    assert_eq!((&status["authenticated"], &status["audiences"]), (&json!(true), &json!(["vault"])));
    assert_eq!(status["user"]["username"], "system:serviceaccount:default:robot");
    assert_eq!(review(json!({"token": elsewhere})).await["authenticated"], false);
    let here = token(&server, json!({})).await;
    assert_eq!(review(json!({"token": here})).await["audiences"], json!([AUDIENCE]));
    assert_eq!(review(json!({"token": here, "audiences": ["vault"]})).await["authenticated"], false);
    assert_eq!(review(json!({"token": "nonsense"})).await["authenticated"], false);
    assert_eq!(server.call(Method::POST, REVIEWS, json!({"spec": {}})).await.0, 400);
    // One that has ended.
    let past =
        issuer.claims("alice", &[AUDIENCE.to_owned()], chrono::Utc::now() - Duration::hours(2), Duration::hours(1));
    assert_eq!(who(&server, &issuer.sign(&past).unwrap()).await.0, 401);
}

#[tokio::test]
async fn people_have_tokens_and_cannot_be_the_system() {
    let (server, issuer) = server().await;
    let token = issuer.issue_user_token("alice", &["team-a".to_owned()], Duration::hours(1)).unwrap();
    let (status, me) = who(&server, &token).await;
    assert_eq!((status, &me["username"]), (201, &json!("alice")));
    assert_eq!(me["groups"], json!(["team-a", "system:authenticated"]));
    for (user, group) in [("system:admin", "g"), ("", "g"), ("alice", "system:masters")] {
        assert_eq!(issuer.issue_user_token(user, &[group.to_owned()], Duration::hours(1)).unwrap_err().code(), 400);
    }
    // Even one that is signed well, but claims to be of the system, or of a service account that it is not.
    for (subject, claim) in [
        ("system:admin", None),
        ("alice", Some(("groups", json!(["system:masters"])))),
        (
            "alice",
            Some(("kubernetes.io", json!({"namespace": "default", "serviceaccount": {"name": "robot", "uid": "x"}}))),
        ),
    ] {
        let mut claims = issuer.claims(subject, &[AUDIENCE.to_owned()], chrono::Utc::now(), Duration::hours(1));
        claims.more.extend(claim.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(who(&server, &issuer.sign(&claims).unwrap()).await.0, 401, "{subject}");
    }
}

#[tokio::test]
async fn the_issuers_keys_are_for_service_accounts_to_read() {
    let (server, _) = server().await;
    let account = User::service_account("default", "robot");
    let get = async |user: &User, path: &str| {
        let (status, headers, answer) =
            server.call_with(Some(user), Method::GET, path, "application/json", Value::Null).await;
        (status.as_u16(), headers["content-type"].to_str().unwrap().to_owned(), answer)
    };
    let (status, _, document) = get(&account, "/.well-known/openid-configuration").await;
    assert_eq!((status, &document["issuer"]), (200, &json!(ISSUER)));
    assert_eq!(document["jwks_uri"], format!("{ISSUER}/openid/v1/jwks"));
    let (status, media_type, keys) = get(&account, "/openid/v1/jwks").await;
    assert_eq!((status, media_type.as_str()), (200, "application/jwk-set+json"));
    assert_eq!((&keys["keys"][0]["crv"], &keys["keys"][0]["alg"]), (&json!("P-256"), &json!("ES256")));
    let header = token(&server, json!({})).await;
    let header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header.split('.').next().unwrap()).unwrap()).unwrap();
    assert_eq!(header["kid"], keys["keys"][0]["kid"]);
    let stranger = User::new("stranger", ["g"]);
    assert_eq!(get(&stranger, "/openid/v1/jwks").await.0, 403);
}

#[tokio::test]
async fn every_namespace_has_its_first_objects_and_keeps_them() {
    let (server, _) = server().await;
    server.call(Method::POST, "/api/v1/namespaces", json!({"metadata": {"name": "new"}})).await;
    for namespace in ["default", "kube-system", "new"] {
        let account = format!("/api/v1/namespaces/{namespace}/serviceaccounts/default");
        let authority = format!("/api/v1/namespaces/{namespace}/configmaps/kube-root-ca.crt");
        server.until(&account, |status, _| status == 200).await;
        server.until(&authority, |status, _| status == 200).await;
    }
    let account = "/api/v1/namespaces/new/serviceaccounts/default";
    let (_, old) = server.get(account).await;
    server.call(Method::DELETE, account, Value::Null).await;
    server.until(account, |status, new| status == 200 && new["metadata"]["uid"] != old["metadata"]["uid"]).await;
    let authority = "/api/v1/namespaces/new/configmaps/kube-root-ca.crt";
    let forged = json!({"metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": "x"}});
    server.call(Method::PUT, authority, forged).await;
    server.until(authority, |_, map| map["data"]["ca.crt"] == "-----BEGIN CERTIFICATE-----\n").await;
    server.call(Method::DELETE, "/api/v1/namespaces/new", Value::Null).await;
    server.gone("/api/v1/namespaces/new").await;
}

#[tokio::test]
async fn without_a_key_there_are_no_tokens() {
    let server = support::supervisor().await;
    server.until(&format!("{HERE}/serviceaccounts/default"), |status, _| status == 200).await;
    let path = format!("{HERE}/serviceaccounts/default/token");
    assert_eq!(server.call(Method::POST, &path, json!({"spec": {}})).await.0, 404);
    assert_eq!(server.get("/openid/v1/jwks").await.0, 404);
}

#[tokio::test]
async fn a_secret_of_that_type_gets_a_token_and_goes_with_its_account() {
    let (server, _) = server().await;
    let secrets = format!("{HERE}/secrets");
    let of = |name: &str, account: &str| {
        json!({
            "metadata": {"name": name, "annotations": {"kubernetes.io/service-account.name": account}},
            "type": "kubernetes.io/service-account-token",
        })
    };
    server.make(&secrets, of("robot-token", "robot")).await;
    let path = format!("{secrets}/robot-token");
    server.until(&path, |_, secret| secret["data"]["token"].is_string()).await;
    let (_, secret) = server.get(&path).await;
    let decoded = |field: &str| {
        let text = secret["data"][field].as_str().unwrap();
        String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
    };
    assert_eq!(
        (decoded("namespace").as_str(), decoded("ca.crt").as_str()),
        ("default", "-----BEGIN CERTIFICATE-----\n")
    );
    let (_, account) = server.get(&format!("{HERE}/serviceaccounts/robot")).await;
    let noted = &secret["metadata"]["annotations"]["kubernetes.io/service-account.uid"];
    assert_eq!(noted, &account["metadata"]["uid"]);
    let token = decoded("token");
    assert_eq!(who(&server, &token).await.1["username"], "system:serviceaccount:default:robot");
    // What is taken out comes back; what is there stays.
    server.merge(&path, json!({"data": {"ca.crt": null}})).await;
    server.until(&path, |_, secret| secret["data"]["ca.crt"].is_string()).await;
    assert_eq!(server.get(&path).await.1["data"]["token"], secret["data"]["token"]);
    // Nobody has an account of this name.
    server.make(&secrets, of("nobody-token", "nobody")).await;
    server.gone(&format!("{secrets}/nobody-token")).await;
    server.call(Method::DELETE, &format!("{HERE}/serviceaccounts/robot"), Value::Null).await;
    server.gone(&path).await;
    assert_eq!(who(&server, &token).await.0, 401);
}
