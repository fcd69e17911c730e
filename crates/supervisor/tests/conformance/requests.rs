//! The finer points of requests: options, encodings, versions of reads.

use std::io::{Read, Write};

use axum::body::Body;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use supervisor::engine::User;
use tower::ServiceExt;

use crate::support::{Server, admin, supervisor};
use crate::{MAPS, text, version};

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

async fn post_packed(server: &Server, encoding: &str, body: Vec<u8>) -> (u16, Value) {
    let request = Request::post(MAPS)
        .header("content-type", "application/json")
        .header("content-encoding", encoding)
        .body(Body::from(body))
        .unwrap();
    let (status, _, answer) = server.send(Some(&admin()), request).await;
    (status.as_u16(), answer)
}

#[tokio::test]
async fn bodies_come_in_gzip() {
    let server = supervisor().await;
    let map = json!({"metadata": {"name": "a"}, "data": {"k": "v"}}).to_string();
    let (status, made) = post_packed(&server, "gzip", packed(&map)).await;
    assert_eq!((status, text(&made, "/data/k")), (201, "v"));
    assert_eq!(post_packed(&server, "gzip", map.into_bytes()).await.0, 400);
    assert_eq!(post_packed(&server, "br", Vec::new()).await.0, 415);
    // 100 MB in 100 kB.
    let (status, answer) = post_packed(&server, "gzip", packed(&" ".repeat(100 << 20))).await;
    assert_eq!((status, text(&answer, "/reason")), (413, "RequestEntityTooLarge"));
}

