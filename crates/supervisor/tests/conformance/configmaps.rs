//! ConfigMap.

use http::Method;
use serde_json::{Value, json};

use crate::support::supervisor;
use crate::{MAPS, text};

#[tokio::test]
async fn a_map_lives_through_every_verb() {
    let server = supervisor().await;
    let labelled = json!({"metadata": {"name": "a", "labels": {"test": "static"}}, "data": {"v": "1"}});
    server.make(MAPS, labelled).await;
    let (_, patched) = server.merge(&format!("{MAPS}/a"), json!({"data": {"v": "2"}})).await;
    assert_eq!(text(&patched, "/data/v"), "2");
    let (_, all) = server.get("/api/v1/configmaps?labelSelector=test%3Dstatic").await;
    assert_eq!(text(&all, "/items/0/data/v"), "2");
    let (status, _) = server.call(Method::DELETE, &format!("{MAPS}?labelSelector=test%3Dstatic"), Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(server.get(&format!("{MAPS}/a")).await.0, 404);
}

#[tokio::test]
async fn an_immutable_map_keeps_its_content() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}, "data": {"v": "1"}, "binaryData": {"b": "AAE="}})).await;
    let path = format!("{MAPS}/a");
    assert_eq!(server.merge(&path, json!({"data": {"v": "2"}})).await.0, 200, "as long as it is not marked");
    assert_eq!(server.merge(&path, json!({"immutable": true})).await.0, 200);
    for (patch, field) in [
        (json!({"data": {"v": "3"}}), "data"),
        (json!({"binaryData": {"b": null}}), "binaryData"),
        (json!({"immutable": false}), "immutable"),
        (json!({"immutable": null}), "immutable"),
    ] {
        let (status, answer) = server.merge(&path, patch).await;
        assert_eq!(status, 422);
        assert_eq!(
            text(&answer, "/message"),
            format!("ConfigMap \"a\" is invalid: {field}: Forbidden: field is immutable when `immutable` is set")
        );
    }
    assert_eq!(server.merge(&path, json!({"metadata": {"labels": {"l": "x"}}})).await.0, 200, "labels are not content");
    assert_eq!(server.call(Method::DELETE, &path, Value::Null).await.0, 200);
}

#[tokio::test]
async fn keys_and_size_have_rules() {
    let server = supervisor().await;
    let rule = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  \
                or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    for (data, message) in [
        (json!({"data": {"": "x"}}), format!("data[]: Invalid value: \"\": {rule}")),
        (json!({"data": {"a/b": "x"}}), format!("data[a/b]: Invalid value: \"a/b\": {rule}")),
        (json!({"binaryData": {"..": "AAE="}}), "binaryData[..]: Invalid value: \"..\": must not be '..'".to_owned()),
        (
            json!({"data": {"a": "x"}, "binaryData": {"a": "AAE="}}),
            "data[a]: Invalid value: \"a\": duplicate of key present in binaryData".to_owned(),
        ),
        (
            json!({"data": {"a": "x".repeat(600 << 10), "b": "x".repeat(600 << 10)}}),
            "[]: Too long: may not be more than 1048576 bytes".to_owned(),
        ),
    ] {
        let mut object = data.clone();
        object["metadata"] = json!({"name": "a"});
        let (status, answer) = server.call(Method::POST, MAPS, object).await;
        assert_eq!(status, 422, "{message}");
        assert_eq!(text(&answer, "/message"), format!("ConfigMap \"a\" is invalid: {message}"));
    }
    let wrong = json!({"metadata": {"name": "a"}, "binaryData": {"a": "not base64!"}});
    let (status, _) = server.call(Method::POST, MAPS, wrong).await;
    assert!(status.is_client_error(), "{status}");
}
