//! What a write does to an object, and which answers it gets.
#![allow(clippy::unwrap_used)]

mod support;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use support::{Server, admin, supervisor};

const MAPS: &str = "/api/v1/namespaces/default/configmaps";
const CLUSTERS: &str = "/apis/guest.atoll.dev/v1alpha1/namespaces/default/guestclusters";

fn map(name: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "1"}})
}

fn cluster(name: &str) -> Value {
    json!({
        "apiVersion": "guest.atoll.dev/v1alpha1",
        "kind": "GuestCluster",
        "metadata": {"name": name},
        "spec": {
            "distribution": {"version": "v1.34"},
            "topology": {
                "controlPlane": {"replicas": 1, "class": "small", "storageClass": "fast"},
                "nodePools": [{"name": "a", "replicas": 1, "class": "small", "storageClass": "fast"}],
            },
        },
    })
}

async fn made(server: &Server, path: &str, object: Value) -> Value {
    let (status, object) = server.call(Method::POST, path, object).await;
    assert_eq!(status, StatusCode::CREATED, "{object}");
    object
}

async fn merge(server: &Server, path: &str, patch: Value) -> (StatusCode, Value) {
    let (status, _, value) =
        server.call_with(Some(&admin()), Method::PATCH, path, "application/merge-patch+json", patch).await;
    (status, value)
}

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

#[tokio::test]
async fn the_server_sets_what_is_its_own() {
    let server = supervisor().await;
    let mut sent = cluster("a");
    sent["metadata"]["uid"] = json!("mine");
    sent["metadata"]["generation"] = json!(7);
    sent["metadata"]["deletionTimestamp"] = json!("2026-01-01T00:00:00Z");
    sent["status"] = json!({"phase": "Running"});
    let object = made(&server, CLUSTERS, sent).await;
    assert_eq!(text(&object, "/metadata/uid").len(), 36);
    assert_eq!(object["metadata"]["generation"], 1);
    assert!(object["metadata"]["deletionTimestamp"].is_null() && object["status"].is_null());
    assert_eq!(object["metadata"]["namespace"], "default");
    assert_eq!(text(&object, "/metadata/annotations/atoll.dev~1request-id").len(), 36);
    assert_eq!(text(&object, "/metadata/managedFields/0/operation"), "Update");
    assert!(text(&object, "/metadata/creationTimestamp").ends_with('Z'));
}

#[tokio::test]
async fn a_namespace_is_reached_from_no_other() {
    let server = supervisor().await;
    for name in ["one", "two"] {
        let namespace = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        made(&server, "/api/v1/namespaces", namespace).await;
    }
    for (method, path) in [
        (Method::DELETE, "/api/v1/namespaces/one/namespaces/two"),
        (Method::GET, "/api/v1/namespaces/one/namespaces/two"),
        (Method::GET, "/api/v1/namespaces/one/namespaces/two/status"),
        (Method::GET, "/api/v1/namespaces/one/namespaces"),
        (Method::DELETE, "/api/v1/namespaces/one/namespaces"),
        (Method::GET, "/api/v1/namespaces/one/nodes"),
    ] {
        let (status, answer) = server.call(method.clone(), path, Value::Null).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}: {answer}");
    }
    let (status, two) = server.get("/api/v1/namespaces/two").await;
    assert!(status.is_success() && two["metadata"]["deletionTimestamp"].is_null(), "{two}");
}

#[tokio::test]
async fn large_bodies_are_read_in_time_that_grows_with_their_size() {
    let server = supervisor().await;
    let path = "/api/v1/namespaces/default/configmaps?dryRun=All";
    let long = "k".repeat(1_400_000);
    let map = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, long: vec![0; 700_000]});
    let started = std::time::Instant::now();
    server.call(Method::POST, path, map).await;
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_node_is_registered_with_its_status() {
    let server = supervisor().await;
    let node = json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "status": {"phase": "Running"}});
    let object = made(&server, "/api/v1/nodes", node).await;
    assert_eq!(object["status"]["phase"], "Running");
    let (_, object) = merge(&server, "/api/v1/nodes/n", json!({"status": {"phase": "Terminated"}})).await;
    assert_eq!(object["status"]["phase"], "Running", "afterwards only through /status");
}

