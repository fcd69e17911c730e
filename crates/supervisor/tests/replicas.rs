//! Several servers on one PostgreSQL database are one API.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt;
use http::Method;
use k8s_openapi::api::core::v1::{ConfigMap, ResourceQuota};
use kube::api::{Api, DeleteParams, ListParams, Patch, PatchParams, PostParams, WatchParams};
use serde_json::{Value, json};
use supervisor::engine::Fence;
use supervisor::kinds::lease_fence;
use support::{Server, admin, replicas, replicas_on};

const CONFIG_MAPS: &str = "/api/v1/namespaces/default/configmaps";
const LEASES: &str = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases";

#[tokio::test]
async fn what_is_written_on_one_is_read_on_another() {
    let servers = replicas(3).await;
    for i in 0..50 {
        let object = json!({"metadata": {"name": format!("c{i}")}, "data": {"k": "1"}});
        let (status, made) = servers[i % 3].call(Method::POST, CONFIG_MAPS, object).await;
        assert_eq!(status, 201, "{made}");
        // At once, and a change of it by yet another.
        let path = format!("{CONFIG_MAPS}/c{i}");
        let (status, mut read) = servers[(i + 1) % 3].get(&path).await;
        assert_eq!(
            (status.as_u16(), &read["metadata"]["resourceVersion"]),
            (200, &made["metadata"]["resourceVersion"])
        );
        read["data"]["k"] = json!("2");
        assert_eq!(servers[(i + 2) % 3].call(Method::PUT, &path, read).await.0, 200);
    }
    let (_, list) = servers[0].get(CONFIG_MAPS).await;
    assert_eq!(list["items"].as_array().unwrap().iter().filter(|c| c["data"]["k"] == "2").count(), 50);
}

#[tokio::test]
async fn a_watch_on_one_sees_writes_on_another_soon() {
    let servers = replicas(3).await;
    let there: Api<ConfigMap> = Api::namespaced(servers[1].client(), "default");
    let here: Api<ConfigMap> = Api::namespaced(servers[0].client(), "default");
    let start = here.list(&ListParams::default()).await.unwrap().metadata.resource_version.unwrap();
    let mut events = there.watch(&WatchParams::default(), &start).await.unwrap().boxed();
    let mut delays = Vec::new();
    for i in 0..200 {
        let name = format!("c{i}");
        let object: ConfigMap = serde_json::from_value(json!({"metadata": {"name": name}})).unwrap();
        here.create(&PostParams::default(), &object).await.unwrap();
        let began = Instant::now();
        loop {
            let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await.unwrap().unwrap().unwrap();
            if let kube::core::WatchEvent::Added(seen) = event
                && seen.metadata.name.as_deref() == Some(&name)
            {
                break;
            }
        }
        delays.push(began.elapsed());
    }
    delays.sort();
    assert!(delays[197] < Duration::from_millis(100), "{delays:?}");
}

