//! Events: their life under both groups, and their end after a time.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use crate::support::{start_with, supervisor};
use crate::text;

const CORE: &str = "/api/v1/namespaces/default/events";
const NEW: &str = "/apis/events.k8s.io/v1/namespaces/default/events";

fn event(name: &str) -> Value {
    json!({
        "metadata": {"name": name, "labels": {"l": "x"}},
        "involvedObject": {"kind": "ConfigMap", "name": "a", "namespace": "default"},
        "reason": "Tested", "message": "hello", "type": "Normal",
        "source": {"component": "test"}, "count": 1,
    })
}

#[tokio::test]
async fn an_event_is_listed_patched_updated_and_deleted() {
    let server = supervisor().await;
    server.make(CORE, event("e")).await;
    let (_, all) = server.get("/api/v1/events?labelSelector=l%3Dx").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "over all namespaces");
    let (_, patched) = server.merge(&format!("{CORE}/e"), json!({"message": "changed", "count": 2})).await;
    assert_eq!(text(&patched, "/message"), "changed");
    let (_, mut seen) = server.get(&format!("{NEW}/e")).await;
    assert_eq!((text(&seen, "/note"), &seen["deprecatedCount"]), ("changed", &json!(2)));
    seen["series"] = json!({"count": 3, "lastObservedTime": "2026-11-21T10:00:00.000000Z"});
    let (status, updated) = server.call(Method::PUT, &format!("{NEW}/e"), seen).await;
    assert_eq!((status.as_u16(), &updated["series"]["count"]), (200, &json!(3)));
    assert_eq!(server.get(&format!("{CORE}/e")).await.1["series"]["count"], 3);
    assert_eq!(server.call(Method::DELETE, &format!("{NEW}/e"), Value::Null).await.0, 200);
    assert_eq!(server.get(&format!("{CORE}/e")).await.0, 404);
}

#[tokio::test]
async fn a_collection_of_events_is_deleted() {
    let server = supervisor().await;
    for name in ["a", "b", "c"] {
        server.make(CORE, event(name)).await;
    }
    server.merge(&format!("{CORE}/c"), json!({"metadata": {"labels": {"l": "y"}}})).await;
    let (status, dry) =
        server.call(Method::DELETE, &format!("{NEW}?labelSelector=l%3Dx&dryRun=All"), Value::Null).await;
    assert_eq!((status.as_u16(), dry["items"].as_array().unwrap().len()), (200, 2));
    assert_eq!(server.get(CORE).await.1["items"].as_array().unwrap().len(), 3);
    let (status, gone) = server.call(Method::DELETE, &format!("{NEW}?labelSelector=l%3Dx"), Value::Null).await;
    assert_eq!((status.as_u16(), text(&gone, "/kind")), (200, "EventList"));
    let (_, left) = server.get(CORE).await;
    let names: Vec<&str> = left["items"].as_array().unwrap().iter().map(|i| text(i, "/metadata/name")).collect();
    assert_eq!(names, ["c"]);
}

#[tokio::test]
async fn events_go_after_their_time_and_nothing_else_does() {
    let registry = supervisor::kinds::supervisor_registry();
    let term = Duration::from_secs(2);
    let server = start_with(registry, |config| config.expiry = Some(term)).await;
    server.make(crate::MAPS, json!({"metadata": {"name": "stays"}})).await;
    // More than one step of the background task.
    futures::future::join_all((0..150).map(|i| server.make(CORE, event(&format!("e{i}"))))).await;
    let touched = std::time::Instant::now();
    let mut round = 0;
    while touched.elapsed() < term + Duration::from_millis(500) {
        round += 1;
        server.merge(&format!("{CORE}/e7"), json!({"count": round})).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    server.until(CORE, |_, list| list["items"].as_array().unwrap().len() == 1).await;
    assert_eq!(server.get(&format!("{CORE}/e7")).await.0, 200, "the time counts from the last change");
    server.gone(&format!("{CORE}/e7")).await;
    assert_eq!(server.get(&format!("{}/stays", crate::MAPS)).await.0, 200);
}

#[tokio::test]
async fn the_time_of_an_event_goes_on_over_a_restart() {
    let registry = supervisor::kinds::supervisor_registry();
    let server = start_with(registry.clone(), |_| {}).await;
    server.make(CORE, event("old")).await;
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let mut config = supervisor::engine::Config::new(server.database.space("test"), registry);
    config.expiry = Some(Duration::from_secs(1));
    let _again = supervisor::engine::Engine::start(config).await.unwrap();
    server.gone(&format!("{CORE}/old")).await;
}