#[tokio::test]
async fn status_and_spec_are_written_apart() {
    let server = supervisor().await;
    made(&server, CLUSTERS, cluster("a")).await;
    let path = format!("{CLUSTERS}/a");
    let both = json!({"spec": {"paused": true}, "status": {"phase": "Running"}, "metadata": {"labels": {"x": "y"}}});
    let (_, object) = merge(&server, &path, both.clone()).await;
    assert_eq!((&object["spec"]["paused"], &object["metadata"]["generation"]), (&json!(true), &json!(2)));
    assert!(object["status"].is_null());
    let other = json!({"spec": {"paused": false}, "status": {"phase": "Running"}, "metadata": {"labels": {"z": "y"}}});
    let (_, object) = merge(&server, &format!("{path}/status"), other).await;
    assert_eq!((&object["spec"]["paused"], &object["metadata"]["generation"]), (&json!(true), &json!(2)));
    assert_eq!(object["status"]["phase"], "Running");
    assert!(object["metadata"]["labels"]["z"].is_null());
}

#[tokio::test]
async fn a_write_without_a_change_is_none() {
    let server = supervisor().await;
    let first = made(&server, MAPS, map("a")).await;
    let path = format!("{MAPS}/a");
    let (_, same) = merge(&server, &path, json!({"data": {"a": "1"}})).await;
    assert_eq!(first, same);
    let (_, same) = server.call(Method::PUT, &path, first.clone()).await;
    assert_eq!(first, same);
}

#[tokio::test]
async fn updates_check_version_and_identity() {
    let server = supervisor().await;
    let first = made(&server, CLUSTERS, cluster("a")).await;
    let path = format!("{CLUSTERS}/a");
    let (status, answer) = server.call(Method::PUT, &path, cluster("a")).await;
    assert_eq!(status, 422);
    assert_eq!(
        text(&answer, "/message"),
        "GuestCluster.guest.atoll.dev \"a\" is invalid: metadata.resourceVersion: Invalid value: \"0x0\": must be specified for an update"
    );
    let mut other = first.clone();
    other["metadata"]["uid"] = json!("0e4f7f7c-3b1b-4f57-9d0e-1a3c27a3a111");
    let (status, answer) = server.call(Method::PUT, &path, other).await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (409, "Conflict"));
    let mut renamed = first.clone();
    renamed["metadata"]["name"] = json!("b");
    assert_eq!(server.call(Method::PUT, &path, renamed).await.0, 400);
    let (status, _) = merge(&server, &path, json!({"metadata": {"resourceVersion": "1"}})).await;
    assert_eq!(status, 409);
    let options = json!({"kind": "DeleteOptions", "apiVersion": "v1", "preconditions": {"uid": "x"}});
    assert_eq!(server.call(Method::DELETE, &path, options).await.0, 409);
    let options = json!({"preconditions": {"resourceVersion": "1"}});
    assert_eq!(server.call(Method::DELETE, &path, options).await.0, 409);
    let (status, answer) = server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!((status.as_u16(), text(&answer, "/status")), (200, "Success"));
    assert_eq!(text(&answer, "/details/uid"), text(&first, "/metadata/uid"));
}

#[tokio::test]
async fn many_patches_at_once_all_count() {
    let server = supervisor().await;
    made(&server, MAPS, map("a")).await;
    let path = format!("{MAPS}/a");
    let patches = (0..16).map(|i| merge(&server, &path, json!({"data": {format!("k{i}"): "1"}})));
    for (status, _) in futures::future::join_all(patches).await {
        assert_eq!(status, 200);
    }
    let (_, object) = server.get(&path).await;
    assert_eq!(object["data"].as_object().unwrap().len(), 17);
}

