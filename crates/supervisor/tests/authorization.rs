//! Who may do what: every route and verb, for each kind of identity.
#![allow(clippy::unwrap_used)]

mod support;

use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::User;
use support::{Server, supervisor};

const RBAC: &str = "/apis/rbac.authorization.k8s.io/v1";

/// A server where viewer, editor and admin have their role in the namespace `default`, and stranger has none.
async fn server() -> Server {
    let server = supervisor().await;
    for role in ["view", "edit", "admin"] {
        let binding = json!({
            "metadata": {"name": role},
            "roleRef": {"kind": "ClusterRole", "name": role},
            "subjects": [{"kind": "User", "name": format!("{role}er")}],
        });
        let path = format!("{RBAC}/namespaces/default/rolebindings");
        assert_eq!(server.call(Method::POST, &path, binding).await.0, 201);
    }
    server
}

fn identities() -> Vec<(&'static str, Option<User>)> {
    let none: [&str; 0] = [];
    let mut all = vec![("anonymous", None)];
    for name in ["stranger", "viewer", "editer", "adminer"] {
        all.push((name, Some(User::new(name, none))));
    }
    all.push(("master", Some(support::admin())));
    all
}

/// What the least of the identities is that gets through, by resource, verb and scope.
fn least(group: &str, plural: &str, namespaced: bool, verb: &str) -> &'static str {
    let reads = matches!(verb, "get" | "list" | "watch");
    match (group, plural) {
        ("authorization.k8s.io", "selfsubjectaccessreviews" | "selfsubjectrulesreviews")
        | ("authentication.k8s.io", "selfsubjectreviews") => "stranger",
        ("authorization.k8s.io", "localsubjectaccessreviews") => "adminer",
        ("", "namespaces") if verb == "get" => "viewer",
        ("storage.k8s.io", "storageclasses")
        | ("run.tanzu.vmware.com", "tanzukubernetesreleases")
        | ("vmoperator.vmware.com", "clustervirtualmachineimages")
            if reads =>
        {
            "stranger"
        }
        _ if !namespaced => "master",
        ("rbac.authorization.k8s.io", _) => "adminer",
        ("", "secrets") if matches!(verb, "create" | "delete" | "update") => "editer",
        ("", "secrets") => "adminer",
        ("coordination.k8s.io" | "events.k8s.io", _) => "master",
        ("", "events" | "limitranges" | "resourcequotas")
        | ("vmoperator.vmware.com", "virtualmachineclasses" | "virtualmachineimages")
            if !reads =>
        {
            "master"
        }
        _ if reads => "viewer",
        _ => "editer",
    }
}

#[tokio::test]
async fn every_route_for_every_identity() {
    let server = server().await;
    let order = ["anonymous", "stranger", "viewer", "editer", "adminer", "master"];
    let rank = |name: &str| order.iter().position(|n| *n == name).unwrap();
    let mut checked = 0;
    for resource in supervisor::kinds::supervisor_registry().resources() {
        let base =
            if resource.group.is_empty() { "/api/v1".to_owned() } else { format!("/apis/{}", resource.api_version()) };
        let own = resource.plural == "namespaces";
        let base = if resource.namespaced { format!("{base}/namespaces/default") } else { base };
        let collection = format!("{base}/{}", resource.plural);
        for verb in &resource.verbs {
            // Roles reach their own namespace; and that one cannot be deleted by anybody.
            let name = match *verb {
                "get" if own => "default",
                _ if own => "kube-node-lease",
                _ => "none",
            };
            let object = format!("{collection}/{name}");
            let (method, path) = match *verb {
                "create" => (Method::POST, collection.clone()),
                "delete" => (Method::DELETE, object.clone()),
                "deletecollection" => (Method::DELETE, format!("{collection}?labelSelector=no%3Dmatch")),
                "get" => (Method::GET, object.clone()),
                "list" => (Method::GET, collection.clone()),
                "patch" => (Method::PATCH, object.clone()),
                "update" => (Method::PUT, object.clone()),
                "watch" => (Method::GET, format!("{collection}?watch=1&timeoutSeconds=1&resourceVersion=x")),
                other => panic!("a new verb: {other}"),
            };
            let least = least(&resource.group, &resource.plural, resource.namespaced, verb);
            for (name, user) in identities() {
                let (status, _, answer) =
                    server.call_with(user.as_ref(), method.clone(), &path, "application/json", json!({})).await;
                let allowed = rank(name) >= rank(least);
                assert_eq!(status != 403, allowed, "{name} {verb} {path}: {status} {answer}");
                checked += 1;
            }
        }
    }
    assert!(checked > 1500, "{checked}");
}

