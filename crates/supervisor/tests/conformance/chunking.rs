//! API chunking.

use http::Method;
use serde_json::{Value, json};
use supervisor::engine::Limits;

use crate::support::{Server, start_with, supervisor};
use crate::{MAPS, text, version};

async fn fill(server: &Server, count: usize) {
    let made =
        (0..count).map(|i| server.make(MAPS, json!({"metadata": {"name": format!("m{i:03}"), "labels": {"l": "x"}}})));
    futures::future::join_all(made).await;
}

async fn page(server: &Server, query: &str, token: &str) -> Value {
    let next = if token.is_empty() { String::new() } else { format!("&continue={token}") };
    let (status, page) = server.get(&format!("{MAPS}?{query}{next}")).await;
    assert_eq!(status, 200, "{page}");
    page
}

fn names(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|i| text(i, "/metadata/name").to_owned()).collect()
}

#[tokio::test]
async fn pages_are_one_snapshot() {
    let server = supervisor().await;
    fill(&server, 40).await;
    let mut all = Vec::new();
    let mut token = String::new();
    let mut first = String::new();
    for round in 0.. {
        let page = page(&server, "limit=17", &token).await;
        if round == 0 {
            first = version(&page).to_owned();
            // What happens from here on is not in the pages.
            server.make(MAPS, json!({"metadata": {"name": "m999"}})).await;
            server.call(Method::DELETE, &format!("{MAPS}/m030"), Value::Null).await;
            server.merge(&format!("{MAPS}/m031"), json!({"data": {"new": "1"}})).await;
        }
        assert_eq!(version(&page), first);
        all.extend(names(&page));
        let left = page["metadata"]["remainingItemCount"].as_u64().unwrap_or(0);
        assert_eq!(left as usize, 40 - all.len());
        let changed = page["items"].as_array().unwrap().iter().any(|i| !i["data"].is_null());
        assert!(!changed);
        token = text(&page, "/metadata/continue").to_owned();
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(all, (0..40).map(|i| format!("m{i:03}")).collect::<Vec<_>>());
    let selected = page(&server, "limit=5&labelSelector=l%3Dx", "").await;
    assert!(selected["metadata"]["remainingItemCount"].is_null(), "not counted with a selector");
    let exact = page(&server, &format!("resourceVersion={first}&resourceVersionMatch=Exact"), "").await;
    assert_eq!(names(&exact), all);
    for (query, expected) in [
        ("limit=0", 200),
        ("limit=-1", 200),
        ("limit=many", 400),
        ("continue=none", 400),
        ("continue=e30&resourceVersion=5", 400),
        ("resourceVersionMatch=Exact", 422),
        ("resourceVersion=0&resourceVersionMatch=Exact", 422),
        ("resourceVersion=5&resourceVersionMatch=Roughly", 422),
    ] {
        assert_eq!(server.get(&format!("{MAPS}?{query}")).await.0, expected, "{query}");
    }
}

#[tokio::test]
async fn a_list_goes_on_after_its_snapshot_is_gone() {
    let server = start_with(supervisor::kinds::supervisor_registry(), |config| config.limits = Limits::small()).await;
    fill(&server, 20).await;
    let first = page(&server, "limit=5", "").await;
    for round in 0..100 {
        server.merge(&format!("{MAPS}/m000"), json!({"data": {"round": round.to_string()}})).await;
    }
    let token = text(&first, "/metadata/continue");
    let (status, expired) = server.get(&format!("{MAPS}?limit=5&continue={token}")).await;
    assert_eq!((status.as_u16(), text(&expired, "/reason")), (410, "Expired"));
    assert!(text(&expired, "/message").starts_with(
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without"
    ));
    let second = page(&server, "limit=5", text(&expired, "/metadata/continue")).await;
    assert_eq!(names(&second)[0], "m005");
    assert_ne!(version(&second), version(&first));
    // From here on it is one snapshot again.
    server.call(Method::DELETE, &format!("{MAPS}/m015"), Value::Null).await;
    let third = page(&server, "limit=20", text(&second, "/metadata/continue")).await;
    assert_eq!((version(&third), names(&third).len()), (version(&second), 10));
    let (status, old) =
        server.get(&format!("{MAPS}?resourceVersion={}&resourceVersionMatch=Exact", version(&first))).await;
    assert_eq!(
        (status.as_u16(), text(&old, "/message")),
        (410, "The resourceVersion for the provided list is too old.")
    );
}