/// Takes the lease for `holder`, in the term `transitions`.
async fn hold(server: &Server, holder: &str, transitions: i64) {
    let path = format!("{LEASES}/lead");
    let spec = json!({"holderIdentity": holder, "leaseTransitions": transitions, "leaseDurationSeconds": 10});
    let lease =
        json!({"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "lead"}, "spec": spec});
    let path = format!("{path}?fieldManager=t&force=true");
    let apply = "application/apply-patch+yaml";
    let (status, _, answer) = server.call_with(Some(&admin()), Method::PATCH, &path, apply, lease).await;
    assert!(status.is_success(), "{answer}");
}

#[tokio::test]
async fn who_leads_no_longer_writes_no_more() {
    let servers = replicas(2).await;
    hold(&servers[0], "one", 1).await;
    let fence = lease_fence("kube-system", "lead", "one", 1);
    let leader: Api<ConfigMap> = Api::namespaced(servers[0].engine.fenced_client(admin(), fence), "default");
    let object = |name: &str| serde_json::from_value(json!({"metadata": {"name": name}})).unwrap();
    leader.create(&PostParams::default(), &object("before")).await.unwrap();
    // A renewal of the same term changes nothing.
    hold(&servers[0], "one", 1).await;
    leader.create(&PostParams::default(), &object("renewed")).await.unwrap();
    hold(&servers[1], "two", 2).await;
    // Whatever this server knows by now.
    let refused = leader.create(&PostParams::default(), &object("after")).await.unwrap_err();
    assert!(refused.to_string().contains("does not hold the lease"), "{refused}");
    assert_eq!(servers[1].get(&format!("{CONFIG_MAPS}/after")).await.0, 404);
    // The same holder in another term is another leader, and so is another holder in this one.
    for (holder, term) in [("one", 3), ("two", 1)] {
        hold(&servers[1], holder, term).await;
        assert!(leader.create(&PostParams::default(), &object("after")).await.is_err());
    }
}

#[tokio::test]
async fn a_fence_is_around_every_kind_of_write() {
    let servers = replicas(1).await;
    let quota = json!({"metadata": {"name": "q"}, "spec": {"hard": {"secrets": "1"}}});
    servers[0].make("/api/v1/namespaces/default/resourcequotas", quota).await;
    let fence = lease_fence("kube-system", "lead", "nobody", 1);
    let quotas: Api<ResourceQuota> = Api::namespaced(servers[0].engine.fenced_client(admin(), fence), "default");
    let there = quotas.get("q").await.unwrap();
    let mut changed = there.clone();
    changed.metadata.labels = Some([("a".to_owned(), "b".to_owned())].into());
    let (post, patch) = (PostParams::default(), PatchParams::apply("test").force());
    let of_all = ListParams::default();
    let apply = Patch::Apply(json!({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"labels": {"a": "b"}}}));
    let status = Patch::Merge(json!({"status": {"hard": {"secrets": "7"}}}));
    for (what, refused) in [
        ("update", quotas.replace("q", &post, &changed).await.err()),
        ("apply", quotas.patch("q", &patch, &apply).await.err()),
        ("status", quotas.patch_status("q", &PatchParams::default(), &status).await.err()),
        ("delete", quotas.delete("q", &DeleteParams::default()).await.err()),
        ("deletecollection", quotas.delete_collection(&DeleteParams::default(), &of_all).await.err()),
    ] {
        let refused = refused.map(|error| error.to_string()).unwrap_or_default();
        assert!(refused.contains("does not hold the lease"), "{what}: {refused}");
    }
    assert_eq!(quotas.get("q").await.unwrap().metadata.labels, there.metadata.labels);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_that_is_lost_between_look_and_write_is_noticed() {
    let servers = Arc::new(replicas(2).await);
    hold(&servers[0], "one", 1).await;
    let (looks, other) = (Arc::new(AtomicUsize::new(0)), servers.clone());
    let counted = looks.clone();
    let fence = Fence::new(("coordination.k8s.io", "leases"), "kube-system", "lead", move |lease| {
        let held = lease["spec"]["holderIdentity"] == "one";
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            // In this very moment another takes it.
            let taken = hold(&other[1], "two", 2);
            tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(taken));
        }
        held
    });
    let leader: Api<ConfigMap> = Api::namespaced(servers[0].engine.fenced_client(admin(), fence), "default");
    let object = serde_json::from_value(json!({"metadata": {"name": "late"}})).unwrap();
    let refused = leader.create(&PostParams::default(), &object).await.unwrap_err();
    assert!(refused.to_string().contains("does not hold the lease"), "{refused}");
    assert_eq!(looks.load(Ordering::SeqCst), 2, "the store refused, and it was looked again");
    assert_eq!(servers[1].get(&format!("{CONFIG_MAPS}/late")).await.0, 404);
}

#[tokio::test]
async fn what_may_be_out_of_date_is_told_so() {
    let database = testdb::Server::start(&[("fsync", "off")]).unwrap();
    let servers = replicas_on(&database.database().unwrap(), 1).await;
    servers[0].make(CONFIG_MAPS, json!({"metadata": {"name": "c"}})).await;
    let path = format!("{CONFIG_MAPS}/c");
    let (status, headers, _) = servers[0].get_as(&path, "application/json").await;
    assert!(status == 200 && !headers.contains_key("warning"), "{headers:?}");
    database.signal("STOP").unwrap();
    let (status, headers, _) = servers[0].get_as(&path, "application/json").await;
    assert_eq!(status, 200, "reads go on");
    let warning = headers["warning"].to_str().unwrap();
    assert!(warning.contains("the database does not answer"), "{warning}");
    database.signal("CONT").unwrap();
}

#[tokio::test]
async fn fifty_ask_three_servers_for_the_last_unit() {
    let servers = replicas(3).await;
    let quotas = "/api/v1/namespaces/default/resourcequotas";
    let quota = json!({"metadata": {"name": "q"}, "spec": {"hard": {"count/secrets": "1"}}});
    let (status, answer) = servers[0].call(Method::POST, quotas, quota).await;
    assert_eq!(status, 201, "{answer}");
    let secrets = "/api/v1/namespaces/default/secrets";
    let answers = futures::future::join_all((0..50).map(|i| {
        let server = &servers[i % 3];
        async move { server.call(Method::POST, secrets, json!({"metadata": {"name": format!("s{i}")}})).await }
    }))
    .await;
    let made = answers.iter().filter(|(status, _)| *status == 201).count();
    let refused =
        answers.iter().filter(|(status, a)| *status == 403 && a.to_string().contains("exceeded quota")).count();
    assert_eq!((made, refused), (1, 49), "{answers:?}");
    for server in &servers {
        let (_, quota) = server.get(&format!("{quotas}/q")).await;
        assert_eq!(quota["status"]["used"]["count/secrets"], "1");
    }
}

