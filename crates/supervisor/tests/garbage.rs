//! What becomes of dependents.
#![allow(clippy::unwrap_used)]

mod support;

use http::Method;
use serde_json::{Value, json};
use support::{Server, supervisor};

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

async fn make(server: &Server, name: &str, owners: &[(&Value, bool)]) -> Value {
    let owners: Vec<Value> = owners
        .iter()
        .map(|(owner, block)| {
            let meta = &owner["metadata"];
            json!({"apiVersion": "v1", "kind": owner["kind"], "name": meta["name"], "uid": meta["uid"],
                "blockOwnerDeletion": block})
        })
        .collect();
    let object = json!({"metadata": {"name": name, "ownerReferences": owners}});
    let (status, object) = server.call(Method::POST, MAPS, object).await;
    assert_eq!(status, 201, "{object}");
    object
}

async fn delete(server: &Server, name: &str, policy: &str) {
    let (status, answer) =
        server.call(Method::DELETE, &format!("{MAPS}/{name}"), json!({"propagationPolicy": policy})).await;
    assert_eq!(status, if policy == "Foreground" { 202 } else { 200 }, "{answer}");
}

#[tokio::test]
async fn background_deletion_takes_the_whole_tree() {
    let server = supervisor().await;
    let root = make(&server, "root", &[]).await;
    for i in 0..5 {
        let child = make(&server, &format!("child{i}"), &[(&root, true)]).await;
        make(&server, &format!("grandchild{i}"), &[(&child, false)]).await;
    }
    let other = make(&server, "other", &[]).await;
    make(&server, "shared", &[(&root, false), (&other, false)]).await;
    delete(&server, "root", "Background").await;
    for i in 0..5 {
        server.gone(&format!("{MAPS}/child{i}")).await;
        server.gone(&format!("{MAPS}/grandchild{i}")).await;
    }
    // One owner is left: only the lost one is taken out.
    server
        .until(&format!("{MAPS}/shared"), |_, object| {
            object["metadata"]["ownerReferences"].as_array().is_some_and(|o| o.len() == 1)
        })
        .await;
}

#[tokio::test]
async fn foreground_deletion_waits_for_those_that_block() {
    let server = supervisor().await;
    let root = make(&server, "root", &[]).await;
    make(&server, "blocking", &[(&root, true)]).await;
    make(&server, "other", &[(&root, false)]).await;
    let path = format!("{MAPS}/blocking");
    let hold = |finalizers: Value| {
        let patch = json!({"metadata": {"finalizers": finalizers}});
        server.call_with(Some(&ADMIN), Method::PATCH, &path, "application/merge-patch+json", patch)
    };
    hold(json!(["example.dev/x"])).await;
    delete(&server, "root", "Foreground").await;
    server.until(&path, |_, object| !object["metadata"]["deletionTimestamp"].is_null()).await;
    let (status, root) = server.get(&format!("{MAPS}/root")).await;
    assert_eq!((status.as_u16(), &root["metadata"]["finalizers"]), (200, &json!(["foregroundDeletion"])));
    hold(Value::Null).await;
    server.gone(&path).await;
    server.gone(&format!("{MAPS}/root")).await;
    server.gone(&format!("{MAPS}/other")).await;
}

static ADMIN: std::sync::LazyLock<supervisor::engine::User> = std::sync::LazyLock::new(support::admin);

#[tokio::test]
async fn orphans_stay() {
    let server = supervisor().await;
    let root = make(&server, "root", &[]).await;
    make(&server, "child", &[(&root, true)]).await;
    delete(&server, "root", "Orphan").await;
    server.gone(&format!("{MAPS}/root")).await;
    let (status, child) = server.get(&format!("{MAPS}/child")).await;
    assert_eq!(status, 200);
    assert!(child["metadata"]["ownerReferences"].is_null());
}

#[tokio::test]
async fn a_dependent_of_nobody_goes() {
    let server = supervisor().await;
    let never = json!({"kind": "ConfigMap", "metadata": {"name": "x", "uid": "0e4f7f7c-3b1b-4f57-9d0e-1a3c27a3a111"}});
    make(&server, "child", &[(&never, false)]).await;
    server.gone(&format!("{MAPS}/child")).await;
    // An owner in another namespace is none.
    let (_, other) = server
        .call(Method::POST, "/api/v1/namespaces/kube-public/configmaps", json!({"metadata": {"name": "o"}}))
        .await;
    make(&server, "far", &[(&other, false)]).await;
    server.gone(&format!("{MAPS}/far")).await;
}

#[tokio::test]
async fn namespaces_go_with_their_content() {
    let server = supervisor().await;
    let namespaces = "/api/v1/namespaces";
    server.call(Method::POST, namespaces, json!({"metadata": {"name": "a"}})).await;
    let (_, namespace) = server.get(&format!("{namespaces}/a")).await;
    assert_eq!(namespace["status"]["phase"], "Active");
    assert_eq!(namespace["metadata"]["labels"]["kubernetes.io/metadata.name"], "a");
    let maps = format!("{namespaces}/a/configmaps");
    for i in 0..200 {
        server.call(Method::POST, &maps, json!({"metadata": {"name": format!("m{i}")}})).await;
    }
    let held = json!({"metadata": {"name": "held", "finalizers": ["example.dev/x"]}});
    server.call(Method::POST, &format!("{namespaces}/a/secrets"), held).await;
    let (status, leaving) = server.call(Method::DELETE, &format!("{namespaces}/a"), Value::Null).await;
    assert_eq!((status.as_u16(), &leaving["status"]["phase"]), (200, &json!("Terminating")));
    let (status, refused) = server.call(Method::POST, &maps, json!({"metadata": {"name": "late"}})).await;
    assert_eq!(status, 403);
    assert_eq!(
        refused["message"],
        "configmaps \"late\" is forbidden: unable to create new content in namespace a because it is being terminated"
    );
    assert_eq!(refused["details"]["causes"][0]["reason"], "NamespaceTerminating");
    server
        .until(&format!("{namespaces}/a"), |_, object| {
            object["status"]["conditions"][3]["message"]
                == "Some resources are remaining: secrets. has 1 resource instances"
        })
        .await;
    let patch = json!({"metadata": {"finalizers": null}});
    let path = format!("{namespaces}/a/secrets/held");
    server.call_with(Some(&ADMIN), Method::PATCH, &path, "application/merge-patch+json", patch).await;
    server.gone(&format!("{namespaces}/a")).await;
    let (status, answer) = server.call(Method::DELETE, &format!("{namespaces}/default"), Value::Null).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (403, "namespaces \"default\" is forbidden: this namespace may not be deleted")
    );
}