#[tokio::test]
async fn finalizers_hold_an_object() {
    let server = supervisor().await;
    let mut object = map("a");
    object["metadata"]["finalizers"] = json!(["example.dev/x"]);
    made(&server, MAPS, object).await;
    let path = format!("{MAPS}/a");
    let (status, held) = server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!((status.as_u16(), text(&held, "/kind")), (200, "ConfigMap"));
    assert!(!held["metadata"]["deletionTimestamp"].is_null());
    assert_eq!(held["metadata"]["deletionGracePeriodSeconds"], 0);
    let (_, again) = server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!(again, held);
    let (status, refused) =
        merge(&server, &path, json!({"metadata": {"finalizers": ["example.dev/x", "example.dev/y"]}})).await;
    assert_eq!(status, 422);
    assert!(text(&refused, "/message").contains("no new finalizers can be added if the object is being deleted"));
    let (status, _) = merge(&server, &path, json!({"metadata": {"finalizers": null}})).await;
    assert_eq!(status, 200);
    assert_eq!(server.get(&path).await.0, 404);
}

#[tokio::test]
async fn a_locked_object_is_not_deleted() {
    let server = supervisor().await;
    let mut object = cluster("a");
    object["metadata"]["annotations"] = json!({"atoll.dev/deletion-lock": "true"});
    made(&server, CLUSTERS, object).await;
    let path = format!("{CLUSTERS}/a");
    for locked in [path.as_str(), CLUSTERS] {
        let (status, refused) = server.call(Method::DELETE, locked, Value::Null).await;
        assert_eq!(status, 403, "{locked}: {refused}");
        assert!(
            text(&refused, "/message").contains("locked against deletion by its annotation atoll.dev/deletion-lock")
        );
    }
    assert_eq!(server.get(&path).await.0, 200);
    for (lock, status) in [(json!("false"), 200), (Value::Null, 404)] {
        merge(&server, &path, json!({"metadata": {"annotations": {"atoll.dev/deletion-lock": lock}}})).await;
        assert_eq!(server.call(Method::DELETE, &path, Value::Null).await.0, status);
    }
}

#[tokio::test]
async fn dry_runs_leave_nothing() {
    let server = supervisor().await;
    let (status, object) = server.call(Method::POST, &format!("{MAPS}?dryRun=All"), map("a")).await;
    assert_eq!(status, 201);
    assert!(!text(&object, "/metadata/uid").is_empty());
    assert_eq!(server.get(&format!("{MAPS}/a")).await.0, 404);
    let first = made(&server, MAPS, map("a")).await;
    let (status, _) = server.call(Method::POST, &format!("{MAPS}?dryRun=All"), map("a")).await;
    assert_eq!(status, 409);
    let path = format!("{MAPS}/a?dryRun=All");
    let (_, changed) = merge(&server, &path, json!({"data": {"a": "2"}})).await;
    assert_eq!(
        (text(&changed, "/data/a"), &changed["metadata"]["resourceVersion"]),
        ("2", &first["metadata"]["resourceVersion"])
    );
    assert_eq!(server.call(Method::DELETE, &path, Value::Null).await.0, 200);
    assert_eq!(server.get(&format!("{MAPS}/a")).await.1, first);
    assert_eq!(server.call(Method::POST, &format!("{MAPS}?dryRun=Some"), map("b")).await.0, 422);
}

#[tokio::test]
async fn names_can_be_generated() {
    let server = supervisor().await;
    let object = json!({"metadata": {"generateName": "web-"}});
    let (one, two) = (made(&server, MAPS, object.clone()).await, made(&server, MAPS, object).await);
    assert!(text(&one, "/metadata/name").starts_with("web-"));
    assert_ne!(one["metadata"]["name"], two["metadata"]["name"]);
    let (status, answer) = server.call(Method::POST, MAPS, json!({"data": {}})).await;
    assert_eq!(status, 422);
    assert_eq!(
        text(&answer, "/message"),
        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"
    );
}