/// The encoding and the whole body of an answer to somebody who reads gzip.
async fn get_packed(server: &Server, path: &str) -> (Option<String>, Vec<u8>) {
    let mut request = Request::get(path).header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    request.extensions_mut().insert(admin());
    let response = server.engine.router().oneshot(request).await.unwrap();
    let encoding = response.headers().get("content-encoding").map(|v| v.to_str().unwrap().to_owned());
    (encoding, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

#[tokio::test]
async fn long_answers_are_sent_in_gzip_to_those_who_read_it() {
    let server = supervisor().await;
    let data = "x".repeat(50 << 10);
    for i in 0..10 {
        server.make(MAPS, json!({"metadata": {"name": format!("m{i}")}, "data": {"d": data}})).await;
    }
    let (encoding, body) = get_packed(&server, MAPS).await;
    assert_eq!(encoding.as_deref(), Some("gzip"));
    assert!(body.len() < 50 << 10);
    let mut text = String::new();
    GzDecoder::new(&body[..]).read_to_string(&mut text).unwrap();
    let list: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(list, server.get(MAPS).await.1);
    assert_eq!(get_packed(&server, "/openapi/v2").await.0.as_deref(), Some("gzip"));
    assert_eq!(get_packed(&server, &format!("{MAPS}/m1")).await.0, None, "short ones are not worth it");
    assert_eq!(
        get_packed(&server, &format!("{MAPS}?watch=true&timeoutSeconds=1")).await.0,
        None,
        "a watch may not wait"
    );
}

#[tokio::test]
async fn options_are_checked_in_the_words_of_the_public_server() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let path = format!("{MAPS}/a");
    let long = "x".repeat(200);
    let map = json!({"metadata": {"name": "a"}});
    for (method, path, message) in [
        (
            Method::POST,
            format!("{MAPS}?dryRun=Some"),
            "CreateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
        ),
        (
            Method::PUT,
            format!("{path}?dryRun=Some"),
            "UpdateOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
        ),
        (
            Method::DELETE,
            format!("{path}?dryRun=Some"),
            "DeleteOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: [\"Some\"]: supported values: \"All\"",
        ),
        (
            Method::POST,
            format!("{MAPS}?fieldValidation=Some"),
            "CreateOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"Some\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"",
        ),
        (
            Method::POST,
            format!("{MAPS}?fieldManager={long}"),
            "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes",
        ),
        (
            Method::POST,
            format!("{MAPS}?fieldManager=a%0Ab"),
            "CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\nb\": should only contain printable characters",
        ),
    ] {
        let (status, answer) = server.call(method.clone(), &path, map.clone()).await;
        assert_eq!((status.as_u16(), text(&answer, "/message")), (422, message), "{method} {path}");
        assert_eq!(text(&answer, "/reason"), "Invalid");
    }
    let apply = "application/apply-patch+yaml";
    let (status, answer) = server.patch(&path, apply, json!({"apiVersion": "v1", "kind": "ConfigMap"})).await;
    assert_eq!(
        (status.as_u16(), text(&answer, "/message")),
        (422, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")
    );
    let (status, _) = server.merge(&format!("{path}?force=true"), json!({})).await;
    assert_eq!(status, 422);
}

#[tokio::test]
async fn a_read_is_as_new_as_it_is_asked_to_be() {
    let server = supervisor().await;
    let made = server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let path = format!("{MAPS}/a");
    for (asked, expected) in [("0", 200), (version(&made), 200), ("99999999", 504)] {
        assert_eq!(server.get(&format!("{path}?resourceVersion={asked}")).await.0, expected, "{asked}");
        assert_eq!(server.get(&format!("{MAPS}?resourceVersion={asked}")).await.0, expected, "{asked}");
    }
}

#[tokio::test]
async fn paths_are_read_with_tolerance_and_answered_with_precision() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    for (method, path, expected) in [
        (Method::GET, "/api/v1/namespaces/default/configmaps/", 200),
        (Method::GET, "/api/v1/namespaces/default/configmaps/a/", 200),
        (Method::HEAD, "/api/v1/namespaces/default/configmaps/a", 200),
        (Method::OPTIONS, "/api/v1/namespaces/default/configmaps/a", 405),
        (Method::GET, "/api/v1/namespaces/default/configmaps/a/scale", 404),
        (Method::GET, "/api/v1/namespaces/default/configmaps/a/nothing", 404),
        (Method::GET, "/api/v1/namespaces/default/pods/a/log", 404),
        (Method::POST, "/api/v1/watch/configmaps", 404),
    ] {
        let (status, answer) = server.call(method.clone(), path, Value::Null).await;
        assert_eq!(status.as_u16(), expected, "{method} {path}: {answer}");
    }
    let (_, answer) = server.get(&format!("{MAPS}?fieldSelector=data.x%3D1")).await;
    assert_eq!(
        text(&answer, "/message"),
        "\"data.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
    );
    let (_, answer) = server.get("/api/v1/namespaces/default/secrets?fieldSelector=data.x%3D1").await;
    assert_eq!(text(&answer, "/message"), "field label not supported: data.x");
}

#[tokio::test]
async fn a_collection_is_deleted_by_selectors_and_as_options_say() {
    let server = supervisor().await;
    for (name, label) in [("a", "x"), ("b", "x"), ("c", "y")] {
        let held = json!({"metadata": {"name": name, "labels": {"l": label}, "finalizers": ["example.dev/x"]}});
        server.make(MAPS, held).await;
    }
    let (status, answer) = server.call(Method::DELETE, &format!("{MAPS}?labelSelector=l%3Dx"), Value::Null).await;
    assert_eq!((status.as_u16(), text(&answer, "/kind")), (200, "ConfigMapList"));
    let (_, list) = server.get(MAPS).await;
    let marked: Vec<bool> =
        list["items"].as_array().unwrap().iter().map(|i| !i["metadata"]["deletionTimestamp"].is_null()).collect();
    assert_eq!(marked, [true, true, false]);
    // Nothing is done when a precondition fails.
    let options = json!({"preconditions": {"uid": "other"}});
    assert_eq!(server.call(Method::DELETE, &format!("{MAPS}?fieldSelector=metadata.name%3Dc"), options).await.0, 409);
    let (_, c) = server.get(&format!("{MAPS}/c")).await;
    assert!(c["metadata"]["deletionTimestamp"].is_null());
    let stranger = User::new("stranger", Vec::<String>::new());
    let (status, _, _) = server.call_with(Some(&stranger), Method::DELETE, MAPS, "application/json", Value::Null).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn a_custom_kind_is_scaled_by_a_patch_that_names_no_version() {
    let server = supervisor().await;
    let path = "/apis/cluster.x-k8s.io/v1beta2/namespaces/default/machinedeployments";
    let template =
        json!({"name": "none", "kind": "VSphereMachineTemplate", "apiGroup": "vmware.infrastructure.cluster.x-k8s.io"});
    let machine =
        json!({"clusterName": "none", "bootstrap": {"dataSecretName": "none"}, "infrastructureRef": template});
    let spec = json!({
        "clusterName": "none", "replicas": 1, "selector": {"matchLabels": {"a": "b"}},
        "template": {"metadata": {"labels": {"a": "b"}}, "spec": machine},
    });
    let made = server
        .make(path, json!({"apiVersion": "cluster.x-k8s.io/v1beta2", "kind": "MachineDeployment", "metadata": {"name": "a"}, "spec": spec}))
        .await;
    let scale = format!("{path}/a/scale");
    let (status, scaled) = server.merge(&scale, json!({"spec": {"replicas": 3}})).await;
    assert_eq!((status.as_u16(), &scaled["spec"]["replicas"]), (200, &json!(3)), "{scaled}");
    let old = json!({"metadata": {"resourceVersion": version(&made)}, "spec": {"replicas": 4}});
    assert_eq!(server.merge(&scale, old).await.0, 409);
    let (status, dry) = server.merge(&format!("{scale}?dryRun=All"), json!({"spec": {"replicas": 5}})).await;
    assert_eq!((status.as_u16(), &dry["spec"]["replicas"]), (200, &json!(5)));
    assert_eq!(server.get(&scale).await.1["spec"]["replicas"], 3);
    let many = (0..8).map(|i| server.merge(&scale, json!({"spec": {"replicas": i}})));
    assert!(futures::future::join_all(many).await.iter().all(|(status, _)| *status == 200));
}
