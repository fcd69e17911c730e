//! Table transformation and PartialObjectMetadata, for get, list and watch.

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

use crate::support::watch::Watch;
use crate::support::{admin, start, supervisor};
use crate::{MAPS, text, version};

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";
const METADATA: &str = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

fn columns(table: &Value) -> Vec<&str> {
    table["columnDefinitions"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn pods_and_nodes_are_rows() {
    let server = start(supervisor::kinds::guest_registry()).await;
    let pod = json!({"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
    server.make("/api/v1/namespaces/default/pods", pod).await;
    server.make("/api/v1/nodes", json!({"metadata": {"name": "n"}})).await;
    let (_, headers, pods) = server.get_as("/api/v1/namespaces/default/pods/p", TABLE).await;
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!((text(&pods, "/kind"), text(&pods, "/apiVersion")), ("Table", "meta.k8s.io/v1"));
    assert_eq!(columns(&pods)[..5], ["Name", "Ready", "Status", "Restarts", "Age"]);
    assert_eq!(pods["rows"][0]["cells"].as_array().unwrap()[..3], [json!("p"), json!("0/1"), json!("Pending")]);
    assert!(!version(&pods).is_empty());
    let (_, _, nodes) = server.get_as("/api/v1/nodes", TABLE).await;
    assert_eq!(columns(&nodes)[..3], ["Name", "Status", "Roles"]);
    assert_eq!(text(&nodes, "/rows/0/object/kind"), "PartialObjectMetadata");
}

#[tokio::test]
async fn tables_come_in_chunks() {
    let server = supervisor().await;
    for i in 0..7 {
        server.make(MAPS, json!({"metadata": {"name": format!("m{i}")}})).await;
    }
    let mut rows = 0;
    let mut token = String::new();
    loop {
        let (_, _, table) = server.get_as(&format!("{MAPS}?limit=3&continue={token}"), TABLE).await;
        rows += table["rows"].as_array().unwrap().len();
        assert_eq!(columns(&table), ["Name", "Data", "Age"]);
        token = text(&table, "/metadata/continue").to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(rows, 7);
    let (_, _, none) = server.get_as(&format!("{MAPS}?includeObject=None&limit=1"), TABLE).await;
    assert!(none["rows"][0]["object"].is_null());
    assert_eq!(server.get_as(&format!("{MAPS}?includeObject=Some"), TABLE).await.0, 400);
}

#[tokio::test]
async fn what_has_no_metadata_is_no_table() {
    let server = supervisor().await;
    let review = json!({"spec": {"nonResourceAttributes": {"path": "/", "verb": "get"}}});
    let request = Request::post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        .header("accept", TABLE)
        .header("content-type", "application/json")
        .body(Body::from(review.to_string()))
        .unwrap();
    let (status, _, answer) = server.send(Some(&admin()), request).await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (406, "NotAcceptable"));
}

#[tokio::test]
async fn metadata_can_be_had_alone() {
    let server = supervisor().await;
    let object = json!({"metadata": {"name": "a", "labels": {"l": "x"}}, "data": {"secret": "content"}});
    let made = server.make(MAPS, object).await;
    let (_, _, one) = server.get_as(&format!("{MAPS}/a"), METADATA).await;
    let expected =
        json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": made["metadata"]});
    assert_eq!(one, expected);
    let (_, _, list) = server.get_as(MAPS, METADATA_LIST).await;
    assert_eq!((text(&list, "/kind"), &list["items"][0]), ("PartialObjectMetadataList", &expected));
    let query = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut watch = Watch::accepting(&server, MAPS, query, METADATA).await;
    assert_eq!(watch.next().await.unwrap(), json!({"type": "ADDED", "object": expected}));
    let mark = watch.next().await.unwrap();
    assert_eq!((text(&mark, "/type"), text(&mark, "/object/kind")), ("BOOKMARK", "PartialObjectMetadata"));
    assert_eq!(text(&mark, "/object/metadata/annotations/k8s.io~1initial-events-end"), "true");
    server.call(Method::DELETE, &format!("{MAPS}/a"), Value::Null).await;
    let gone = watch.next().await.unwrap();
    assert_eq!((text(&gone, "/type"), text(&gone, "/object/kind")), ("DELETED", "PartialObjectMetadata"));
    assert!(gone["object"]["data"].is_null());
    // Writes answer in this form as well.
    let request = Request::post(MAPS)
        .header("accept", METADATA)
        .header("content-type", "application/json")
        .body(Body::from(json!({"metadata": {"name": "b"}}).to_string()))
        .unwrap();
    let (_, _, written) = server.send(Some(&admin()), request).await;
    assert_eq!((text(&written, "/kind"), text(&written, "/metadata/name")), ("PartialObjectMetadata", "b"));
}

#[tokio::test]
async fn a_watch_of_a_table_has_rows_and_marks() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let query = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut watch = Watch::accepting(&server, MAPS, query, TABLE).await;
    let added = watch.next().await.unwrap();
    assert_eq!((text(&added, "/object/kind"), columns(&added["object"]).len()), ("Table", 3));
    let mark = watch.next().await.unwrap();
    assert_eq!((text(&mark, "/type"), text(&mark, "/object/kind")), ("BOOKMARK", "Table"));
    assert_eq!(mark["object"]["rows"], json!([]));
    server.call(Method::DELETE, &format!("{MAPS}/a"), Value::Null).await;
    let gone = watch.next().await.unwrap();
    assert_eq!((text(&gone, "/type"), text(&gone, "/object/rows/0/object/metadata/name")), ("DELETED", "a"));
}

#[tokio::test]
async fn answers_come_in_what_the_client_reads() {
    let server = supervisor().await;
    server.make(MAPS, json!({"metadata": {"name": "a"}})).await;
    let path = format!("{MAPS}/a");
    for accept in [
        "application/vnd.kubernetes.protobuf,application/json",
        "application/cbor, application/json",
        "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json",
        "*/*",
    ] {
        let (status, headers, object) = server.get_as(&path, accept).await;
        assert_eq!((status.as_u16(), text(&object, "/kind")), (200, "ConfigMap"), "{accept}");
        assert_eq!(headers["content-type"], "application/json");
    }
    let (status, headers, yaml) = server.get_as(MAPS, "application/yaml").await;
    assert_eq!((status.as_u16(), &headers["content-type"]), (200, &"application/yaml".parse().unwrap()));
    assert!(yaml.as_str().unwrap().contains("kind: ConfigMapList"));
    for accept in ["application/vnd.kubernetes.protobuf", "application/cbor", "text/html"] {
        assert_eq!(server.get_as(&path, accept).await.0, 406, "{accept}");
    }
    let (status, _, _) = server
        .call_with(Some(&admin()), Method::POST, MAPS, "application/cbor", json!({"metadata": {"name": "b"}}))
        .await;
    assert_eq!(status, 415);
}