#[tokio::test]
async fn wrong_input_is_named() {
    let server = supervisor().await;
    let (status, answer) = server.call(Method::POST, MAPS, map("Bad_Name")).await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (422, "Invalid"));
    assert!(text(&answer, "/message").starts_with(
        "ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of"
    ));
    assert_eq!(text(&answer, "/details/causes/0/field"), "metadata.name");
    let mut even = cluster("a");
    even["spec"]["topology"]["controlPlane"]["replicas"] = json!(2);
    let (status, answer) = server.call(Method::POST, CLUSTERS, even).await;
    assert_eq!(status, 422);
    let cause = &answer["details"]["causes"][0];
    assert_eq!(cause["field"], "spec.topology.controlPlane.replicas");
    assert_eq!((text(&answer, "/details/kind"), text(&answer, "/details/name")), ("GuestCluster", "a"));
    let mut wrong_kind = map("a");
    wrong_kind["kind"] = json!("Secret");
    assert_eq!(server.call(Method::POST, MAPS, wrong_kind).await.0, 400);
    let mut elsewhere = map("a");
    elsewhere["metadata"]["namespace"] = json!("kube-system");
    let (status, answer) = server.call(Method::POST, MAPS, elsewhere).await;
    assert_eq!(status, 400);
    assert_eq!(
        text(&answer, "/message"),
        "the namespace of the provided object does not match the namespace sent on the request"
    );
    let mut versioned = map("a");
    versioned["metadata"]["resourceVersion"] = json!("5");
    assert_eq!(server.call(Method::POST, MAPS, versioned).await.0, 400);
    let (status, answer) = server.call(Method::POST, "/api/v1/namespaces/nowhere/configmaps", map("a")).await;
    assert_eq!((status.as_u16(), text(&answer, "/message")), (404, "namespaces \"nowhere\" not found"));
}

#[tokio::test]
async fn unknown_and_duplicate_fields_are_told() {
    let server = supervisor().await;
    let body = r#"{"metadata":{"name":"a","name":"a"},"data":{"x":"1"},"extra":1}"#;
    let send = |validation: &str| {
        let request =
            Request::post(format!("{MAPS}?fieldValidation={validation}&dryRun=All")).body(Body::from(body)).unwrap();
        server.send(Some(&ADMIN), request)
    };
    let (status, headers, _) = send("Warn").await;
    assert_eq!(status, 201);
    let warnings: Vec<_> = headers.get_all("warning").iter().map(|v| v.to_str().unwrap()).collect();
    assert_eq!(warnings, [r#"299 - "unknown field \"extra\"""#, r#"299 - "duplicate field \"metadata.name\"""#]);
    let (status, headers, _) = send("Ignore").await;
    assert_eq!((status.as_u16(), headers.get("warning")), (201, None));
    let (status, _, answer) = send("Strict").await;
    assert_eq!(status, 400);
    assert!(
        text(&answer, "/message")
            .ends_with("strict decoding error: unknown field \"extra\", duplicate field \"metadata.name\"")
    );
}

static ADMIN: std::sync::LazyLock<supervisor::engine::User> = std::sync::LazyLock::new(admin);

#[tokio::test]
async fn bodies_come_in_several_forms_and_have_a_limit() {
    let server = supervisor().await;
    let send = |media_type: &str, body: Vec<u8>| {
        let request = Request::post(MAPS).header("content-type", media_type).body(Body::from(body)).unwrap();
        server.send(Some(&ADMIN), request)
    };
    let yaml = b"metadata:\n  name: a\ndata:\n  x: 'yes'\n".to_vec();
    assert_eq!(send("application/yaml", yaml).await.0, 201);
    assert_eq!(send("text/plain", b"x".to_vec()).await.0, 415);
    let (status, _, answer) = send("application/json", b"{".to_vec()).await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (400, "BadRequest"));
    let (status, _, answer) = send("application/json", vec![b' '; 4 << 20]).await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (413, "RequestEntityTooLarge"));
    let request = Request::get(format!("{MAPS}/a")).header("accept", "application/yaml").body(Body::empty()).unwrap();
    let (_, _, yaml) = server.send(Some(&ADMIN), request).await;
    assert!(yaml.as_str().unwrap().contains("name: a\n"));
    let request = Request::get(format!("{MAPS}/a"))
        .header("accept", "application/vnd.kubernetes.protobuf")
        .body(Body::empty())
        .unwrap();
    assert_eq!(server.send(Some(&ADMIN), request).await.0, 406);
}

