//! Who did what: every request leaves a record, and nothing of a secret.
#![allow(clippy::unwrap_used)]

mod support;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::{Level, Origin, TrustedProxies, User};
use support::{Server, admin, audited, audited_with};

const CONFIG_MAPS: &str = "/api/v1/namespaces/default/configmaps";

/// The records that a test itself caused.
async fn records(server: &Server) -> Vec<Value> {
    server.engine.flush_audit().await;
    // The store takes records in their order: this write comes after all of them.
    server.call(Method::POST, "/api/v1/namespaces", json!({"metadata": {"generateName": "flush-"}})).await;
    let all = server.database.audit().read(0, 10_000).await.unwrap();
    assert!(server.database.audit().verify().await.unwrap().is_ok());
    let mut records: Vec<Value> = all.iter().map(|r| serde_json::from_str(&r.record).unwrap()).collect();
    records.retain(|r| r.get("requestURI").is_some() && r["requestURI"] != "/api/v1/namespaces");
    // Records of reads are gathered for a moment and come later.
    records.sort_by_key(|r| r["requestReceivedTimestamp"].as_str().unwrap().to_owned());
    records
}

#[tokio::test]
async fn every_request_leaves_a_record() {
    let server = audited(json!({})).await;
    let uri = format!("{CONFIG_MAPS}?fieldManager=test");
    let request = Request::post(&uri)
        .header("content-type", "application/json")
        .header("user-agent", "kubectl/v1")
        .header("audit-id", "the-request")
        .extension(ConnectInfo(std::net::SocketAddr::from(([10, 1, 2, 3], 4567))))
        .body(Body::from(json!({"metadata": {"generateName": "a-"}, "data": {"k": "one"}}).to_string()))
        .unwrap();
    let (_, _, made) = server.send(Some(&admin()), request).await;
    let name = made["metadata"]["name"].as_str().unwrap();
    let path = format!("{CONFIG_MAPS}/{name}");
    let mut changed = made.clone();
    changed["data"]["k"] = json!("two");
    server.call(Method::PUT, &path, changed).await;
    server.get(&path).await;
    server.call(Method::DELETE, &path, Value::Null).await;
    let stranger = User {
        uid: "u".to_owned(),
        extra: [("scopes".to_owned(), vec!["all".to_owned()])].into(),
        ..User::new("stranger", ["g"])
    };
    server.call_with(Some(&stranger), Method::GET, &path, "application/json", Value::Null).await;
    server.call_with(None, Method::POST, CONFIG_MAPS, "application/json", json!({})).await;
    let all = records(&server).await;
    let told: Vec<String> = all
        .iter()
        .map(|r| {
            format!(
                "{} {} {} {}",
                r["user"]["username"], r["verb"], r["responseStatus"]["code"], r["objectRef"]["name"]
            )
        })
        .collect();
    let quoted = format!("\"{name}\"");
    assert_eq!(
        told,
        [
            format!("\"admin\" \"create\" 201 {quoted}"),
            format!("\"admin\" \"update\" 200 {quoted}"),
            format!("\"admin\" \"get\" 200 {quoted}"),
            format!("\"admin\" \"delete\" 200 {quoted}"),
            format!("\"stranger\" \"get\" 403 {quoted}"),
            "\"system:anonymous\" \"create\" 403 null".to_owned(),
        ]
    );
    let first = &all[0];
    assert_eq!(first["auditID"], "the-request");
    assert_eq!(first["sourceIPs"], json!(["10.1.2.3"]));
    assert_eq!(first["userAgent"], "kubectl/v1");
    assert_eq!(first["requestURI"], uri);
    assert_eq!(first["annotations"]["atoll.dev/server"], "one");
    assert_eq!(first["annotations"]["authorization.k8s.io/decision"], "allow");
    assert_eq!(first["annotations"]["authorization.k8s.io/reason"], "group system:masters");
    let meta = &made["metadata"];
    assert_eq!(
        first["objectRef"],
        json!({"resource": "configmaps", "namespace": "default", "name": name, "apiVersion": "v1",
            "uid": meta["uid"], "resourceVersion": meta["resourceVersion"]})
    );
    assert!(all.iter().all(|r| r["latencyMicros"].as_u64().is_some_and(|micros| micros > 0)), "{all:?}");
    let told_of_stranger = json!({"username": "stranger", "uid": "u", "groups": ["g", "system:authenticated"],
        "extra": {"scopes": ["all"]}});
    assert_eq!(all[4]["user"], told_of_stranger);
    assert_eq!(all[4]["annotations"]["authorization.k8s.io/decision"], "forbid");
    // What an object asked for, before and after, without its text.
    let digest = |record: &Value, when: &str| record["annotations"][format!("atoll.dev/spec-{when}")].clone();
    assert!(digest(first, "before").is_null());
    assert_eq!(digest(first, "after"), digest(&all[1], "before"));
    assert_ne!(digest(&all[1], "after"), digest(&all[1], "before"));
    assert_eq!(digest(&all[3], "before"), digest(&all[1], "after"));
    assert!(digest(&all[3], "after").is_null());
    assert!(!all.iter().any(|r| r.to_string().contains("two")), "the level is Metadata");
}

