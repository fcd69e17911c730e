//! Watchers.

use http::Method;
use serde_json::{Value, json};

use crate::support::watch::Watch;
use crate::support::{Server, supervisor};
use crate::{MAPS, text, version};

async fn label(server: &Server, name: &str, value: &str) -> Value {
    let (status, object) = server.merge(&format!("{MAPS}/{name}"), json!({"metadata": {"labels": {"l": value}}})).await;
    assert_eq!(status, 200, "{object}");
    object
}

#[tokio::test]
async fn concurrent_watches_see_one_order() {
    let server = supervisor().await;
    let first = server.make(MAPS, json!({"metadata": {"name": "first"}})).await;
    let writes = (0..40).map(|i| {
        let server = &server;
        async move {
            let name = format!("m{i}");
            server.make(MAPS, json!({"metadata": {"name": name}})).await;
            label(server, &name, "x").await;
            server.call(Method::DELETE, &format!("{MAPS}/{name}"), Value::Null).await;
        }
    });
    let watches = (0..10).map(|i| {
        let server = &server;
        let from = version(&first);
        async move {
            // Some begin while everything is being written.
            for _ in 0..i {
                tokio::task::yield_now().await;
            }
            let mut watch = Watch::new(server, MAPS, &format!("resourceVersion={from}")).await;
            let mut seen: Vec<(u64, String)> = Vec::new();
            for _ in 0..120 {
                let event = watch.next().await.unwrap();
                seen.push((version(&event["object"]).parse().unwrap(), text(&event, "/type").to_owned()));
            }
            seen
        }
    });
    let (seen, _) = tokio::join!(futures::future::join_all(watches), futures::future::join_all(writes));
    assert!(seen[0].is_sorted_by(|a, b| a.0 < b.0), "revisions only grow");
    assert!(seen.iter().all(|one| *one == seen[0]));
}

#[tokio::test]
async fn a_watch_goes_on_from_the_last_version_that_was_seen() {
    let server = supervisor().await;
    let made = server.make(MAPS, json!({"metadata": {"name": "a", "labels": {"l": "0"}}})).await;
    let mut watch = Watch::new(&server, MAPS, &format!("resourceVersion={}", version(&made))).await;
    label(&server, "a", "1").await;
    let seen = watch.next().await.unwrap();
    drop(watch);
    let second = label(&server, "a", "2").await;
    server.call(Method::DELETE, &format!("{MAPS}/a"), Value::Null).await;
    let mut watch = Watch::new(&server, MAPS, &format!("resourceVersion={}", version(&seen["object"]))).await;
    let event = watch.next().await.unwrap();
    assert_eq!((text(&event, "/type"), &event["object"]), ("MODIFIED", &second));
    let event = watch.next().await.unwrap();
    assert_eq!((text(&event, "/type"), text(&event, "/object/metadata/labels/l")), ("DELETED", "2"));
    assert!(version(&event["object"]).parse::<u64>().unwrap() > version(&second).parse().unwrap());
}

#[tokio::test]
async fn one_object_can_be_watched() {
    let server = supervisor().await;
    for name in ["a", "b"] {
        server.make(MAPS, json!({"metadata": {"name": name}})).await;
    }
    let older = "/api/v1/watch/namespaces/default/configmaps";
    for (path, query) in [(MAPS.to_owned(), "fieldSelector=metadata.name%3Db"), (format!("{older}/b"), "")] {
        let mut watch = Watch::new(&server, &path, query).await;
        assert_eq!(watch.short().await, "ADDED b");
        label(&server, "a", path.as_str().rsplit('/').next().unwrap()).await;
        label(&server, "b", path.as_str().rsplit('/').next().unwrap()).await;
        assert_eq!(watch.short().await, "MODIFIED b");
    }
    let mut all = Watch::new(&server, older, "").await;
    assert_eq!((all.short().await, all.short().await), ("ADDED a".to_owned(), "ADDED b".to_owned()));
}

#[tokio::test]
async fn a_watch_is_refused_what_it_cannot_give() {
    let server = supervisor().await;
    let (status, _, answer) = server.get_as(&format!("{MAPS}?watch=true"), "application/yaml").await;
    assert_eq!((status.as_u16(), text(&answer, "/reason")), (406, "NotAcceptable"));
    let initial = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let (status, answer) = server.get(&format!("{MAPS}?watch=true&{initial}&resourceVersion=99999999")).await;
    assert_eq!((status.as_u16(), text(&answer, "/details/causes/0/reason")), (504, "ResourceVersionTooLarge"));
    let (status, answer) = server.get(&format!("{MAPS}?sendInitialEvents=true")).await;
    assert_eq!(status, 422);
    assert_eq!(
        text(&answer, "/message"),
        "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"
    );
}

#[tokio::test]
async fn many_objects_are_sent_as_they_are_taken() {
    let server = supervisor().await;
    let data = "x".repeat(20_000);
    let made =
        (0..30).map(|i| server.make(MAPS, json!({"metadata": {"name": format!("m{i:02}")}, "data": {"d": data}})));
    futures::future::join_all(made).await;
    let query = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let mut watch = Watch::new(&server, MAPS, query).await;
    // 600 kB in all: the first part has some of it only.
    let first = futures::StreamExt::next(&mut watch.body).await.unwrap().unwrap();
    assert!((64 << 10..128 << 10).contains(&first.len()), "{}", first.len());
    let mut watch = Watch::new(&server, MAPS, query).await;
    for i in 0..30 {
        assert_eq!(watch.short().await, format!("ADDED m{i:02}"));
    }
    assert_eq!(watch.next().await.unwrap()["type"], "BOOKMARK");
}