#[tokio::test]
async fn collections_are_deleted_by_selector() {
    let server = supervisor().await;
    for i in 0..100 {
        let mut object = map(&format!("m{i}"));
        object["metadata"]["labels"] = json!({"odd": (i % 2 == 1).to_string()});
        made(&server, MAPS, object).await;
    }
    let (status, list) = server.call(Method::DELETE, &format!("{MAPS}?labelSelector=odd%3Dtrue"), Value::Null).await;
    assert_eq!((status.as_u16(), list["items"].as_array().unwrap().len()), (200, 50));
    assert_eq!(server.get(MAPS).await.1["items"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn what_is_not_served_is_told() {
    let server = supervisor().await;
    let cases = [
        (Method::GET, "/api/v1/nothing", 404),
        (Method::GET, "/apis/none/v1/things", 404),
        (Method::GET, "/nothing", 404),
        (Method::GET, "/api/v1/configmaps/a", 404),
        (Method::GET, "/api/v1/namespaces/default/nodes", 404),
        (Method::POST, "/api/v1/configmaps", 405),
        (Method::DELETE, "/api/v1/configmaps", 405),
        (Method::POST, "/api/v1/namespaces/default/configmaps/a", 405),
        (Method::DELETE, "/api/v1/namespaces", 405),
        (Method::GET, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 405),
        (Method::GET, "/api/v1/namespaces/default/configmaps/a/status", 404),
        (Method::POST, "/version", 405),
        (Method::GET, "/api/v1/namespaces/default/configmaps?labelSelector=%21%21", 400),
        (Method::GET, "/api/v1/namespaces/default/configmaps?fieldSelector=data.x%3D1", 400),
        (Method::GET, "/api/v1/namespaces/default/configmaps?limit=x", 400),
    ];
    for (method, path, expected) in cases {
        let (status, answer) = server.call(method.clone(), path, Value::Null).await;
        assert_eq!((status.as_u16(), text(&answer, "/kind")), (expected, "Status"), "{method} {path}: {answer}");
    }
}

#[tokio::test]
async fn scale_is_a_view_of_replicas() {
    let server = support::start(supervisor::kinds::guest_registry()).await;
    let deployments = "/apis/apps/v1/namespaces/default/deployments";
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
    let spec = json!({"selector": {"matchLabels": {"a": "b"}}, "template": template});
    made(&server, deployments, json!({"metadata": {"name": "a"}, "spec": spec})).await;
    let path = format!("{deployments}/a/scale");
    let (_, scale) = server.get(&path).await;
    assert_eq!((&scale["spec"]["replicas"], text(&scale, "/status/selector")), (&json!(1), "a=b"));
    let (status, scaled) = merge(&server, &path, json!({"spec": {"replicas": 4}})).await;
    assert_eq!((status.as_u16(), &scaled["spec"]["replicas"]), (200, &json!(4)));
    assert_eq!(server.call(Method::PUT, &path, scale).await.0, 409);
    let (_, object) = server.get(&format!("{deployments}/a")).await;
    assert_eq!((&object["spec"]["replicas"], &object["metadata"]["generation"]), (&json!(4), &json!(2)));
}

#[tokio::test]
async fn events_are_one_under_both_groups() {
    let server = supervisor().await;
    let event = json!({
        "metadata": {"name": "e"},
        "regarding": {"kind": "ConfigMap", "name": "a", "namespace": "default"},
        "reason": "Tested", "note": "hello", "type": "Normal", "action": "Test",
        "reportingController": "test", "reportingInstance": "test", "eventTime": "2026-11-21T10:00:00.000000Z",
    });
    made(&server, "/apis/events.k8s.io/v1/namespaces/default/events", event).await;
    let (_, list) =
        server.get("/api/v1/namespaces/default/events?fieldSelector=involvedObject.name%3Da,type%3DNormal").await;
    assert_eq!(text(&list, "/items/0/message"), "hello");
    let (_, list) =
        server.get("/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=regarding.name%3Da").await;
    assert_eq!((text(&list, "/items/0/note"), text(&list, "/items/0/apiVersion")), ("hello", "events.k8s.io/v1"));
}