#[tokio::test]
async fn a_client_for_another_request_has_its_id_and_source() {
    use k8s_openapi::api::core::v1::ConfigMap;
    let server = audited(json!({})).await;
    let mut extensions = http::Extensions::new();
    extensions.insert(ConnectInfo(std::net::SocketAddr::from(([10, 0, 0, 1], 4567))));
    let mut headers = http::HeaderMap::new();
    headers.insert("x-forwarded-for", "198.51.100.7".parse().unwrap());
    let proxies = TrustedProxies::from_iter(["10.0.0.0/8".parse().unwrap()]);
    let origin = Origin { request_id: "of-the-page".parse().unwrap(), source: proxies.source(&extensions, &headers) };
    let maps = kube::Api::<ConfigMap>::namespaced(server.engine.client_on_behalf(admin(), origin), "default");
    let map = ConfigMap {
        metadata: kube::core::ObjectMeta { name: Some("c".to_owned()), ..Default::default() },
        ..Default::default()
    };
    maps.create(&Default::default(), &map).await.unwrap();
    maps.get("c").await.unwrap();
    let all = records(&server).await;
    assert_eq!(all.len(), 2);
    for record in all {
        assert_eq!(record["auditID"], "of-the-page");
        assert_eq!(record["sourceIPs"], json!(["198.51.100.7", "10.0.0.1"]));
    }
}

#[tokio::test]
async fn proxies_say_for_whom_they_ask() {
    let proxies = TrustedProxies::from_iter(["10.0.0.0/8".parse().unwrap()]);
    let server = audited_with(json!({}), |config| config.trusted_proxies = proxies).await;
    for (peer, sources) in
        [([10, 1, 2, 3], json!(["198.51.100.7", "10.1.2.3"])), ([192, 0, 2, 1], json!(["192.0.2.1"]))]
    {
        let request = Request::get(CONFIG_MAPS)
            .header("x-forwarded-for", "1.2.3.4, 198.51.100.7")
            .extension(ConnectInfo(std::net::SocketAddr::from((peer, 4567))))
            .body(Body::empty())
            .unwrap();
        server.send(Some(&admin()), request).await;
        assert_eq!(records(&server).await.last().unwrap()["sourceIPs"], sources);
    }
}

