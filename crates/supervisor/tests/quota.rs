//! ResourceQuota: what is used is exact whoever writes at the same time, and the words are the public ones.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use supervisor::engine::metrics::{Exposition, MetricSource};
use supervisor::kinds::quota::QuotaMetrics;
use support::{Server, supervisor};

const QUOTAS: &str = "/api/v1/namespaces/team/resourcequotas";
const SECRETS: &str = "/api/v1/namespaces/team/secrets";
const CLAIMS: &str = "/api/v1/namespaces/team/persistentvolumeclaims";
const MACHINES: &str = "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team/virtualmachines";
const CLASSES: &str = "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team/virtualmachineclasses";
const JSON: &str = "application/json";
const MERGE: &str = "application/merge-patch+json";
const CLUSTERS: &str = "/apis/guest.atoll.dev/v1alpha1/namespaces/team/guestclusters";

async fn server() -> Server {
    let server = supervisor().await;
    made(&server, "/api/v1/namespaces", json!({"metadata": {"name": "team"}})).await;
    server
}

async fn made(server: &Server, path: &str, body: Value) -> Value {
    let (status, value) = server.call(Method::POST, path, body).await;
    assert_eq!(status, StatusCode::CREATED, "{path}: {value}");
    value
}

async fn refused(server: &Server, path: &str, body: Value) -> String {
    let (status, value) = server.call(Method::POST, path, body).await;
    assert_eq!((status, &value["reason"]), (StatusCode::FORBIDDEN, &json!("Forbidden")), "{path}: {value}");
    value["message"].as_str().unwrap().to_owned()
}

async fn patched(server: &Server, path: &str, patch: Value) -> Value {
    let media_type = "application/merge-patch+json";
    let user = support::admin();
    let (status, _, value) = server.call_with(Some(&user), Method::PATCH, path, media_type, patch).await;
    assert_eq!(status, StatusCode::OK, "{path}: {value}");
    value
}

async fn quota(server: &Server, name: &str, hard: Value) {
    made(server, QUOTAS, json!({"metadata": {"name": name}, "spec": {"hard": hard}})).await;
}

async fn used(server: &Server, name: &str) -> Value {
    let path = format!("{QUOTAS}/{name}");
    server.until(&path, |_, quota| quota["status"]["hard"] == quota["spec"]["hard"]).await;
    server.get(&path).await.1["status"]["used"].clone()
}

fn named(name: &str) -> Value {
    json!({"metadata": {"name": name}})
}

fn claim(name: &str, size: &str) -> Value {
    json!({"metadata": {"name": name}, "spec": {
        "accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": {"requests": {"storage": size}},
    }})
}

fn machine(name: &str, class: &str) -> Value {
    json!({"metadata": {"name": name}, "spec": {"className": class}})
}

async fn class(server: &Server, name: &str, cpus: u32) {
    made(server, CLASSES, json!({"metadata": {"name": name}, "spec": {"hardware": {"cpus": cpus, "memory": "4Gi"}}}))
        .await;
}

