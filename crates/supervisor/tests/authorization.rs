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
fn least(group: &str, plural: &str, sub: &str, namespaced: bool, verb: &str) -> &'static str {
    let reads = matches!(verb, "get" | "list" | "watch");
    let own = !group.is_empty() && !group.ends_with(".k8s.io") || group.ends_with("cluster.x-k8s.io");
    match sub {
        "" => {}
        "token" => return "adminer",
        // Nobody but controllers tells how things are.
        "finalize" => return "master",
        "status" if !reads || !namespaced => return "master",
        "status" if own || matches!(plural, "persistentvolumeclaims" | "pods" | "resourcequotas") => return "viewer",
        "status" => return "master",
        "scale" if own => return if reads { "viewer" } else { "editer" },
        other => panic!("a subresource that this test does not know: {group}/{plural}/{other}"),
    }
    match (group, plural) {
        ("authentication.k8s.io", "tokenreviews") => "master",
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

/// A request that reaches a verb of a resource.
fn request(collection: &str, plural: &str, sub: &str, verb: &str) -> (Method, String) {
    // Roles reach their own namespace; and that one cannot be deleted by anybody.
    let name = match verb {
        "get" if plural == "namespaces" && sub.is_empty() => "default",
        _ if plural == "namespaces" => "kube-node-lease",
        _ => "none",
    };
    let object = if sub.is_empty() { format!("{collection}/{name}") } else { format!("{collection}/{name}/{sub}") };
    match verb {
        "create" if sub.is_empty() => (Method::POST, collection.to_owned()),
        "create" => (Method::POST, object),
        "delete" => (Method::DELETE, object),
        "deletecollection" => (Method::DELETE, format!("{collection}?labelSelector=no%3Dmatch")),
        "get" => (Method::GET, object),
        "list" => (Method::GET, collection.to_owned()),
        "patch" => (Method::PATCH, object),
        "update" => (Method::PUT, object),
        "watch" => (Method::GET, format!("{collection}?watch=1&timeoutSeconds=1&resourceVersion=x")),
        other => panic!("a verb that this test does not know: {other}"),
    }
}

/// Everything that discovery tells of: path of group and version, and what is served there.
async fn served(server: &Server) -> Vec<(String, Value)> {
    let mut versions = vec!["/api/v1".to_owned()];
    let (_, groups) = server.get("/apis").await;
    for group in groups["groups"].as_array().unwrap() {
        let all = group["versions"].as_array().unwrap().iter();
        versions.extend(all.map(|version| format!("/apis/{}", version["groupVersion"].as_str().unwrap())));
    }
    let mut found = Vec::new();
    for path in versions {
        let (_, list) = server.get(&path).await;
        found.extend(list["resources"].as_array().unwrap().iter().map(|resource| (path.clone(), resource.clone())));
    }
    found
}

#[tokio::test]
async fn every_route_for_every_identity() {
    let server = server().await;
    let order = ["anonymous", "stranger", "viewer", "editer", "adminer", "master"];
    let rank = |name: &str| order.iter().position(|n| *n == name).unwrap();
    let mut checked = 0;
    for (base, resource) in served(&server).await {
        let group = base.strip_prefix("/apis/").and_then(|rest| rest.split_once('/')).map_or("", |(group, _)| group);
        let (plural, sub) = match resource["name"].as_str().unwrap() {
            name if name.contains('/') => name.split_once('/').unwrap(),
            name => (name, ""),
        };
        let namespaced = resource["namespaced"] == true;
        let within = if namespaced { format!("{base}/namespaces/default") } else { base.clone() };
        let collection = format!("{within}/{plural}");
        for verb in resource["verbs"].as_array().unwrap().iter().map(|verb| verb.as_str().unwrap()) {
            let (method, path) = request(&collection, plural, sub, verb);
            let least = least(group, plural, sub, namespaced, verb);
            for (name, user) in identities() {
                let (status, _, answer) =
                    server.call_with(user.as_ref(), method.clone(), &path, "application/json", json!({})).await;
                let allowed = rank(name) >= rank(least);
                assert_eq!(status != 403, allowed, "{name} {verb} {path}: {status} {answer}");
                checked += 1;
            }
            let bad = Request::builder().method(method).uri(&path).header("authorization", "Bearer bad");
            let (status, _, _) = server.send(None, bad.body(Body::from("{}")).unwrap()).await;
            assert_eq!(status, 401, "a bad credential, {verb} {path}");
        }
    }
    assert!(checked > 2000, "{checked}");
    // What discovery does not tell of is not served.
    for path in ["/api/v1/namespaces/default/pods/none/exec", "/api/v1/namespaces/default/secrets/none/status", "/logs"]
    {
        assert_eq!(server.get(path).await.0, 404, "{path}");
    }
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
        let bad = Request::get(path).header("authorization", "Bearer bad").body(Body::empty()).unwrap();
        assert_eq!(server.send(None, bad).await.0, 401, "a bad credential, {path}");
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
            },
            "status": {"issuedTo": "somebody-else", "fingerprint": "x"},
        })
    };
    let editor = User::new("editer", ["g"]);
    let (status, _, made) =
        server.call_with(Some(&editor), Method::POST, path, "application/json", access("a", "admin")).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["status"], json!({"issuedTo": "editer"}));
    // A certificate is for who may read the cluster's own kubeconfig.
    for (user, expected) in [("editer", 403), ("adminer", 201)] {
        let mut object = access(&format!("{user}-certificate"), "admin");
        object["spec"]["request"] =
            json!("-----BEGIN CERTIFICATE REQUEST-----\nMIIBADCB\n-----END CERTIFICATE REQUEST-----\n");
        let user = User::new(user, ["g"]);
        let (status, _, answer) = server.call_with(Some(&user), Method::POST, path, "application/json", object).await;
        assert_eq!(status, expected, "{answer}");
    }
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
async fn files_of_machines_come_from_secrets_that_their_writer_can_read() {
    let server = server().await;
    let base = "/apis/bootstrap.cluster.x-k8s.io/v1beta2/namespaces/default";
    let from = |name: &str| json!({"secret": {"name": name, "key": "k"}});
    let file = json!([{"path": "/a", "contentFrom": from("theirs")}]);
    let user = json!([{"name": "u", "passwdFrom": from("theirs")}]);
    let config = |name: &str, spec: Value| json!({"metadata": {"name": name}, "spec": spec});
    let send = async |user: &str, method: Method, path: &str, body: Value| {
        let media_type = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let user = User::new(user, ["g"]);
        let (status, _, answer) = server.call_with(Some(&user), method, path, media_type, body).await;
        (status.as_u16(), answer["message"].as_str().unwrap_or_default().to_owned())
    };
    let configs = format!("{base}/kubeadmconfigs");
    let why =
        "it takes contents from the Secret \"theirs\" in the namespace \"default\", which user \"editer\" cannot get";
    for (name, spec) in [("files", json!({"files": file})), ("users", json!({"users": user}))] {
        let (code, message) = send("editer", Method::POST, &configs, config(name, spec.clone())).await;
        assert!(code == 403 && message.ends_with(why), "{name}: {code} {message}");
        let template = config(name, json!({"template": {"spec": spec}}));
        let (code, message) = send("editer", Method::POST, &format!("{base}/kubeadmconfigtemplates"), template).await;
        assert!(code == 403 && message.ends_with(why), "{name}: {code} {message}");
        assert_eq!(send("adminer", Method::POST, &configs, config(name, spec)).await.0, 201, "{name}");
    }
    assert_eq!(send("editer", Method::POST, &configs, config("plain", json!({}))).await.0, 201);
    let path = format!("{configs}/plain");
    let (code, message) = send("editer", Method::PATCH, &path, json!({"spec": {"files": file}})).await;
    assert!(code == 403 && message.ends_with(why), "{code} {message}");
    // What is there already may stay.
    let labels = json!({"metadata": {"labels": {"a": "b"}}});
    assert_eq!(send("editer", Method::PATCH, &format!("{configs}/files"), labels).await.0, 200);
}