#[tokio::test]
async fn the_repair_of_a_quota_is_recorded() {
    use store::{Change, Draft, Expect, Write};
    let server = audited(json!({})).await;
    let quotas = "/api/v1/namespaces/default/resourcequotas";
    server.make(quotas, json!({"metadata": {"name": "q"}, "spec": {"hard": {"secrets": "5"}}})).await;
    let path = format!("{quotas}/q");
    server.until(&path, |_, quota| quota["status"]["used"]["secrets"] == "0").await;
    // Somebody changes the database by other means.
    let space = &server.engine.core().space;
    let entry = space.get("/resourcequotas", "default", "q").unwrap();
    let mut object = entry.value().unwrap();
    object["status"] = json!({"hard": {"secrets": "4"}, "used": {"secrets": "4"}});
    let change = Change::Put(Draft::new(&object).unwrap());
    space.write(Write { key: entry.key.clone(), expect: Expect::Revision(entry.revision), change }).await.unwrap();
    server.until(&path, |_, quota| quota["status"]["used"]["secrets"] == "0").await;
    let (_, repaired) = server.get(&path).await;
    server.engine.flush_audit().await;
    let all = server.database.audit().read(0, 10_000).await.unwrap();
    let record = all
        .iter()
        .map(|r| serde_json::from_str::<Value>(&r.record).unwrap())
        .find(|r| r["objectRef"]["resourceVersion"] == repaired["metadata"]["resourceVersion"] && r["verb"] == "update")
        .expect("a record of the repair");
    assert_eq!(record["user"]["username"], "system:serviceaccount:kube-system:resourcequota-controller");
    assert_eq!(
        (&record["objectRef"]["resource"], &record["objectRef"]["name"]),
        (&json!("resourcequotas"), &json!("q"))
    );
}

#[tokio::test]
async fn secrets_never_at_any_level() {
    let server = audited(json!({"rules": [{"level": "RequestResponse"}]})).await;
    let secrets = "/api/v1/namespaces/default/secrets";
    let secret = json!({"metadata": {"name": "s"}, "stringData": {"k": "hidden"}});
    server.call(Method::POST, secrets, secret).await;
    let patch = json!({"stringData": {"k": "hidden too"}});
    let merge = "application/merge-patch+json";
    server.call_with(Some(&admin()), Method::PATCH, &format!("{secrets}/s"), merge, patch).await;
    server.call(Method::POST, CONFIG_MAPS, json!({"metadata": {"name": "c"}, "data": {"k": "shown"}})).await;
    let all = records(&server).await;
    assert_eq!(all.len(), 3);
    let text = json!(all).to_string();
    for hidden in ["hidden", "aGlkZGVu"] {
        assert!(!text.contains(hidden), "{text}");
    }
    for of_secret in &all[..2] {
        assert!(!of_secret.to_string().contains("sha256"), "short ones could be found by trying: {of_secret}");
        assert!(of_secret.get("requestObject").is_none(), "{of_secret}");
    }
    assert_eq!(all[2]["requestObject"]["metadata"]["managedFields"], Value::Null);
    assert_eq!(all[2]["requestObject"]["data"]["k"], "shown");
    assert_eq!(all[2]["level"], "Request");
}

#[tokio::test]
async fn the_policy_decides_what_is_recorded() {
    let server = audited(json!({"rules": [
        {"level": "None", "verbs": ["get", "list"]},
        {"level": "None", "users": ["admin"], "resources": [{"group": "", "resources": ["configmaps"]}]},
    ]}))
    .await;
    server.get(CONFIG_MAPS).await;
    server.call(Method::POST, CONFIG_MAPS, json!({"metadata": {"name": "c"}})).await;
    server.call(Method::POST, "/api/v1/namespaces/default/services", json!({"metadata": {"name": "bad name"}})).await;
    let all = records(&server).await;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0]["responseStatus"]["code"], 422);
    assert_eq!(Level::default(), Level::Metadata);
}

#[tokio::test]
async fn what_stores_nothing_is_recorded_as_that() {
    let server = audited(json!({})).await;
    let dry = format!("{CONFIG_MAPS}?dryRun=All");
    server.call(Method::POST, &dry, json!({"metadata": {"name": "c"}})).await;
    server.get("/apis/guest.atoll.dev/v1alpha1/namespaces/default/guestclusters/none/status").await;
    let unknown = Request::get(CONFIG_MAPS)
        .header("authorization", "Bearer forged")
        .header("user-agent", "x".repeat(300))
        .body(Body::empty())
        .unwrap();
    assert_eq!(server.send(None, unknown).await.0, 401);
    let all = records(&server).await;
    assert_eq!(all.len(), 3, "{all:?}");
    assert_eq!((&all[0]["requestURI"], &all[0]["responseStatus"]["code"]), (&json!(dry), &json!(201)));
    assert_eq!(all[0]["objectRef"], json!({"resource": "configmaps", "namespace": "default", "apiVersion": "v1"}));
    assert_eq!(
        all[1]["objectRef"],
        json!({"resource": "guestclusters", "namespace": "default", "name": "none", "apiGroup": "guest.atoll.dev",
            "apiVersion": "v1alpha1", "subresource": "status"})
    );
    assert_eq!((&all[2]["user"], &all[2]["responseStatus"]["code"]), (&json!({}), &json!(401)));
    assert_eq!(all[2]["userAgent"].as_str().unwrap().len(), 256);
}

