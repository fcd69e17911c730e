//! Lease.

use http::Method;
use serde_json::{Value, json};
use supervisor::engine::User;

use crate::support::supervisor;
use crate::text;

const LEASES: &str = "/apis/coordination.k8s.io/v1/namespaces/default/leases";

fn lease(name: &str) -> Value {
    json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": name},
        "spec": {
            "holderIdentity": "me", "leaseDurationSeconds": 30, "leaseTransitions": 0,
            "acquireTime": "2026-11-21T10:00:00.000001Z", "renewTime": "2026-11-21T10:00:00.000002Z",
        },
    })
}

#[tokio::test]
async fn a_lease_lives_as_any_object() {
    let server = supervisor().await;
    let made = server.make(LEASES, lease("a")).await;
    assert_eq!(made["spec"], lease("a")["spec"], "microseconds are kept");
    let path = format!("{LEASES}/a");
    assert_eq!(server.get(&path).await.1, made);
    let mut update = made.clone();
    update["spec"]["holderIdentity"] = json!("you");
    update["spec"]["leaseTransitions"] = json!(1);
    let (status, updated) = server.call(Method::PUT, &path, update.clone()).await;
    assert_eq!((status.as_u16(), &updated["spec"]), (200, &update["spec"]));
    assert_eq!(server.call(Method::PUT, &path, update).await.0, 409, "two cannot both have it");
    let (_, patched) = server
        .patch(&path, "application/strategic-merge-patch+json", json!({"spec": {"leaseDurationSeconds": 60}}))
        .await;
    assert_eq!(patched["spec"]["leaseDurationSeconds"], 60);
    server.make(LEASES, lease("b")).await;
    let (_, list) = server.get("/apis/coordination.k8s.io/v1/leases").await;
    assert!(list["items"].as_array().unwrap().len() >= 2);
    assert_eq!(server.call(Method::DELETE, LEASES, Value::Null).await.0, 200);
    assert_eq!(server.get(LEASES).await.1["items"], json!([]));
}

#[tokio::test]
async fn wrong_times_are_told() {
    let server = supervisor().await;
    let mut wrong = lease("a");
    wrong["spec"]["leaseDurationSeconds"] = json!(0);
    wrong["spec"]["leaseTransitions"] = json!(-1);
    let (status, answer) = server.call(Method::POST, LEASES, wrong).await;
    assert_eq!(status, 422);
    assert_eq!(
        text(&answer, "/message"),
        "Lease.coordination.k8s.io \"a\" is invalid: [spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0, \
         spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0]"
    );
}

#[tokio::test]
async fn an_update_makes_a_missing_lease_for_those_who_may_create() {
    let server = supervisor().await;
    let path = format!("{LEASES}/a");
    let (status, made) = server.call(Method::PUT, &path, lease("a")).await;
    assert_eq!((status.as_u16(), text(&made, "/spec/holderIdentity")), (201, "me"));
    assert_eq!(server.call(Method::PUT, &path, lease("a")).await.0, 200);
    let mut known = lease("b");
    known["metadata"]["resourceVersion"] = json!("5");
    assert_eq!(server.call(Method::PUT, &format!("{LEASES}/b"), known).await.0, 404, "it was there and is not");
    let map = json!({"metadata": {"name": "a"}});
    assert_eq!(server.call(Method::PUT, &format!("{}/a", crate::MAPS), map).await.0, 404, "not for every kind");
    let rules = json!([{"apiGroups": ["coordination.k8s.io"], "resources": ["leases"], "verbs": ["update", "patch"]}]);
    server
        .make(
            "/apis/rbac.authorization.k8s.io/v1/clusterroles",
            json!({"metadata": {"name": "updater"}, "rules": rules}),
        )
        .await;
    let binding = json!({
        "metadata": {"name": "updater"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "updater"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev"}],
    });
    server.make("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding).await;
    let dev = User::new("dev", Vec::<String>::new());
    let apply = "application/apply-patch+yaml";
    for (method, media_type) in [(Method::PUT, "application/json"), (Method::PATCH, apply)] {
        let send = |name: &str| {
            let path = format!("{LEASES}/{name}?fieldManager=test&force=true");
            let path = if method == Method::PUT { format!("{LEASES}/{name}") } else { path };
            let (server, dev, body) = (&server, &dev, lease(name));
            let method = method.clone();
            async move { server.call_with(Some(dev), method, &path, media_type, body).await }
        };
        let (status, _, answer) = send("a").await;
        assert_eq!(status, 200, "{answer}");
        let (status, _, answer) = send("new").await;
        assert_eq!(status, 403, "{answer}");
        assert_eq!(
            text(&answer, "/message"),
            "leases.coordination.k8s.io \"new\" is forbidden: User \"dev\" cannot create resource \"leases\" in API group \
             \"coordination.k8s.io\" in the namespace \"default\""
        );
    }
}
