//! Nobody gives rights that it does not have, and roles that gather the rules of others follow them.
#![allow(clippy::unwrap_used)]

mod support;

use http::Method;
use serde_json::{Value, json};
use supervisor::engine::{Config, Engine, User};
use support::{Server, supervisor};

const RBAC: &str = "/apis/rbac.authorization.k8s.io/v1";
const HERE: &str = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";

fn role(name: &str, rules: &Value) -> Value {
    json!({"metadata": {"name": name}, "rules": rules})
}

fn binding(name: &str, kind: &str, role: &str, user: &str) -> Value {
    json!({
        "metadata": {"name": name},
        "roleRef": {"kind": kind, "name": role},
        "subjects": [{"kind": "User", "name": user}],
    })
}

fn on(resources: &[&str], verbs: &[&str]) -> Value {
    json!([{"apiGroups": [""], "resources": resources, "verbs": verbs}])
}

/// A server on which `owner` is admin of the namespace `default`.
async fn server() -> Server {
    let server = supervisor().await;
    let path = format!("{HERE}/rolebindings");
    assert_eq!(server.call(Method::POST, &path, binding("owner", "ClusterRole", "admin", "owner")).await.0, 201);
    server
}

/// Sends as `user`, and gives code and message.
async fn send(server: &Server, user: &str, method: Method, path: &str, body: Value) -> (u16, String) {
    let media_type = match method {
        Method::PATCH if path.contains("fieldManager") => "application/apply-patch+yaml",
        Method::PATCH => "application/merge-patch+json",
        _ => "application/json",
    };
    let user = User::new(user, ["people"]);
    let (status, _, answer) = server.call_with(Some(&user), method, path, media_type, body).await;
    (status.as_u16(), answer["message"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn an_owner_binds_the_roles_of_its_namespace_and_no_more() {
    let server = server().await;
    let path = format!("{HERE}/rolebindings");
    for role in ["view", "edit", "admin"] {
        let (code, message) =
            send(&server, "owner", Method::POST, &path, binding(role, "ClusterRole", role, "x")).await;
        assert_eq!(code, 201, "{role}: {message}");
    }
    let (code, message) =
        send(&server, "owner", Method::POST, &path, binding("all", "ClusterRole", "cluster-admin", "x")).await;
    let expected = "rolebindings.rbac.authorization.k8s.io \"all\" is forbidden: user \"owner\" (groups=[\"people\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}\n{NonResourceURLs:[\"*\"], Verbs:[\"*\"]}";
    assert_eq!((code, message.as_str()), (403, expected));
    let (code, message) =
        send(&server, "owner", Method::POST, &path, binding("none", "ClusterRole", "missing", "x")).await;
    assert_eq!(
        (code, message.as_str()),
        (404, "clusterroles.rbac.authorization.k8s.io \"missing\" not found"),
        "what a role will hold later is not known"
    );
    // A role of the whole cluster, and a binding for it, are not an owner's to write.
    let path = format!("{RBAC}/clusterrolebindings");
    assert_eq!(send(&server, "owner", Method::POST, &path, binding("v", "ClusterRole", "view", "x")).await.0, 403);
}

#[tokio::test]
async fn a_role_holds_what_its_writer_holds() {
    let server = server().await;
    let roles = format!("{HERE}/roles");
    let reader = on(&["secrets"], &["get"]);
    assert_eq!(send(&server, "owner", Method::POST, &roles, role("reader", &reader)).await.0, 201);
    let nodes = on(&["nodes"], &["get"]);
    let too_much = role("reader", &nodes);
    let at = format!("{roles}/reader");
    let expected = "is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"\"], Resources:[\"nodes\"], Verbs:[\"get\"]}";
    let mut applied = too_much.clone();
    applied["apiVersion"] = json!("rbac.authorization.k8s.io/v1");
    applied["kind"] = json!("Role");
    applied["metadata"]["name"] = json!("new");
    for (what, method, path, body) in [
        ("create", Method::POST, roles.clone(), role("other", &nodes)),
        ("update", Method::PUT, at.clone(), too_much.clone()),
        ("patch", Method::PATCH, at.clone(), json!({"rules": nodes})),
        ("apply", Method::PATCH, format!("{roles}/new?fieldManager=x"), applied.clone()),
        ("dry run", Method::POST, format!("{roles}?dryRun=All"), role("other", &nodes)),
    ] {
        let (code, message) = send(&server, "owner", method, &path, body).await;
        assert!(code == 403 && message.contains(expected), "{what}: {code} {message}");
    }
    // The verb `escalate` on just this role lets its holder write it.
    let escalate = json!([{
        "apiGroups": ["rbac.authorization.k8s.io"],
        "resources": ["roles"],
        "verbs": ["escalate"],
        "resourceNames": ["reader"],
    }]);
    server.call(Method::POST, &roles, role("escalator", &escalate)).await;
    server.call(Method::POST, &format!("{HERE}/rolebindings"), binding("e", "Role", "escalator", "owner")).await;
    assert_eq!(send(&server, "owner", Method::PUT, &at, too_much).await.0, 200);
    assert_eq!(send(&server, "owner", Method::POST, &roles, role("other", &nodes)).await.0, 403);
}

#[tokio::test]
async fn what_gives_nothing_new_may_be_written() {
    let server = server().await;
    let path = format!("{HERE}/roles/strong");
    let mut strong = role("strong", &on(&["nodes"], &["get"]));
    strong["metadata"]["finalizers"] = json!(["example.dev/x"]);
    server.call(Method::POST, &format!("{HERE}/roles"), strong).await;
    let labels = json!({"metadata": {"labels": {"a": "b"}}});
    assert_eq!(send(&server, "owner", Method::PATCH, &path, labels).await.0, 403, "any change is one of the role");
    assert_eq!(send(&server, "owner", Method::DELETE, &path, Value::Null).await.0, 200);
    let done = json!({"metadata": {"finalizers": null}});
    assert_eq!(send(&server, "owner", Method::PATCH, &path, done).await.0, 200, "it only lets the role go");
    server.gone(&path).await;
}

#[tokio::test]
async fn the_verb_bind_lets_its_holder_give_a_role() {
    let server = server().await;
    server.call(Method::POST, &format!("{RBAC}/clusterroles"), role("nodes", &on(&["nodes"], &["get"]))).await;
    let bindings = format!("{HERE}/rolebindings");
    let give = binding("b", "ClusterRole", "nodes", "x");
    assert_eq!(send(&server, "owner", Method::POST, &bindings, give.clone()).await.0, 403);
    let bind = json!([{
        "apiGroups": ["rbac.authorization.k8s.io"],
        "resources": ["clusterroles"],
        "verbs": ["bind"],
        "resourceNames": ["nodes"],
    }]);
    server.call(Method::POST, &format!("{HERE}/roles"), role("binder", &bind)).await;
    server.call(Method::POST, &bindings, binding("binder", "Role", "binder", "owner")).await;
    assert_eq!(send(&server, "owner", Method::POST, &bindings, give).await.0, 201);
    let other = binding("c", "ClusterRole", "cluster-admin", "x");
    assert_eq!(send(&server, "owner", Method::POST, &bindings, other).await.0, 403, "only the role that is named");
}

#[tokio::test]
async fn only_who_may_everything_gathers_roles() {
    let server = supervisor().await;
    let rules =
        json!([{"apiGroups": ["rbac.authorization.k8s.io"], "resources": ["*"], "verbs": ["create", "update", "get"]}]);
    server.call(Method::POST, &format!("{RBAC}/clusterroles"), role("roles", &rules)).await;
    let path = format!("{RBAC}/clusterrolebindings");
    server.call(Method::POST, &path, binding("roles", "ClusterRole", "roles", "warden")).await;
    server.call(Method::POST, &path, binding("boss", "ClusterRole", "cluster-admin", "boss")).await;
    let mut gathering = role("all", &json!([]));
    gathering["aggregationRule"] = json!({"clusterRoleSelectors": [{"matchLabels": {"to": "all"}}]});
    let path = format!("{RBAC}/clusterroles");
    let (code, message) = send(&server, "warden", Method::POST, &path, gathering.clone()).await;
    let expected = "clusterroles.rbac.authorization.k8s.io \"all\" is forbidden: must have cluster-admin privileges to use the aggregationRule";
    assert_eq!((code, message.as_str()), (403, expected));
    assert_eq!(send(&server, "boss", Method::POST, &path, gathering).await.0, 201);

    let mut part = role("part", &on(&["pods"], &["get"]));
    part["metadata"]["labels"] = json!({"to": "all"});
    server.call(Method::POST, &path, part).await;
    let all = format!("{path}/all");
    server.until(&all, |_, role| role["rules"] == on(&["pods"], &["get"])).await;
    server.call(Method::PUT, &format!("{path}/part"), role("part", &on(&["pods"], &["list"]))).await;
    server.until(&all, |_, role| role["rules"] == json!([])).await;
}

#[tokio::test]
async fn kinds_reach_the_member_roles_by_their_label() {
    let server = supervisor().await;
    let rules = async |name: &str| server.get(&format!("{RBAC}/clusterroles/{name}")).await.1["rules"].clone();
    let machines = |rules: &Value, verb: &str| {
        rules.as_array().unwrap().iter().any(|rule| {
            rule["verbs"].as_array().unwrap().contains(&json!(verb))
                && rule["resources"].as_array().unwrap().contains(&json!("virtualmachines"))
        })
    };
    assert!(machines(&rules("view").await, "get") && !machines(&rules("view").await, "create"));
    assert!(machines(&rules("edit").await, "create") && machines(&rules("admin").await, "create"));
    let mut more = role("more", &json!([{"apiGroups": ["example.dev"], "resources": ["things"], "verbs": ["get"]}]));
    more["metadata"]["labels"] = json!({"rbac.authorization.k8s.io/aggregate-to-view": "true"});
    server.call(Method::POST, &format!("{RBAC}/clusterroles"), more).await;
    // Through all three.
    let admin = format!("{RBAC}/clusterroles/admin");
    server.until(&admin, |_, role| role["rules"].to_string().contains("example.dev")).await;
}

#[tokio::test]
async fn the_servers_own_roles_are_completed_at_a_start() {
    let server = supervisor().await;
    let path = format!("{RBAC}/clusterroles");
    let own = on(&["pods"], &["get"]);
    let basic = format!("{path}/system:basic-user");
    let viewer = format!("{path}/system:public-info-viewer");
    let merge = async |path: &str, patch: Value| {
        let (status, _, answer) =
            server.call_with(Some(&support::admin()), Method::PATCH, path, "application/merge-patch+json", patch).await;
        assert_eq!(status, 200, "{answer}");
    };
    merge(&basic, json!({"rules": own})).await;
    let keep =
        json!({"metadata": {"annotations": {"rbac.authorization.kubernetes.io/autoupdate": "false"}}, "rules": []});
    merge(&viewer, keep).await;
    // Another start over the same objects, as after an upgrade.
    let config = Config::new(server.database.space("test"), supervisor::kinds::supervisor_registry());
    let again = Engine::start(config).await.unwrap();
    let (_, role) = server.get(&basic).await;
    let text = role["rules"].to_string();
    assert!(text.contains("pods") && text.contains("selfsubjectaccessreviews"), "{text}");
    assert_eq!(server.get(&viewer).await.1["rules"], json!([]));
    drop(again);
}