#[tokio::test]
async fn an_object_carries_the_id_under_which_its_request_is_recorded() {
    let server = audited(json!({})).await;
    let spec = json!({"distribution": {"version": "v1.34"}});
    let request = Request::post("/apis/guest.atoll.dev/v1alpha1/namespaces/default/guestclusters")
        .header("content-type", "application/json")
        .header("x-request-id", "the-request")
        .body(Body::from(json!({"metadata": {"name": "c"}, "spec": spec}).to_string()))
        .unwrap();
    let (_, headers, made) = server.send(Some(&admin()), request).await;
    assert_eq!(headers["audit-id"], "the-request");
    assert_eq!(made["metadata"]["annotations"]["atoll.dev/request-id"], "the-request", "{made}");
    assert_eq!(records(&server).await[0]["auditID"], "the-request");
}

#[tokio::test]
async fn who_acts_for_another_is_named() {
    let server = audited(json!({})).await;
    let request = Request::get(CONFIG_MAPS).header("impersonate-user", "dev").body(Body::empty()).unwrap();
    server.send(Some(&admin()), request).await;
    let stranger = User::new("stranger", ["g"]);
    let request = Request::get(CONFIG_MAPS).header("impersonate-user", "dev").body(Body::empty()).unwrap();
    assert_eq!(server.send(Some(&stranger), request).await.0, 403);
    let all = records(&server).await;
    assert_eq!(
        (&all[0]["user"]["username"], &all[0]["impersonatedUser"]["username"]),
        (&json!("admin"), &json!("dev"))
    );
    assert_eq!(all[1]["user"]["username"], "stranger");
}

#[tokio::test]
async fn the_server_itself_is_recorded_too() {
    let server = audited(json!({})).await;
    let owner = server.call(Method::POST, CONFIG_MAPS, json!({"metadata": {"name": "owner"}})).await.1;
    let reference = json!({"apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": owner["metadata"]["uid"]});
    let owned = json!({"metadata": {"name": "owned", "ownerReferences": [reference]}});
    server.call(Method::POST, CONFIG_MAPS, owned).await;
    server.call(Method::DELETE, &format!("{CONFIG_MAPS}/owner"), Value::Null).await;
    server.gone(&format!("{CONFIG_MAPS}/owned")).await;
    server.engine.flush_audit().await;
    let all = server.database.audit().read(0, 10_000).await.unwrap();
    let by_collector = all
        .iter()
        .map(|r| serde_json::from_str::<Value>(&r.record).unwrap())
        .find(|r| r["verb"] == "delete" && r["objectRef"]["name"] == "owned");
    let record = by_collector.unwrap();
    assert_eq!(record["annotations"]["atoll.dev/server"], "one");
    let user = &record["user"]["username"];
    assert!(user.as_str().unwrap().contains("garbage"), "{user}");
}

#[tokio::test]
async fn a_collection_that_is_deleted_leaves_one_record_for_each_object_and_one_for_all() {
    let server = audited(json!({})).await;
    for name in ["a", "b"] {
        let labels = json!({"app": "x"});
        server.call(Method::POST, CONFIG_MAPS, json!({"metadata": {"name": name, "labels": labels}})).await;
    }
    server.call(Method::DELETE, &format!("{CONFIG_MAPS}?labelSelector=app%3Dx"), Value::Null).await;
    let all = records(&server).await;
    let deleted: Vec<_> = all.iter().filter(|r| r["verb"] == "deletecollection").collect();
    assert_eq!(deleted.len(), 3);
    assert!(deleted.iter().all(|r| r["auditID"] == deleted[0]["auditID"]));
    let mut names: Vec<_> = deleted.iter().filter_map(|r| r["objectRef"]["name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["a", "b"]);
}