#[tokio::test]
async fn other_paths_for_every_identity() {
    let server = server().await;
    for (path, for_all) in [
        ("/livez", true),
        ("/readyz", true),
        ("/healthz", true),
        ("/version", true),
        ("/api", false),
        ("/apis", false),
        ("/api/v1", false),
        ("/apis/guest.atoll.dev", false),
        ("/apis/guest.atoll.dev/v1alpha1", false),
        ("/openapi/v2", false),
        ("/openapi/v3", false),
        ("/openapi/v3/api/v1", false),
    ] {
        for (name, user) in identities() {
            let (status, _, _) =
                server.call_with(user.as_ref(), Method::GET, path, "application/json", Value::Null).await;
            let expected = if name == "anonymous" && !for_all { 403 } else { 200 };
            assert_eq!(status, expected, "{name} {path}");
        }
    }
    let stranger = User::new("stranger", ["g"]);
    let (status, _, answer) =
        server.call_with(Some(&stranger), Method::GET, "/metrics", "application/json", Value::Null).await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (403, "forbidden: User \"stranger\" cannot get path \"/metrics\"")
    );
}

#[tokio::test]
async fn roles_end_at_their_namespace_and_with_their_binding() {
    let server = server().await;
    let viewer = User::new("viewer", ["g"]);
    let get =
        async |path: &str| server.call_with(Some(&viewer), Method::GET, path, "application/json", Value::Null).await;
    assert_eq!(get("/api/v1/namespaces/default/configmaps").await.0, 200);
    let (status, _, answer) = get("/api/v1/namespaces/kube-system/configmaps/a").await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (
            403,
            "configmaps \"a\" is forbidden: User \"viewer\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"kube-system\""
        )
    );
    let (status, _, answer) = get("/api/v1/configmaps").await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (
            403,
            "configmaps is forbidden: User \"viewer\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope"
        )
    );
    server.call(Method::DELETE, &format!("{RBAC}/namespaces/default/rolebindings/view"), Value::Null).await;
    assert_eq!(get("/api/v1/namespaces/default/configmaps").await.0, 403);
}

