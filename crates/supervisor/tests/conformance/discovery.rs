//! Discovery, AggregatedDiscovery, server version.

use http::Request;
use serde_json::{Value, json};

use crate::support::{Server, admin, start, supervisor};
use crate::text;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

fn list<'a>(value: &'a Value, path: &str) -> &'a Vec<Value> {
    value.pointer(path).and_then(Value::as_array).unwrap_or_else(|| panic!("no list {path} in {value}"))
}

#[tokio::test]
async fn every_group_has_a_preferred_version() {
    let server = supervisor().await;
    let (_, groups) = server.get("/apis").await;
    assert!(list(&groups, "/groups").len() > 5);
    for group in list(&groups, "/groups") {
        let name = text(group, "/name");
        let (status, alone) = server.get(&format!("/apis/{name}/")).await;
        assert_eq!((status.as_u16(), text(&alone, "/kind"), text(&alone, "/name")), (200, "APIGroup", name));
        let preferred = text(&alone, "/preferredVersion/groupVersion");
        assert!(preferred.starts_with(&format!("{name}/")));
        assert!(list(&alone, "/versions").iter().any(|v| text(v, "/groupVersion") == preferred));
        assert_eq!(alone["versions"], group["versions"]);
    }
}

/// What a document says of each resource and subresource, in one form for both documents.
fn line(group_version: &str, name: &str, kind: &str, namespaced: bool, verbs: &Value) -> String {
    format!("{group_version} {name} {kind} {namespaced} {verbs}")
}

async fn plain(server: &Server) -> Vec<String> {
    let (_, groups) = server.get("/apis").await;
    let mut paths = vec!["/api/v1".to_owned()];
    for group in list(&groups, "/groups") {
        paths.extend(list(group, "/versions").iter().map(|v| format!("/apis/{}", text(v, "/groupVersion"))));
    }
    let mut all = Vec::new();
    for path in paths {
        let (_, document) = server.get(&path).await;
        let of = text(&document, "/groupVersion");
        all.extend(
            list(&document, "/resources")
                .iter()
                .map(|r| line(of, text(r, "/name"), text(r, "/kind"), r["namespaced"] == json!(true), &r["verbs"])),
        );
    }
    all.sort();
    all
}

async fn aggregated(server: &Server) -> Vec<String> {
    let mut all = Vec::new();
    for path in ["/api", "/apis"] {
        let (_, headers, document) = server.get_as(path, AGGREGATED).await;
        assert_eq!(headers["content-type"], "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        assert_eq!(text(&document, "/kind"), "APIGroupDiscoveryList");
        for group in list(&document, "/items") {
            for version in list(group, "/versions") {
                assert_eq!(version["freshness"], "Current");
                let name = text(group, "/metadata/name");
                let version_name = text(version, "/version");
                let of = if name.is_empty() { version_name.to_owned() } else { format!("{name}/{version_name}") };
                for resource in list(version, "/resources") {
                    let namespaced = resource["scope"] == "Namespaced";
                    let plural = text(resource, "/resource");
                    let kind = text(resource, "/responseKind/kind");
                    all.push(line(&of, plural, kind, namespaced, &resource["verbs"]));
                    for sub in resource["subresources"].as_array().into_iter().flatten() {
                        let name = format!("{plural}/{}", text(sub, "/subresource"));
                        all.push(line(&of, &name, text(sub, "/responseKind/kind"), namespaced, &sub["verbs"]));
                    }
                }
            }
        }
    }
    all.sort();
    all
}

#[tokio::test]
async fn the_aggregated_document_says_the_same_as_the_others() {
    for registry in [supervisor::kinds::supervisor_registry(), supervisor::kinds::guest_registry()] {
        let server = start(registry).await;
        let all = plain(&server).await;
        assert_eq!(all, aggregated(&server).await);
        let namespace = |name: &str, verbs: Value| line("v1", name, "Namespace", false, &verbs);
        assert!(all.contains(&namespace("namespaces/finalize", json!(["update"]))));
        assert!(all.contains(&namespace("namespaces/status", json!(["get", "patch", "update"]))));
    }
}

#[tokio::test]
async fn documents_are_not_sent_twice() {
    let server = supervisor().await;
    for path in ["/api", "/apis", "/api/v1", "/apis/guest.atoll.dev", "/apis/guest.atoll.dev/v1alpha1"] {
        for accept in ["application/json", AGGREGATED] {
            let (_, headers, _) = server.get_as(path, accept).await;
            let request = Request::get(path)
                .header("accept", accept)
                .header("if-none-match", &headers["etag"])
                .body(axum::body::Body::empty())
                .unwrap();
            assert_eq!(server.send(Some(&admin()), request).await.0, 304, "{path} {accept}");
        }
    }
    // Older clients ask for a version of the document that is no longer made, and take the plain one.
    let beta = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
    assert_eq!(server.get_as("/apis", beta).await.2["kind"], "APIGroupList");
    assert_eq!(server.get("/apis/none.example.dev").await.0, 404);
}

#[tokio::test]
async fn the_root_leads_everywhere() {
    let server = supervisor().await;
    let (_, root) = server.get("/").await;
    let paths = list(&root, "/paths");
    assert!(paths.contains(&json!("/apis/guest.atoll.dev/v1alpha1")));
    for path in paths {
        assert_eq!(server.get(path.as_str().unwrap()).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn the_version_is_a_number() {
    let server = supervisor().await;
    let (_, version) = server.get("/version").await;
    for part in ["major", "minor"] {
        assert!(version[part].as_str().unwrap().parse::<u32>().unwrap() > 0, "{version}");
    }
    let expected = format!("v{}.{}.", text(&version, "/major"), text(&version, "/minor"));
    assert!(text(&version, "/gitVersion").starts_with(&expected));
    assert_eq!(server.get("/version/").await.0, 200);
}