#[tokio::test]
async fn what_is_used_follows_every_write() {
    let server = server().await;
    made(&server, SECRETS, named("before")).await;
    quota(
        &server,
        "q",
        json!({"secrets": "2", "count/configmaps": "1", "requests.storage": "10Gi", "resourcequotas": "1"}),
    )
    .await;
    let all = json!({"secrets": "1", "count/configmaps": "0", "requests.storage": "0", "resourcequotas": "1"});
    assert_eq!(used(&server, "q").await, all);
    made(&server, SECRETS, named("one")).await;
    made(&server, CLAIMS, claim("disk", "4Gi")).await;
    assert_eq!(used(&server, "q").await["requests.storage"], "4Gi");
    assert_eq!(
        refused(&server, SECRETS, named("two")).await,
        "secrets \"two\" is forbidden: exceeded quota: q, requested: secrets=1, used: secrets=2, limited: secrets=2"
    );
    assert_eq!(
        refused(&server, CLAIMS, claim("more", "7Gi")).await,
        "persistentvolumeclaims \"more\" is forbidden: exceeded quota: q, requested: requests.storage=7Gi, used: requests.storage=4Gi, limited: requests.storage=10Gi"
    );
    assert!(refused(&server, QUOTAS, named("other")).await.contains("exceeded quota: q, requested: resourcequotas=1"));

    // A claim grows within the quota and not beyond.
    let path = format!("{CLAIMS}/disk");
    let grow = |size: &str| json!({"spec": {"resources": {"requests": {"storage": size}}}});
    patched(&server, &path, grow("9Gi")).await;
    let (status, value) = {
        let user = support::admin();
        let (status, _, value) =
            server.call_with(Some(&user), Method::PATCH, &path, "application/merge-patch+json", grow("11Gi")).await;
        (status, value)
    };
    assert_eq!(status, StatusCode::FORBIDDEN, "{value}");
    assert!(value["message"].as_str().unwrap().contains("requested: requests.storage=2Gi, used: requests.storage=9Gi"));
    assert_eq!(used(&server, "q").await["requests.storage"], "9Gi");

    // A dry run is judged and leaves nothing.
    let (status, _) = server.call(Method::POST, &format!("{SECRETS}?dryRun=All"), named("two")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    server.call(Method::DELETE, &format!("{SECRETS}/one?dryRun=All"), Value::Null).await;
    assert_eq!(used(&server, "q").await["secrets"], "2");

    // What goes is given back when it is gone, not before.
    patched(&server, &format!("{SECRETS}/one"), json!({"metadata": {"finalizers": ["example.com/hold"]}})).await;
    server.call(Method::DELETE, &format!("{SECRETS}/one"), Value::Null).await;
    assert_eq!(used(&server, "q").await["secrets"], "2");
    patched(&server, &format!("{SECRETS}/one"), json!({"metadata": {"finalizers": []}})).await;
    assert_eq!(used(&server, "q").await["secrets"], "1");
    let (status, _) = server.call(Method::DELETE, SECRETS, Value::Null).await;
    assert_eq!((status, &used(&server, "q").await["secrets"]), (StatusCode::OK, &json!("0")));
    server.call(Method::DELETE, &path, Value::Null).await;
    assert_eq!(used(&server, "q").await["requests.storage"], "0");
}

#[tokio::test]
async fn a_quota_may_change_and_several_hold() {
    let server = server().await;
    quota(&server, "q", json!({"secrets": "3"})).await;
    for name in ["a", "b"] {
        made(&server, SECRETS, named(name)).await;
    }
    made(&server, "/api/v1/namespaces/team/configmaps", named("a")).await;
    // Lower than what is used: nothing stops, nothing more is admitted, and what there is can change and go.
    patched(&server, &format!("{QUOTAS}/q"), json!({"spec": {"hard": {"secrets": "0", "count/configmaps": "5"}}}))
        .await;
    assert_eq!(used(&server, "q").await, json!({"secrets": "2", "count/configmaps": "1"}));
    refused(&server, SECRETS, named("c")).await;
    patched(&server, &format!("{SECRETS}/a"), json!({"data": {"x": "eA=="}})).await;
    let (status, answer) = server.call(Method::DELETE, &format!("{SECRETS}/b"), Value::Null).await;
    assert_eq!((status, &used(&server, "q").await["secrets"]), (StatusCode::OK, &json!("1")), "{answer}");
    patched(&server, &format!("{QUOTAS}/q"), json!({"spec": {"hard": {"secrets": "10"}}})).await;
    made(&server, SECRETS, named("b")).await;
    quota(&server, "tight", json!({"secrets": "2"})).await;
    let told = refused(&server, SECRETS, named("c")).await;
    assert!(
        told.ends_with("exceeded quota: tight, requested: secrets=1, used: secrets=2, limited: secrets=2"),
        "{told}"
    );
    server.call(Method::DELETE, &format!("{QUOTAS}/tight"), Value::Null).await;
    made(&server, SECRETS, named("c")).await;
    assert_eq!(used(&server, "q").await["secrets"], "3");
    // Whoever writes the status by hand changes nothing of what is used.
    let by_hand = json!({"status": {"used": {"secrets": "0"}, "hard": {"secrets": "99"}}});
    let told = patched(&server, &format!("{QUOTAS}/q/status"), by_hand).await;
    assert_eq!(told["status"]["used"]["secrets"], "3", "at once, and not only after a recount");
    assert_eq!(used(&server, "q").await["secrets"], "3");
}

#[tokio::test]
async fn of_fifty_at_once_exactly_one_gets_the_last_unit() {
    let server = server().await;
    class(&server, "two", 2).await;
    quota(&server, "q", json!({"requests.cpu": "32"})).await;
    for index in 0..15 {
        made(&server, MACHINES, machine(&format!("vm-{index}"), "two")).await;
    }
    let names: Vec<String> = (0..50).map(|index| format!("last-{index}")).collect();
    let all = names.iter().map(|name| server.call(Method::POST, MACHINES, machine(name, "two")));
    let answers = futures::future::join_all(all).await;
    let admitted = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
    assert_eq!(admitted, 1);
    for (_, answer) in answers.iter().filter(|(status, _)| *status != StatusCode::CREATED) {
        assert_eq!(answer["code"], 403, "{answer}");
        let told = answer["message"].as_str().unwrap();
        assert!(
            told.ends_with(
                "exceeded quota: q, requested: requests.cpu=2, used: requests.cpu=32, limited: requests.cpu=32"
            ),
            "{told}"
        );
    }
    assert_eq!(used(&server, "q").await, json!({"requests.cpu": "32"}));
    // All at once away and half of them back.
    let away = (0..15).map(|index| format!("{MACHINES}/vm-{index}"));
    let away: Vec<String> = away.collect();
    futures::future::join_all(away.iter().map(|path| server.call(Method::DELETE, path, Value::Null))).await;
    assert_eq!(used(&server, "q").await, json!({"requests.cpu": "2"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn a_quota_made_among_writes_misses_none() {
    let server = server().await;
    for round in 0..25 {
        let space = format!("n{round}");
        made(&server, "/api/v1/namespaces", named(&space)).await;
        let secrets = format!("/api/v1/namespaces/{space}/secrets");
        let quota = format!("/api/v1/namespaces/{space}/resourcequotas");
        let create = |index: usize| {
            let (server, secrets) = (&server, &secrets);
            async move { server.call(Method::POST, secrets, named(&format!("s-{index}"))).await }
        };
        futures::future::join_all((0..20).map(create)).await;
        let delete = |index: usize| {
            let (server, path) = (&server, format!("{secrets}/s-{index}"));
            async move { server.call(Method::DELETE, &path, Value::Null).await }
        };
        let body = json!({"metadata": {"name": "q"}, "spec": {"hard": {"secrets": "100"}}});
        let (answer, _, _) = tokio::join!(
            server.call(Method::POST, &quota, body),
            futures::future::join_all((20..40).map(create)),
            futures::future::join_all((0..15).map(delete)),
        );
        assert_eq!(answer.0, StatusCode::CREATED);
        let path = format!("{quota}/q");
        server.until(&path, |_, quota| quota["status"]["hard"] == quota["spec"]["hard"]).await;
        let (_, there) = server.get(&secrets).await;
        assert_eq!(there["items"].as_array().unwrap().len(), 25);
        assert_eq!(server.get(&path).await.1["status"]["used"], json!({"secrets": "25"}), "round {round}");
    }
}

#[tokio::test]
async fn a_machine_is_charged_by_its_class_as_it_was() {
    let server = server().await;
    class(&server, "two", 2).await;
    quota(
        &server,
        "q",
        json!({"requests.cpu": "8", "requests.memory": "64Gi", "count/virtualmachines.vmoperator.vmware.com": "9"}),
    )
    .await;
    made(&server, MACHINES, machine("a", "two")).await;
    assert_eq!(
        used(&server, "q").await,
        json!({"requests.cpu": "2", "requests.memory": "4Gi", "count/virtualmachines.vmoperator.vmware.com": "1"})
    );
    // The class grows: what is charged stays what it was, also when it is given back.
    patched(&server, &format!("{CLASSES}/two"), json!({"spec": {"hardware": {"cpus": 6}}})).await;
    patched(&server, &format!("{MACHINES}/a"), json!({"metadata": {"labels": {"x": "y"}}})).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "2");
    made(&server, MACHINES, machine("b", "two")).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "8");
    // The note cannot be written by hand; taking it away has the machine charged anew.
    let path = format!("{MACHINES}/b");
    let forge =
        json!({"metadata": {"annotations": {"quota.atoll.dev/charge": "{}", "quota.atoll.dev/reservation": "x/y"}}});
    let forged = patched(&server, &path, forge).await;
    let annotations = &forged["metadata"]["annotations"];
    assert_eq!(annotations["quota.atoll.dev/charge"], r#"{"requests.cpu":"6","requests.memory":"4Gi"}"#);
    assert_eq!(annotations["quota.atoll.dev/reservation"], Value::Null);
    server.call(Method::DELETE, &format!("{MACHINES}/a"), Value::Null).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");
    // A class that is not known yet is charged when the machine is about to be made.
    made(&server, MACHINES, machine("c", "later")).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");
    class(&server, "later", 2).await;
    let ask = json!({"metadata": {"annotations": {"quota.atoll.dev/charge": null}}});
    patched(&server, &format!("{MACHINES}/c"), ask).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "8");
}

async fn cluster(server: &Server, name: &str) {
    let spec = json!({"distribution": {"version": "v1.34"}, "topology": {"controlPlane": {"class": "two"}}});
    made(server, CLUSTERS, json!({"metadata": {"name": name}, "spec": spec})).await;
}

/// Asks as the controller does.
async fn ask(server: &Server, name: &str, cpus: u32, surge: u32) -> Value {
    let cpus = cpus.to_string();
    let asked =
        json!({"amounts": {"requests.cpu": cpus}, "surge": {"requests.cpu": surge.to_string()}, "version": cpus});
    let path = format!("{CLUSTERS}/{name}/status");
    patched(server, &path, json!({"status": {"reservation": {"asked": asked, "shortfall": null}}})).await["status"]
        ["reservation"]
        .clone()
}

#[tokio::test]
async fn a_guest_cluster_keeps_its_topology_or_waits() {
    let server = server().await;
    class(&server, "two", 2).await;
    quota(&server, "q", json!({"requests.cpu": "10"})).await;
    for name in ["one", "two", "three", "huge"] {
        cluster(&server, name).await;
    }
    let one = ask(&server, "one", 6, 2).await;
    assert_eq!(
        (&one["amounts"]["requests.cpu"], &one["granted"], &one["shortfall"]),
        (&json!("6"), &one["asked"], &Value::Null)
    );
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");
    // What cannot ever fit holds nobody up.
    assert_eq!(ask(&server, "huge", 40, 2).await["shortfall"]["requests.cpu"], "36");
    let two = ask(&server, "two", 6, 2).await;
    assert_eq!((&two["shortfall"]["requests.cpu"], &two["granted"]), (&json!("2"), &Value::Null));
    // It would fit, but the older one goes first.
    assert_eq!(ask(&server, "three", 2, 0).await["shortfall"]["requests.cpu"], "4");
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");

    // Machines of the cluster draw from what it keeps; beyond that they are charged.
    let labels = json!({"cluster.x-k8s.io/cluster-name": "one"});
    for name in ["m1", "m2", "m3"] {
        made(&server, MACHINES, json!({"metadata": {"name": name, "labels": labels}, "spec": {"className": "two"}}))
            .await;
    }
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");
    made(&server, MACHINES, json!({"metadata": {"name": "m4", "labels": labels}, "spec": {"className": "two"}})).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "8");
    server.call(Method::DELETE, &format!("{MACHINES}/m4"), Value::Null).await;

    // It shrinks: what is kept follows the machines.
    let one = ask(&server, "one", 4, 2).await;
    assert_eq!((&one["amounts"]["requests.cpu"], &one["machines"]["requests.cpu"]), (&json!("8"), &json!("6")));
    for (name, kept) in [("m3", "6"), ("m2", "4"), ("m1", "4")] {
        server.call(Method::DELETE, &format!("{MACHINES}/{name}"), Value::Null).await;
        assert_eq!(used(&server, "q").await["requests.cpu"], kept, "{name}");
    }
    // Now the one that waited longest fits, once, and then there is nothing left for the next.
    assert_eq!(ask(&server, "three", 2, 0).await["shortfall"]["requests.cpu"], "2");
    assert_eq!(ask(&server, "two", 6, 2).await["granted"]["version"], "6");
    assert_eq!(ask(&server, "two", 6, 2).await["granted"]["version"], "6");
    assert_eq!(used(&server, "q").await["requests.cpu"], "10");
    // A change over quota waits, and what was granted stays.
    let one = ask(&server, "one", 8, 2).await;
    assert_eq!((&one["granted"]["version"], &one["amounts"]["requests.cpu"]), (&json!("4"), &json!("4")));
    server.call(Method::DELETE, &format!("{CLUSTERS}/two"), Value::Null).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "4");
    assert_eq!(ask(&server, "three", 2, 0).await["granted"]["version"], "2");
    assert_eq!(ask(&server, "one", 8, 2).await["granted"]["version"], "8");
    assert_eq!(used(&server, "q").await["requests.cpu"], "10");
    server.call(Method::DELETE, CLUSTERS, Value::Null).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "0");
}