#[tokio::test]
async fn writing_a_secret_does_not_show_it() {
    let server = server().await;
    let secrets = "/api/v1/namespaces/default/secrets";
    let secret = json!({"metadata": {"name": "s", "finalizers": ["example.dev/x"], "annotations": {"a": "hidden"}}, "stringData": {"k": "hidden"}});
    server.call(Method::POST, secrets, secret).await;
    let editor = User::new("editer", ["g"]);
    let role = json!({"metadata": {"name": "patcher"}, "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["patch", "deletecollection"]}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/roles"), role).await;
    let binding = json!({"metadata": {"name": "patcher"}, "roleRef": {"kind": "Role", "name": "patcher"}, "subjects": [{"kind": "User", "name": "editer"}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/rolebindings"), binding).await;
    let path = format!("{secrets}/s");
    for (method, path, media_type, body) in [
        (Method::PATCH, path.as_str(), "application/merge-patch+json", json!({"metadata": {"labels": {"x": "y"}}})),
        (Method::PATCH, &path, "application/merge-patch+json", json!({})),
        (Method::DELETE, &path, "application/json", Value::Null),
        (Method::DELETE, secrets, "application/json", Value::Null),
    ] {
        let (status, _, answer) = server.call_with(Some(&editor), method.clone(), path, media_type, body).await;
        assert_eq!(status, 200, "{answer}");
        let text = answer.to_string();
        assert!(!text.contains("hidden") && !text.contains("aGlkZGVu"), "{method} {path} shows {text}");
    }
}

#[tokio::test]
async fn an_access_is_no_more_than_its_asker_has() {
    let server = server().await;
    let path = "/apis/portal.atoll.dev/v1alpha1/namespaces/default/clusteraccesses";
    let access = |name: &str, role: &str| {
        json!({
            "metadata": {"name": name},
            "spec": {
                "clusterRef": {"name": "demo"},
                "role": role,
                "request": "-----BEGIN CERTIFICATE REQUEST-----\nMIIBADCB\n-----END CERTIFICATE REQUEST-----\n",
            },
            "status": {"issuedTo": "somebody-else", "fingerprint": "x"},
        })
    };
    let editor = User::new("editer", ["g"]);
    let (status, _, made) =
        server.call_with(Some(&editor), Method::POST, path, "application/json", access("a", "admin")).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["status"], json!({"issuedTo": "editer"}));
    // Somebody who may make accesses, and only read clusters.
    let role = json!({"metadata": {"name": "accesses"}, "rules": [{"apiGroups": ["portal.atoll.dev"], "resources": ["clusteraccesses"], "verbs": ["create"]}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/roles"), role).await;
    let binding = json!({"metadata": {"name": "accesses"}, "roleRef": {"kind": "Role", "name": "accesses"}, "subjects": [{"kind": "User", "name": "viewer"}, {"kind": "User", "name": "stranger"}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/rolebindings"), binding).await;
    for (name, role, expected) in
        [("viewer", "view", 201), ("viewer", "edit", 403), ("viewer", "admin", 403), ("stranger", "view", 403)]
    {
        let user = User::new(name, ["g"]);
        let object = access(&format!("{name}-{role}"), role);
        let (status, _, answer) = server.call_with(Some(&user), Method::POST, path, "application/json", object).await;
        assert_eq!(status, expected, "{name} {role}: {answer}");
    }
}

#[tokio::test]
async fn reviews_answer_what_one_may_do() {
    let server = server().await;
    let viewer = User::new("viewer", ["g"]);
    let review = async |path: &str, spec: Value| {
        let (_, _, answer) =
            server.call_with(Some(&viewer), Method::POST, path, "application/json", json!({"spec": spec})).await;
        answer
    };
    let access = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    let may = async |verb: &str, resource: &str, namespace: &str| {
        let attributes = json!({"verb": verb, "resource": resource, "namespace": namespace});
        review(access, json!({"resourceAttributes": attributes})).await["status"]["allowed"] == json!(true)
    };
    assert!(may("get", "configmaps", "default").await);
    assert!(!may("create", "configmaps", "default").await);
    assert!(!may("get", "secrets", "default").await);
    assert!(!may("get", "configmaps", "kube-system").await);
    assert_eq!(review(access, json!({})).await["code"], 422);
    let rules = review("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", json!({"namespace": "default"})).await;
    assert!(rules["status"]["resourceRules"].as_array().unwrap().len() > 5);
    let (_, _, me) = server
        .call_with(
            Some(&viewer),
            Method::POST,
            "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            "application/json",
            json!({"kind": "SelfSubjectReview"}),
        )
        .await;
    assert_eq!(me["status"]["userInfo"]["groups"], json!(["g", "system:authenticated"]));
    let of_other = json!({"spec": {"user": "editer", "resourceAttributes": {"verb": "create", "resource": "configmaps", "namespace": "default"}}});
    let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    let (_, answer) = server.call(Method::POST, path, of_other.clone()).await;
    assert_eq!(answer["status"]["allowed"], true);
    assert!(answer["status"]["reason"].as_str().unwrap().contains("ClusterRole \"edit\""));
    let (status, _, _) = server.call_with(Some(&viewer), Method::POST, path, "application/json", of_other).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn tokens_prove_an_identity_or_are_refused() {
    let server = supervisor().await;
    let secret = json!({
        "metadata": {"name": "bootstrap-token-abcdef"},
        "type": "bootstrap.kubernetes.io/token",
        "stringData": {"token-id": "abcdef", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true"},
    });
    assert_eq!(server.call(Method::POST, "/api/v1/namespaces/kube-system/secrets", secret).await.0, 201);
    let get = async |authorization: &str| {
        let request = Request::get("/api").header("authorization", authorization).body(Body::empty()).unwrap();
        server.send(None, request).await.0.as_u16()
    };
    assert_eq!(get("Bearer abcdef.0123456789abcdef").await, 200);
    assert_eq!(get("bearer abcdef.0123456789abcdef").await, 200);
    for bad in ["Bearer abcdef.0123456789abcdeX", "Bearer x", "Bearer", "Basic eDp5", ""] {
        assert_eq!(get(bad).await, 401, "{bad}");
    }
}
