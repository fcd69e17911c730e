//! FieldValidation, for kinds of the API itself and for our own.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::{Server, admin, supervisor};
use crate::{MAPS, text};

const CLUSTERS: &str = "/apis/guest.atoll.dev/v1alpha1/namespaces/default/guestclusters";

const MERGE: &str = "application/merge-patch+json";
const JSON: &str = "application/json-patch+json";
const APPLY: &str = "application/apply-patch+yaml";

/// Sends the text as it is; status, warnings, message.
async fn send(server: &Server, method: Method, path: &str, media_type: &str, body: &str) -> (u16, Vec<String>, String) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", media_type)
        .body(Body::from(body.to_owned()))
        .unwrap();
    let (status, headers, answer) = server.send(Some(&admin()), request).await;
    let warnings = headers.get_all("warning").iter().map(|w| w.to_str().unwrap().to_owned()).collect();
    (status.as_u16(), warnings, text(&answer, "/message").to_owned())
}

fn cluster(name: &str) -> String {
    format!(
        r#"{{"apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster",
            "metadata": {{"name": "{name}", "unknownMeta": 1}},
            "spec": {{"distribution": {{"version": "v1.34"}}, "unknown": 1, "paused": true, "paused": false,
                "topology": {{"controlPlane": {{"replicas": 1, "class": "small", "storageClass": "fast"}},
                    "nodePools": []}}}}}}"#
    )
}

const FOUND: [&str; 3] =
    [r#"unknown field "metadata.unknownMeta""#, r#"unknown field "spec.unknown""#, r#"duplicate field "spec.paused""#];

#[tokio::test]
async fn creates_and_updates_are_checked() {
    let server = supervisor().await;
    let create = |validation: &str| format!("{CLUSTERS}?fieldValidation={validation}");
    let (status, warnings, message) =
        send(&server, Method::POST, &create("Strict"), "application/json", &cluster("a")).await;
    assert_eq!((status, warnings.len()), (400, 0));
    assert_eq!(
        message,
        format!(
            "GuestCluster in version \"v1alpha1\" cannot be handled as a GuestCluster: strict decoding error: {}",
            FOUND.join(", ")
        )
    );
    let (status, warnings, _) = send(&server, Method::POST, &create("Ignore"), "application/json", &cluster("a")).await;
    assert_eq!((status, warnings.len()), (201, 0));
    // Without a word it warns.
    let (status, warnings, _) = send(&server, Method::POST, CLUSTERS, "application/json", &cluster("b")).await;
    let expected: Vec<String> = FOUND.iter().map(|f| format!("299 - \"{}\"", f.replace('"', "\\\""))).collect();
    assert_eq!((status, warnings), (201, expected));
    let (_, stored) = server.get(&format!("{CLUSTERS}/b")).await;
    assert!(stored["spec"]["unknown"].is_null() && stored["metadata"]["unknownMeta"].is_null());
    assert_eq!(stored["spec"]["paused"], json!(false), "the last of a duplicate counts");
    let mut update = stored.clone();
    update["spec"]["unknown"] = json!(1);
    let path = format!("{CLUSTERS}/b?fieldValidation=Strict");
    let (status, _, message) = send(&server, Method::PUT, &path, "application/json", &update.to_string()).await;
    assert_eq!(status, 400);
    assert!(message.ends_with(r#"strict decoding error: unknown field "spec.unknown""#), "{message}");
}

#[tokio::test]
async fn yaml_is_checked_as_well() {
    let server = supervisor().await;
    let yaml = "metadata: {name: a}\ndata:\n  x: '1'\n  x: '2'\nextra: 1\n";
    let path = format!("{MAPS}?fieldValidation=Strict");
    let (status, _, message) = send(&server, Method::POST, &path, "application/yaml", yaml).await;
    assert_eq!(status, 400);
    assert!(
        message.ends_with(r#"strict decoding error: unknown field "extra", duplicate field "data.x""#),
        "{message}"
    );
}

#[tokio::test]
async fn patches_are_checked() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let path = |validation: &str| format!("{MAPS}/a?fieldValidation={validation}");
    let add = r#"[{"op": "add", "path": "/extra", "value": 1}]"#;
    for (media_type, body) in [(MERGE, r#"{"extra": 1}"#), (JSON, add)] {
        let (status, _, message) = send(&server, Method::PATCH, &path("Strict"), media_type, body).await;
        assert_eq!(status, 400, "{message}");
        assert!(message.contains(r#"strict decoding error: unknown field "extra""#), "{message}");
        let (status, warnings, _) = send(&server, Method::PATCH, &path("Warn"), media_type, body).await;
        assert_eq!((status, warnings.len()), (200, 1));
    }
    let twice = r#"{"data": {"x": "1", "x": "2"}}"#;
    let (status, _, message) = send(&server, Method::PATCH, &path("Strict"), MERGE, twice).await;
    assert_eq!(status, 400, "{message}");
    assert_eq!(server.call(Method::POST, &format!("{MAPS}?fieldValidation=Some"), Value::Null).await.0, 422);
}

#[tokio::test]
async fn an_apply_refuses_what_it_cannot_own() {
    let server = supervisor().await;
    let path = format!("{MAPS}/a?fieldManager=test");
    let body =
        r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "unknownMeta": "x"}, "extra": 1}"#;
    let (status, _, message) = send(&server, Method::PATCH, &path, APPLY, body).await;
    assert_eq!(status, 400);
    assert_eq!(
        message,
        "failed to create typed patch object (/a; v1, Kind=ConfigMap): .metadata.unknownMeta: field not declared in \
         schema, .extra: field not declared in schema"
    );
    assert_eq!(server.get(&format!("{MAPS}/a")).await.0, 404);
    let twice = "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: '1'\n  x: '2'\n";
    let (status, _, message) =
        send(&server, Method::PATCH, &format!("{path}&fieldValidation=Strict"), APPLY, twice).await;
    assert_eq!(status, 400);
    assert!(message.ends_with(r#"strict decoding error: duplicate field "data.x""#), "{message}");
    let (status, warnings, _) = send(&server, Method::PATCH, &path, APPLY, twice).await;
    assert_eq!((status, warnings.len()), (201, 1));
}