#[tokio::test]
async fn a_cluster_that_goes_keeps_everything_until_it_is_gone() {
    let server = server().await;
    class(&server, "two", 2).await;
    quota(&server, "q", json!({"requests.cpu": "10"})).await;
    cluster(&server, "one").await;
    ask(&server, "one", 6, 2).await;
    let labels = json!({"cluster.x-k8s.io/cluster-name": "one"});
    for name in ["m1", "m2", "m3"] {
        made(&server, MACHINES, json!({"metadata": {"name": name, "labels": labels}, "spec": {"className": "two"}}))
            .await;
    }
    // It keeps more than it asks for, because of its machines.
    assert_eq!(ask(&server, "one", 4, 2).await["amounts"]["requests.cpu"], "6");
    let path = format!("{CLUSTERS}/one");
    patched(&server, &path, json!({"metadata": {"finalizers": ["example.com/hold"]}})).await;
    server.call(Method::DELETE, &path, Value::Null).await;
    for name in ["m3", "m2"] {
        server.call(Method::DELETE, &format!("{MACHINES}/{name}"), Value::Null).await;
    }
    assert_eq!(used(&server, "q").await["requests.cpu"], "6");
    // A machine that is left is charged by itself from then on.
    patched(&server, &path, json!({"metadata": {"finalizers": []}})).await;
    server.gone(&path).await;
    assert_eq!(used(&server, "q").await["requests.cpu"], "2");
}

