//! Namespaces: patch, status, the conditions of a deletion, `/finalize`.

use http::Method;
use serde_json::{Value, json};

use crate::support::supervisor;
use crate::{text, version};

const NAMESPACES: &str = "/api/v1/namespaces";

#[tokio::test]
async fn a_namespace_is_patched_updated_and_has_a_status() {
    let server = supervisor().await;
    let made = server.make(NAMESPACES, json!({"metadata": {"name": "a"}})).await;
    assert_eq!(made["spec"]["finalizers"], json!(["kubernetes"]));
    let path = format!("{NAMESPACES}/a");
    let (_, patched) = server.merge(&path, json!({"metadata": {"labels": {"x": "y"}}})).await;
    assert_eq!(text(&patched, "/metadata/labels/x"), "y");
    let condition = json!({"type": "StatusPatch", "status": "True", "reason": "E2E", "message": "by a test"});
    let (status, patched) =
        server.merge(&format!("{path}/status"), json!({"status": {"conditions": [condition]}})).await;
    assert_eq!((status.as_u16(), text(&patched, "/status/conditions/0/type")), (200, "StatusPatch"));
    let mut update = patched.clone();
    update["metadata"]["labels"]["x"] = json!("z");
    update["spec"]["finalizers"] = json!([]);
    let (status, updated) = server.call(Method::PUT, &path, update).await;
    assert_eq!((status.as_u16(), text(&updated, "/metadata/labels/x")), (200, "z"));
    assert_eq!(updated["spec"]["finalizers"], json!(["kubernetes"]), "these are written by /finalize only");
}

#[tokio::test]
async fn a_deletion_tells_what_it_waits_for() {
    let server = supervisor().await;
    server.make(NAMESPACES, json!({"metadata": {"name": "a"}})).await;
    let held = json!({"metadata": {"name": "held", "finalizers": ["example.dev/x"]}});
    server.make(&format!("{NAMESPACES}/a/configmaps"), held).await;
    let path = format!("{NAMESPACES}/a");
    let (_, leaving) = server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!(text(&leaving, "/status/phase"), "Terminating");
    server.until(&path, |_, object| object["status"]["conditions"].is_array()).await;
    let (_, object) = server.get(&path).await;
    let told: Vec<String> = object["status"]["conditions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            assert!(text(c, "/lastTransitionTime").ends_with('Z'));
            format!("{}={} {}: {}", text(c, "/type"), text(c, "/status"), text(c, "/reason"), text(c, "/message"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered",
            "NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed",
            "NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization",
            "NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances",
            "NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.dev/x in 1 resource instances",
        ]
    );
    server.merge(&format!("{path}/configmaps/held"), json!({"metadata": {"finalizers": null}})).await;
    server.gone(&path).await;
}

#[tokio::test]
async fn finalizers_of_a_namespace_are_written_apart() {
    let server = supervisor().await;
    let made = server.make(NAMESPACES, json!({"metadata": {"name": "a"}})).await;
    let path = format!("{NAMESPACES}/a");
    let finalize = format!("{path}/finalize");
    let mut wanted = made.clone();
    wanted["spec"]["finalizers"] = json!(["kubernetes", "example.dev/x"]);
    wanted["metadata"]["labels"]["more"] = json!("ignored");
    let (status, _) = server.call(Method::PUT, &format!("{finalize}?dryRun=All"), wanted.clone()).await;
    assert_eq!(status, 200);
    assert_eq!(server.get(&path).await.1, made);
    let (status, written) = server.call(Method::PUT, &finalize, wanted.clone()).await;
    assert_eq!((status.as_u16(), &written["spec"]["finalizers"]), (200, &json!(["kubernetes", "example.dev/x"])));
    assert!(written["metadata"]["labels"]["more"].is_null(), "nothing else is written");
    assert_eq!(server.call(Method::PUT, &finalize, wanted).await.0, 409, "of an older version");
    server.call(Method::DELETE, &path, Value::Null).await;
    server.until(&path, |_, object| object["spec"]["finalizers"] == json!(["example.dev/x"])).await;
    // Empty, but held; the last finalizer lets it go at once.
    let last = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}, "spec": {"finalizers": []}});
    let (status, gone) = server.call(Method::PUT, &finalize, last).await;
    assert_eq!((status.as_u16(), text(&gone, "/metadata/name")), (200, "a"));
    assert_eq!(server.get(&path).await.0, 404);
    assert_eq!(server.get(&finalize).await.0, 405);
    assert_eq!(server.call(Method::PUT, "/api/v1/namespaces/default/finalize", made).await.0, 400);
    assert_ne!(version(&gone), "");
}

#[tokio::test]
async fn nothing_of_a_namespace_stays() {
    let server = supervisor().await;
    server.make(NAMESPACES, json!({"metadata": {"name": "a"}})).await;
    for plural in ["configmaps", "secrets", "serviceaccounts"] {
        server.make(&format!("{NAMESPACES}/a/{plural}"), json!({"metadata": {"name": "x"}})).await;
    }
    let service = json!({"metadata": {"name": "x"}, "spec": {"ports": [{"port": 80}]}});
    server.make(&format!("{NAMESPACES}/a/services"), service).await;
    server.call(Method::DELETE, &format!("{NAMESPACES}/a"), Value::Null).await;
    server.gone(&format!("{NAMESPACES}/a")).await;
    server.make(NAMESPACES, json!({"metadata": {"name": "a"}})).await;
    for plural in ["configmaps", "secrets", "services"] {
        let (_, list) = server.get(&format!("{NAMESPACES}/a/{plural}")).await;
        let left = list["items"].as_array().unwrap().iter().filter(|i| text(i, "/metadata/name") == "x").count();
        assert_eq!(left, 0, "{plural}");
    }
}
