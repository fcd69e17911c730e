//! Secrets.

use http::Method;
use serde_json::{Value, json};

use crate::support::supervisor;
use crate::text;

const SECRETS: &str = "/api/v1/namespaces/default/secrets";

#[tokio::test]
async fn a_secret_lives_through_every_verb() {
    let server = supervisor().await;
    let made =
        server.make(SECRETS, json!({"metadata": {"name": "a", "labels": {"l": "x"}}, "stringData": {"k": "v"}})).await;
    assert_eq!((text(&made, "/type"), text(&made, "/data/k")), ("Opaque", "dg=="));
    assert!(made["stringData"].is_null());
    let path = format!("{SECRETS}/a");
    let (_, patched) = server.merge(&path, json!({"stringData": {"k": "w"}, "metadata": {"labels": {"l": "y"}}})).await;
    assert_eq!(text(&patched, "/data/k"), "dw==");
    let (_, all) = server.get("/api/v1/secrets?labelSelector=l%3Dy&fieldSelector=type%3DOpaque").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
    let (_, none) = server.get("/api/v1/secrets?labelSelector=l%3Dy&fieldSelector=type%21%3DOpaque").await;
    assert_eq!(none["items"], json!([]));
    assert_eq!(server.call(Method::DELETE, &format!("{SECRETS}?labelSelector=l%3Dy"), Value::Null).await.0, 200);
    assert_eq!(server.get(&path).await.0, 404);
}

#[tokio::test]
async fn an_immutable_secret_keeps_its_content() {
    let server = supervisor().await;
    server.make(SECRETS, json!({"metadata": {"name": "a"}, "data": {"k": "dg=="}, "immutable": true})).await;
    let path = format!("{SECRETS}/a");
    for (patch, field) in [
        (json!({"data": {"k": "dw=="}}), "data"),
        (json!({"stringData": {"new": "x"}}), "data"),
        (json!({"immutable": false}), "immutable"),
    ] {
        let (status, answer) = server.merge(&path, patch).await;
        assert_eq!(status, 422);
        assert_eq!(
            text(&answer, "/message"),
            format!("Secret \"a\" is invalid: {field}: Forbidden: field is immutable when `immutable` is set")
        );
    }
    assert_eq!(server.merge(&path, json!({"metadata": {"annotations": {"a": "x"}}})).await.0, 200);
    let (status, answer) = server.merge(&path, json!({"type": "other"})).await;
    assert_eq!(status, 422);
    assert!(text(&answer, "/message").contains("type: Invalid value: \"other\": field is immutable"));
}

#[tokio::test]
async fn a_key_is_needed() {
    let server = supervisor().await;
    let (status, answer) =
        server.call(Method::POST, SECRETS, json!({"metadata": {"name": "a"}, "data": {"": "dg=="}})).await;
    assert_eq!((status.as_u16(), text(&answer, "/details/causes/0/field")), (422, "data[]"));
    let (status, answer) =
        server.call(Method::POST, SECRETS, json!({"metadata": {"name": "a"}, "type": "kubernetes.io/tls"})).await;
    assert_eq!(status, 422);
    assert_eq!(
        text(&answer, "/message"),
        "Secret \"a\" is invalid: [data[tls.crt]: Required value, data[tls.key]: Required value]"
    );
}