#[tokio::test]
async fn nobody_draws_from_a_cluster_by_a_label() {
    let server = server().await;
    class(&server, "two", 2).await;
    quota(&server, "q", json!({"requests.cpu": "10"})).await;
    cluster(&server, "one").await;
    ask(&server, "one", 6, 2).await;
    let binding = json!({
        "metadata": {"name": "dev"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "dev"}],
    });
    made(&server, "/apis/rbac.authorization.k8s.io/v1/namespaces/team/rolebindings", binding).await;
    let dev = supervisor::engine::User::new("dev", Vec::<String>::new());
    let body = json!({"metadata": {"name": "mine", "labels": {"cluster.x-k8s.io/cluster-name": "one"}}, "spec": {"className": "two"}});
    let (status, _, made) = server.call_with(Some(&dev), Method::POST, MACHINES, "application/json", body).await;
    assert_eq!(
        (status, &made["metadata"]["annotations"]["quota.atoll.dev/reservation"]),
        (StatusCode::CREATED, &Value::Null)
    );
    assert_eq!(used(&server, "q").await["requests.cpu"], "8");
}

#[tokio::test]
async fn pods_follow_scopes_and_limit_ranges() {
    let server = server().await;
    let pods = "/api/v1/namespaces/team/pods";
    let scoped = json!({"metadata": {"name": "best"}, "spec": {"hard": {"pods": "1"}, "scopes": ["BestEffort"]}});
    made(&server, QUOTAS, scoped).await;
    let pod = |name: &str, resources: Value| json!({"metadata": {"name": name}, "spec": {"containers": [{"name": "c", "image": "i", "resources": resources}]}});
    made(&server, pods, pod("a", json!({}))).await;
    assert!(
        refused(&server, pods, pod("b", json!({})))
            .await
            .contains("exceeded quota: best, requested: pods=1, used: pods=1")
    );
    made(&server, pods, pod("b", json!({"limits": {"cpu": "1"}}))).await;
    assert_eq!(used(&server, "best").await, json!({"pods": "1"}));
    // A pod that has ended takes nothing.
    patched(&server, &format!("{pods}/a/status"), json!({"status": {"phase": "Succeeded"}})).await;
    assert_eq!(used(&server, "best").await, json!({"pods": "0"}));
    quota(&server, "cpu", json!({"requests.cpu": "2", "limits.memory": "4Gi"})).await;
    assert_eq!(used(&server, "cpu").await, json!({"requests.cpu": "1", "limits.memory": "0"}));
    assert_eq!(
        refused(&server, pods, pod("c", json!({"requests": {"cpu": "1"}}))).await,
        "pods \"c\" is forbidden: failed quota: cpu: must specify limits.memory for: c"
    );
    let limits = json!({"metadata": {"name": "l"}, "spec": {"limits": [{"type": "Container", "default": {"memory": "1Gi"}, "max": {"memory": "2Gi"}}]}});
    made(&server, "/api/v1/namespaces/team/limitranges", limits).await;
    made(&server, pods, pod("c", json!({"requests": {"cpu": "1"}}))).await;
    assert_eq!(used(&server, "cpu").await, json!({"requests.cpu": "2", "limits.memory": "1Gi"}));
    assert_eq!(
        refused(&server, pods, pod("d", json!({"limits": {"memory": "3Gi", "cpu": "1"}}))).await,
        "pods \"d\" is forbidden: maximum memory usage per Container is 2Gi, but limit is 3Gi"
    );
    let wrong = json!({"metadata": {"name": "w"}, "spec": {"hard": {"apples": "1"}}});
    assert_eq!(server.call(Method::POST, QUOTAS, wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_recount_repairs_what_is_wrong_and_tells_it() {
    use store::{Change, Draft, Expect, Write};
    let server = server().await;
    made(&server, SECRETS, named("a")).await;
    quota(&server, "q", json!({"secrets": "5"})).await;
    used(&server, "q").await;
    // Somebody changes the database by other means.
    let space = &server.engine.core().space;
    let entry = space.get("/resourcequotas", "team", "q").unwrap();
    let mut object = entry.value().unwrap();
    object["status"] = json!({"hard": {"secrets": "4"}, "used": {"secrets": "4"}});
    let write = Write {
        key: entry.key.clone(),
        expect: Expect::Revision(entry.revision),
        change: Change::Put(Draft::new(&object).unwrap()),
    };
    space.write(write).await.unwrap();
    server.until(&format!("{QUOTAS}/q"), |_, quota| quota["status"]["used"] == json!({"secrets": "1"})).await;
    let told = |value: &Value| {
        value["items"].as_array().is_some_and(|events| events.iter().any(|e| e["reason"] == "UsageRepaired"))
    };
    server.until("/api/v1/namespaces/team/events", |_, events| told(events)).await;
    assert!(supervisor::kinds::quota::repairs() > 0);
    let mut told = Exposition::default();
    QuotaMetrics.write(&mut told);
    let told = told.into_text();
    let sample = told.lines().find_map(|line| line.strip_prefix("atoll_quota_repairs_total ")).unwrap();
    assert!(sample.parse::<f64>().unwrap() > 0.0, "{told}");
}

#[tokio::test]
async fn only_counting_tells_what_is_used() {
    let server = server().await;
    made(&server, SECRETS, named("a")).await;
    quota(&server, "q", json!({"secrets": "5", "configmaps": "9"})).await;
    let counted = used(&server, "q").await;
    let claimed = json!({"status": {"hard": {"secrets": "500"}, "used": {"secrets": "0"}}});
    let written = patched(&server, &format!("{QUOTAS}/q/status"), claimed).await;
    assert_eq!(written["status"], json!({"hard": written["spec"]["hard"], "used": counted}));
}

#[tokio::test]
async fn who_decides_is_for_rights_and_policies_to_say() {
    use supervisor::engine::User;
    let server = server().await;
    quota(&server, "q", json!({"requests.cpu": "10"})).await;
    let rbac = "/apis/rbac.authorization.k8s.io/v1";
    let role = |name: &str, rules: Value| json!({"metadata": {"name": name}, "rules": rules});
    let bind = |name: &str, role: &str| {
        json!({
            "metadata": {"name": name},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
            "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": name}],
        })
    };
    let writes =
        json!({"apiGroups": ["portal.atoll.dev"], "resources": ["quotarequests/status"], "verbs": ["patch", "update"]});
    let approves =
        json!({"apiGroups": ["portal.atoll.dev"], "resources": ["quotarequests"], "verbs": ["get", "approve"]});
    made(&server, &format!("{rbac}/clusterroles"), role("writer", json!([writes]))).await;
    made(&server, &format!("{rbac}/clusterroles"), role("approver", json!([writes, approves]))).await;
    for (name, role) in [("dev", "edit"), ("writer", "writer"), ("storage", "writer"), ("boss", "approver")] {
        made(&server, &format!("{rbac}/namespaces/team/rolebindings"), bind(name, role)).await;
    }
    let requests = "/apis/portal.atoll.dev/v1alpha1/namespaces/team/quotarequests";
    let user = |name: &str| User::new(name, Vec::<String>::new());
    let ask = |name: &str, changes: Value| json!({"metadata": {"name": name}, "spec": {"changes": changes, "justification": "x"}});
    let none = ask("none", json!({"requests.memory": "1Gi"}));
    let (status, answer) = server.call(Method::POST, requests, none).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer["message"].as_str().unwrap().contains("spec.changes[requests.memory]"), "{answer}");
    for name in ["a", "b"] {
        let body = ask(name, json!({"requests.cpu": "20"}));
        let (status, _, made) = server.call_with(Some(&user("dev")), Method::POST, requests, JSON, body).await;
        assert_eq!((status, &made["status"]["requestedBy"]), (StatusCode::CREATED, &json!("dev")), "{made}");
        assert_eq!(made["status"]["original"], json!({"requests.cpu": "10"}));
    }
    let decide = async |who: &str, name: &str, status: Value| {
        let path = format!("{requests}/{name}/status");
        let (code, _, answer) =
            server.call_with(Some(&user(who)), Method::PATCH, &path, MERGE, json!({"status": status})).await;
        (code.as_u16(), answer["message"].as_str().unwrap_or_default().to_owned())
    };
    // The requester may not write the status at all, a writer of it not decide, and nobody but the controller play it.
    assert_eq!(decide("dev", "a", json!({"phase": "Approved"})).await.0, 403);
    let (code, told) = decide("writer", "a", json!({"phase": "Approved"})).await;
    assert!(code == 403 && told.contains("neither has the verb approve"), "{told}");
    assert_eq!(decide("boss", "a", json!({"phase": "AutoApproved"})).await.0, 403);
    assert_eq!(decide("boss", "a", json!({"phase": "Cancelled"})).await.0, 403);
    assert_eq!(decide("boss", "a", json!({"conditions": []})).await.0, 403);
    // A policy names an approver for a resource.
    let policy =
        json!({"metadata": {"name": "p"}, "spec": {"approvers": [{"name": "storage", "resources": ["requests.cpu"]}]}});
    made(&server, "/apis/portal.atoll.dev/v1alpha1/approvalpolicies", policy).await;
    assert_eq!(decide("storage", "a", json!({"phase": "Approved", "comment": "yes"})).await.0, 200);
    let (_, decided) = server.get(&format!("{requests}/a")).await;
    assert_eq!(decided["status"]["decidedBy"], "storage");
    assert_eq!(decided["status"]["granted"], json!({"requests.cpu": "20"}));
    for who in ["storage", "boss"] {
        let (code, told) = decide(who, "a", json!({"phase": "Approved", "comment": "yes"})).await;
        assert!(code == 409 && told.contains("was decided already: Approved by storage at "), "{code} {told}");
    }
    // Only who asked takes it back, and not after the decision.
    let cancel = json!({"spec": {"cancelled": true}});
    let cancels = async |who: &str, name: &str| {
        let path = format!("{requests}/{name}");
        server.call_with(Some(&user(who)), Method::PATCH, &path, MERGE, cancel.clone()).await.0.as_u16()
    };
    assert_eq!(cancels("dev", "a").await, 409);
    made(&server, &format!("{rbac}/namespaces/team/rolebindings"), bind("other", "edit")).await;
    assert_eq!(cancels("other", "b").await, 403);
    assert_eq!(cancels("dev", "b").await, 200);
    assert_eq!(decide("boss", "b", json!({"phase": "Denied"})).await.0, 409);
}