#[tokio::test]
async fn rights_given_on_one_hold_on_another() {
    let servers = replicas(2).await;
    let dev = supervisor::engine::User::new("dev", ["g"]);
    let get = async || {
        servers[1].call_with(Some(&dev), Method::GET, CONFIG_MAPS, "application/json", Value::Null).await.0.as_u16()
    };
    assert_eq!(get().await, 403);
    let binding = json!({"metadata": {"name": "dev"}, "roleRef": {"kind": "ClusterRole", "name": "view"},
        "subjects": [{"kind": "User", "name": "dev"}]});
    let bindings = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
    servers[0].call(Method::POST, bindings, binding).await;
    let deadline = Instant::now() + Duration::from_secs(5);
    while get().await != 200 {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_scale_as_it_was() {
    let server = support::start(supervisor::kinds::guest_registry()).await;
    let sets = "/apis/apps/v1/namespaces/default/replicasets";
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}});
    let spec = json!({"replicas": 1, "selector": {"matchLabels": {"a": "b"}}, "template": template});
    server.make(sets, json!({"metadata": {"name": "r"}, "spec": spec})).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let then = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    tokio::time::sleep(Duration::from_millis(5)).await;
    server.merge(&format!("{sets}/r/scale"), json!({"spec": {"replicas": 3}})).await;
    for (part, place) in [("scale", "/spec/replicas"), ("status", "/spec/replicas")] {
        let path = format!("{sets}/r/{part}");
        assert_eq!(server.get(&path).await.1.pointer(place), Some(&json!(3)));
        assert_eq!(server.get(&format!("{path}?asOf={then}")).await.1.pointer(place), Some(&json!(1)), "{part}");
    }
}

#[tokio::test]
async fn an_object_as_it_was() {
    let server = support::supervisor().await;
    let (_, made) =
        server.call(Method::POST, CONFIG_MAPS, json!({"metadata": {"name": "c"}, "data": {"k": "1"}})).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    let then = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let path = format!("{CONFIG_MAPS}/c");
    server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!(server.get(&path).await.0, 404);
    let (status, was) = server.get(&format!("{path}?asOf={then}")).await;
    assert_eq!((status.as_u16(), &was["data"]), (200, &made["data"]));
    let (_, list) = server.get(&format!("{CONFIG_MAPS}?asOf={then}&labelSelector=!none")).await;
    assert!(list["items"].as_array().unwrap().iter().any(|c| c["metadata"]["name"] == "c"));
    let now = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let (status, gone) = server.get(&format!("{path}?asOf={now}")).await;
    assert_eq!((status.as_u16(), &gone["details"]["causes"][0]["reason"]), (404, &json!("HistoryDeletedAt")), "{gone}");
    let at = gone["details"]["causes"][0]["message"].as_str().unwrap();
    assert!(*then < *at && *at <= *now, "{at}");
    let (status, refused) = server.get(&format!("{path}?asOf=yesterday")).await;
    assert_eq!(status, 400, "{refused}");
    let (status, refused) = server.get(&format!("{path}?asOf=2020-01-01T00:00:00Z")).await;
    assert_eq!((status.as_u16(), refused["reason"].as_str().unwrap()), (410, "Expired"));
    for (method, beyond) in
        [(Method::GET, format!("{CONFIG_MAPS}?watch=1&asOf={then}")), (Method::DELETE, format!("{path}?asOf={then}"))]
    {
        let answer = tokio::time::timeout(Duration::from_secs(20), server.call(method, &beyond, Value::Null)).await;
        let (status, refused) = answer.expect("an answer that ends");
        let why = "asOf: only get and list can ask about the past";
        assert_eq!((status.as_u16(), refused["message"].as_str().unwrap()), (400, why), "{beyond}");
    }
    let stranger = supervisor::engine::User::new("stranger", ["g"]);
    let asked = format!("{path}?asOf={then}");
    let refused = server.call_with(Some(&stranger), Method::GET, &asked, "application/json", Value::Null).await;
    assert_eq!(refused.0, 403, "the past is no way around rights");
}
