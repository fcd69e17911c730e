//! Acting as somebody else needs the right to.
#![allow(clippy::unwrap_used)]

mod support;

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::User;
use support::{Server, supervisor};

const RBAC: &str = "/apis/rbac.authorization.k8s.io/v1";

async fn who(server: &Server, user: &User, headers: &[(&str, &str)]) -> (u16, Value) {
    let mut request =
        Request::post("/apis/authentication.k8s.io/v1/selfsubjectreviews").header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = Body::from(json!({"kind": "SelfSubjectReview"}).to_string());
    let (status, _, answer) = server.send(Some(user), request.body(body).unwrap()).await;
    (status.as_u16(), answer)
}

/// A server on which `helper` may act as `alice`, as the group `team`, as the service accounts of `default`, and with
/// scopes.
async fn server() -> Server {
    let server = supervisor().await;
    let act = |group: &str, resource: &str, names: Value| json!({"apiGroups": [group], "resources": [resource], "verbs": ["impersonate"], "resourceNames": names});
    let rules = json!([
        act("", "users", json!(["alice"])),
        act("", "groups", json!(["team"])),
        act("authentication.k8s.io", "userextras/scopes", json!(["read"])),
        act("authentication.k8s.io", "uids", json!(["1"])),
    ]);
    let role = json!({"metadata": {"name": "act"}, "rules": rules});
    server.call(Method::POST, &format!("{RBAC}/clusterroles"), role).await;
    let binding = |kind: &str| json!({"metadata": {"name": "act"}, "roleRef": {"kind": kind, "name": "act"}, "subjects": [{"kind": "User", "name": "helper"}]});
    server.call(Method::POST, &format!("{RBAC}/clusterrolebindings"), binding("ClusterRole")).await;
    let here = format!("{RBAC}/namespaces/default");
    let role = json!({"metadata": {"name": "act"}, "rules": [{"apiGroups": [""], "resources": ["serviceaccounts"], "verbs": ["impersonate"]}]});
    server.call(Method::POST, &format!("{here}/roles"), role).await;
    server.call(Method::POST, &format!("{here}/rolebindings"), binding("Role")).await;
    server
}

#[tokio::test]
async fn what_is_impersonated_has_to_be_allowed() {
    let server = server().await;
    let helper = User::new("helper", ["g"]);
    let alice = ("Impersonate-User", "alice");
    let (status, me) = who(
        &server,
        &helper,
        &[alice, ("Impersonate-Group", "team"), ("Impersonate-Extra-Scopes", "read"), ("Impersonate-Uid", "1")],
    )
    .await;
    assert_eq!(status, 201, "{me}");
    let expected = json!({"username": "alice", "uid": "1", "groups": ["team", "system:authenticated"], "extra": {"scopes": ["read"]}});
    assert_eq!(me["status"]["userInfo"], expected);
    let account = ("Impersonate-User", "system:serviceaccount:default:x");
    assert_eq!(
        who(&server, &helper, &[account]).await.1["status"]["userInfo"]["groups"][1],
        "system:serviceaccounts:default"
    );
    for (headers, message) in [
        (
            vec![("Impersonate-User", "bob")],
            "users \"bob\" is forbidden: User \"helper\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope",
        ),
        (
            vec![alice, ("Impersonate-Group", "system:masters")],
            "groups \"system:masters\" is forbidden: User \"helper\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope",
        ),
        (
            vec![alice, ("Impersonate-Extra-Scopes", "write")],
            "userextras.authentication.k8s.io \"write\" is forbidden: User \"helper\" cannot impersonate resource \"userextras/scopes\" in API group \"authentication.k8s.io\" at the cluster scope",
        ),
        (
            vec![alice, ("Impersonate-Uid", "2")],
            "uids.authentication.k8s.io \"2\" is forbidden: User \"helper\" cannot impersonate resource \"uids\" in API group \"authentication.k8s.io\" at the cluster scope",
        ),
        (
            vec![("Impersonate-User", "system:serviceaccount:kube-system:x")],
            "serviceaccounts \"x\" is forbidden: User \"helper\" cannot impersonate resource \"serviceaccounts\" in API group \"\" in the namespace \"kube-system\"",
        ),
    ] {
        let (status, answer) = who(&server, &helper, &headers).await;
        assert_eq!((status, answer["message"].as_str().unwrap()), (403, message));
    }
    assert_eq!(who(&server, &helper, &[("Impersonate-Group", "team")]).await.0, 500);
    assert_eq!(who(&server, &User::new("other", ["g"]), &[alice]).await.0, 403);
}

#[tokio::test]
async fn rights_and_writes_are_those_of_the_impersonated() {
    let server = server().await;
    let send = async |user: &User, method: Method, path: &str, body: Value| {
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request.header("Impersonate-User", "alice").body(Body::from(body.to_string())).unwrap();
        server.send(Some(user), request).await.0.as_u16()
    };
    let maps = "/api/v1/namespaces/default/configmaps";
    let map = json!({"metadata": {"name": "m"}});
    assert_eq!(send(&support::admin(), Method::POST, maps, map.clone()).await, 403, "even an administrator");
    let binding = json!({"metadata": {"name": "a"}, "roleRef": {"kind": "ClusterRole", "name": "admin"}, "subjects": [{"kind": "User", "name": "alice"}]});
    let bindings = format!("{RBAC}/namespaces/default/rolebindings");
    server.call(Method::POST, &bindings, binding.clone()).await;
    assert_eq!(send(&User::new("helper", ["g"]), Method::POST, maps, map).await, 201);
    // What is not given by the impersonated is not given either.
    let mut all = binding;
    all["metadata"]["name"] = json!("all");
    all["roleRef"]["name"] = json!("cluster-admin");
    assert_eq!(send(&support::admin(), Method::POST, &bindings, all).await, 403);
}