#[tokio::test]
async fn a_node_writes_itself_only() {
    let server = server().await;
    let node = User::new("system:node:one", ["system:nodes"]);
    let send = async |method: Method, path: &str, body: Value| {
        let media_type = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let (status, _, answer) = server.call_with(Some(&node), method, path, media_type, body).await;
        (status.as_u16(), answer["message"].as_str().unwrap_or_default().to_owned())
    };
    let named = |name: &str| json!({"metadata": {"name": name}});
    assert_eq!(send(Method::POST, "/api/v1/nodes", named("one")).await.0, 201);
    server.call(Method::POST, "/api/v1/nodes", named("two")).await;
    let ready = json!({"status": {"conditions": [{"type": "Ready", "status": "True"}]}});
    assert_eq!(send(Method::PATCH, "/api/v1/nodes/one/status", ready.clone()).await.0, 200);
    for (method, path, body) in [
        (Method::PATCH, "/api/v1/nodes/two/status", ready),
        (Method::PATCH, "/api/v1/nodes/two", json!({"metadata": {"labels": {"a": "b"}}})),
        (Method::POST, "/api/v1/nodes", named("three")),
    ] {
        let (code, message) = send(method, path, body).await;
        assert!(
            code == 403 && message.contains("node \"one\" is not allowed to modify node"),
            "{path}: {code} {message}"
        );
    }
    let label = json!({"metadata": {"labels": {"node-restriction.kubernetes.io/zone": "a"}}});
    assert_eq!(send(Method::PATCH, "/api/v1/nodes/one", label).await.0, 403);
    assert_eq!(send(Method::DELETE, "/api/v1/nodes/one", Value::Null).await.0, 403);
    let leases = |namespace: &str| format!("/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases");
    assert_eq!(send(Method::POST, &leases("kube-node-lease"), named("one")).await.0, 201);
    assert_eq!(send(Method::POST, &leases("kube-node-lease"), named("two")).await.0, 403);
    assert_eq!(send(Method::POST, &leases("default"), named("one")).await.0, 403);
    assert_eq!(send(Method::GET, "/api/v1/secrets", Value::Null).await.0, 403);
}

