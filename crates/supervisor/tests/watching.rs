//! Lists and watches in their finer points.
#![allow(clippy::unwrap_used)]

mod support;

use axum::body::Body;
use futures::StreamExt;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::Limits;
use support::watch::Watch;
use support::{Server, admin, start_with, supervisor};

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

async fn make(server: &Server, name: &str, label: &str) -> Value {
    let object = json!({"metadata": {"name": name, "labels": {"l": label}}});
    let (status, object) = server.call(Method::POST, MAPS, object).await;
    assert_eq!(status, 201, "{object}");
    object
}

async fn label(server: &Server, name: &str, label: &str) {
    let patch = json!({"metadata": {"labels": {"l": label}}});
    let path = format!("{MAPS}/{name}");
    let (status, _, _) =
        server.call_with(Some(&admin()), Method::PATCH, &path, "application/merge-patch+json", patch).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn selectors_turn_changes_into_comings_and_goings() {
    let server = supervisor().await;
    let first = make(&server, "a", "x").await;
    let version = first["metadata"]["resourceVersion"].as_str().unwrap();
    let mut watch = Watch::new(&server, MAPS, &format!("resourceVersion={version}&labelSelector=l%3Dx")).await;
    label(&server, "a", "y").await;
    make(&server, "b", "y").await;
    label(&server, "b", "x").await;
    let gone = watch.next().await.unwrap();
    assert_eq!((&gone["type"], &gone["object"]["metadata"]["labels"]["l"]), (&json!("DELETED"), &json!("x")));
    assert_ne!(gone["object"]["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
    assert_eq!(watch.short().await, "ADDED b");
    server.call(Method::DELETE, &format!("{MAPS}/b"), Value::Null).await;
    assert_eq!(watch.short().await, "DELETED b");
}

#[tokio::test]
async fn initial_events_end_with_a_bookmark() {
    let server = supervisor().await;
    make(&server, "a", "x").await;
    make(&server, "b", "x").await;
    let query = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut watch = Watch::new(&server, MAPS, query).await;
    assert_eq!(watch.short().await, "ADDED a");
    assert_eq!(watch.short().await, "ADDED b");
    let mark = watch.next().await.unwrap();
    assert_eq!(mark["type"], "BOOKMARK");
    assert_eq!(mark["object"]["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
    make(&server, "c", "x").await;
    assert_eq!(watch.short().await, "ADDED c");
    for wrong in [
        "sendInitialEvents=true&allowWatchBookmarks=true",
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan",
        "resourceVersionMatch=NotOlderThan",
    ] {
        assert_eq!(server.get(&format!("{MAPS}?watch=1&{wrong}")).await.0, 422, "{wrong}");
    }
    // Without a version: what there is, then what comes.
    let mut watch = Watch::new(&server, MAPS, "").await;
    assert_eq!(watch.short().await, "ADDED a");
}

#[tokio::test]
async fn quiet_watches_get_bookmarks_and_end_in_time() {
    let server = supervisor().await;
    let version = server.get(MAPS).await.1["metadata"]["resourceVersion"].as_str().unwrap().to_owned();
    // Other resources move the revision on.
    server.call(Method::POST, "/api/v1/namespaces", json!({"metadata": {"name": "a"}})).await;
    server.settled().await;
    let (_, list) = server.get(MAPS).await;
    assert_ne!(list["metadata"]["resourceVersion"], version);
    // From here on time flies whenever everybody waits.
    tokio::time::pause();
    let query = format!("resourceVersion={version}&allowWatchBookmarks=true&timeoutSeconds=90");
    let mut watch = Watch::new(&server, MAPS, &query).await;
    let mut next = async || watch.body.next().await.map(|chunk| chunk.unwrap());
    let mark: Value = serde_json::from_slice(&next().await.unwrap()).unwrap();
    assert_eq!(mark["type"], "BOOKMARK");
    assert_eq!(mark["object"]["metadata"]["resourceVersion"], list["metadata"]["resourceVersion"]);
    assert_eq!(next().await, None);
}

#[tokio::test]
async fn what_is_too_old_or_too_new_is_told() {
    let server = start_with(supervisor::kinds::supervisor_registry(), |config| config.limits = Limits::small()).await;
    let first = make(&server, "a", "x").await;
    let (_, page) = server.get(&format!("{MAPS}?limit=1")).await;
    make(&server, "b", "x").await;
    let (_, page_of_two) = server.get(&format!("{MAPS}?limit=1")).await;
    for i in 0..100 {
        label(&server, "a", &i.to_string()).await;
    }
    let version = first["metadata"]["resourceVersion"].as_str().unwrap();
    let mut watch = Watch::new(&server, MAPS, &format!("resourceVersion={version}")).await;
    let error = watch.next().await.unwrap();
    assert_eq!((&error["type"], &error["object"]["code"]), (&json!("ERROR"), &json!(410)));
    assert_eq!(error["object"]["reason"], "Expired");
    assert_eq!(watch.next().await, None);
    assert!(page["metadata"]["continue"].is_null());
    let token = page_of_two["metadata"]["continue"].as_str().unwrap();
    let (status, expired) = server.get(&format!("{MAPS}?limit=1&continue={token}")).await;
    assert_eq!((status.as_u16(), &expired["reason"]), (410, &json!("Expired")));
    // The answer has a token that goes on with things as they are.
    let token = expired["metadata"]["continue"].as_str().unwrap();
    let (status, rest) = server.get(&format!("{MAPS}?continue={token}")).await;
    assert_eq!((status.as_u16(), &rest["items"][0]["metadata"]["name"]), (200, &json!("b")));
    assert_eq!(server.get(&format!("{MAPS}?resourceVersion={version}&resourceVersionMatch=Exact")).await.0, 410);
    assert_eq!(server.get(&format!("{MAPS}?resourceVersion={version}&resourceVersionMatch=NotOlderThan")).await.0, 200);
    let (status, future) = server.get(&format!("{MAPS}?resourceVersion=99999999")).await;
    assert_eq!((status.as_u16(), &future["details"]["causes"][0]["reason"]), (504, &json!("ResourceVersionTooLarge")));
    assert_eq!(server.get(&format!("{MAPS}?resourceVersion=x")).await.0, 422);
    assert_eq!(server.get(&format!("{MAPS}?continue=x")).await.0, 400);
}

#[tokio::test]
async fn tables_and_metadata_are_other_forms() {
    let server = supervisor().await;
    make(&server, "a", "x").await;
    let get = async |path: &str, accept: &str| {
        let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
        server.send(Some(&admin()), request).await.2
    };
    let table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    for path in [MAPS.to_owned(), format!("{MAPS}/a")] {
        let answer = get(&path, table).await;
        assert_eq!(answer["kind"], "Table");
        let names: Vec<&str> =
            answer["columnDefinitions"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
        assert_eq!(names, ["Name", "Data", "Age"]);
        assert_eq!(answer["rows"][0]["cells"][0], "a");
        assert_eq!(answer["rows"][0]["object"]["kind"], "PartialObjectMetadata");
        assert_eq!(answer["rows"][0]["object"]["metadata"]["labels"]["l"], "x");
    }
    let whole = get(&format!("{MAPS}?includeObject=Object"), table).await;
    assert_eq!(whole["rows"][0]["object"]["kind"], "ConfigMap");
    let metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
    let list = get(MAPS, metadata).await;
    assert_eq!(
        (&list["kind"], &list["items"][0]["kind"]),
        (&json!("PartialObjectMetadataList"), &json!("PartialObjectMetadata"))
    );
    let mut watch = Watch::accepting(&server, MAPS, "", table).await;
    let added = watch.next().await.unwrap();
    assert_eq!(added["object"]["rows"][0]["cells"][0], "a");
    assert!(added["object"]["columnDefinitions"].is_array());
    label(&server, "a", "y").await;
    let changed = watch.next().await.unwrap();
    assert_eq!((&changed["type"], &changed["object"]["columnDefinitions"]), (&json!("MODIFIED"), &Value::Null));
}

#[tokio::test]
async fn long_lists_come_whole() {
    let server = supervisor().await;
    let data = "x".repeat(2000);
    let made = (0..300).map(|i| {
        let object = json!({"metadata": {"name": format!("m{i:03}")}, "data": {"d": data}});
        server.call(Method::POST, MAPS, object)
    });
    futures::future::join_all(made).await;
    let (_, list) = server.get(MAPS).await;
    let names: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|i| i["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 300);
    assert!(names.is_sorted());
    let mut path = format!("{MAPS}?limit=70");
    let mut paged = Vec::new();
    loop {
        let (_, page) = server.get(&path).await;
        paged.extend(page["items"].as_array().unwrap().iter().map(|i| i["metadata"]["name"].clone()));
        match page["metadata"]["continue"].as_str() {
            Some(token) => path = format!("{MAPS}?limit=70&continue={token}"),
            None => break,
        }
    }
    assert_eq!(paged, names);
}