#[tokio::test]
async fn a_binding_to_a_role_that_is_gone_is_told() {
    let server = server().await;
    let binding = json!({"metadata": {"name": "gone"}, "roleRef": {"kind": "ClusterRole", "name": "gone"}, "subjects": [{"kind": "User", "name": "lost"}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/rolebindings"), binding).await;
    let lost = User::new("lost", ["g"]);
    let path = "/api/v1/namespaces/default/pods/p";
    let (_, _, answer) = server.call_with(Some(&lost), Method::GET, path, "application/json", Value::Null).await;
    assert_eq!(
        answer["message"],
        "pods \"p\" is forbidden: User \"lost\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\": RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found"
    );
    let review = json!({"spec": {"namespace": "default"}});
    let path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
    let (_, _, answer) = server.call_with(Some(&lost), Method::POST, path, "application/json", review).await;
    assert_eq!(answer["status"]["evaluationError"], "clusterrole.rbac.authorization.k8s.io \"gone\" not found");
}

#[tokio::test]
async fn who_may_only_patch_does_not_make_by_apply() {
    let server = server().await;
    let role = json!({"metadata": {"name": "patcher"}, "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "patch"]}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/roles"), role).await;
    let binding = json!({"metadata": {"name": "patcher"}, "roleRef": {"kind": "Role", "name": "patcher"}, "subjects": [{"kind": "User", "name": "patcher"}]});
    server.call(Method::POST, &format!("{RBAC}/namespaces/default/rolebindings"), binding).await;
    let user = User::new("patcher", ["g"]);
    let map = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}});
    let path = "/api/v1/namespaces/default/configmaps/m?fieldManager=x";
    let apply =
        async || server.call_with(Some(&user), Method::PATCH, path, "application/apply-patch+yaml", map.clone()).await;
    let (status, _, answer) = apply().await;
    assert_eq!(
        (status.as_u16(), answer["message"].as_str().unwrap()),
        (
            403,
            "configmaps \"m\" is forbidden: User \"patcher\" cannot create resource \"configmaps\" in API group \"\" in the namespace \"default\""
        )
    );
    server.call(Method::POST, "/api/v1/namespaces/default/configmaps", map.clone()).await;
    assert_eq!(apply().await.0, 200);
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
