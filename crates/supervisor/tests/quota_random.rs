//! Ten thousand random steps, many at a time: what a quota says is used always is what a recount finds, and never more
//! is admitted than it allows. `ATOLL_SEED` repeats a run.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use api::quantity::Amount;
use api::quota::Amounts;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use support::{Server, admin, supervisor};

const STEPS: usize = 10_000;
/// Steps at the same time.
const AT_ONCE: usize = 25;

const CORE: &str = "/api/v1/namespaces/team";
const MACHINES: &str = "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team/virtualmachines";
const CLASSES: &str = "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team/virtualmachineclasses";
const CLUSTERS: &str = "/apis/guest.atoll.dev/v1alpha1/namespaces/team/guestclusters";
const REQUESTS: &str = "/apis/portal.atoll.dev/v1alpha1/namespaces/team/quotarequests";

struct Random(u64);

impl Random {
    fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// One request: method, path, media type, body.
type Call = (Method, String, &'static str, Value);

const MERGE: &str = "application/merge-patch+json";
const JSON: &str = "application/json";

fn step(random: &mut Random) -> Call {
    let name = format!("o{}", random.below(12));
    let merge = |path: String, body: Value| (Method::PATCH, path, MERGE, body);
    let create = |path: String, body: Value| (Method::POST, path, JSON, body);
    let delete = |path: String| (Method::DELETE, path, JSON, Value::Null);
    let size = format!("{}Gi", random.below(20) + 1);
    match random.below(16) {
        0 => create(format!("{CORE}/secrets"), json!({"metadata": {"name": name}})),
        1 => delete(format!("{CORE}/secrets/{name}")),
        2 => create(
            format!("{CORE}/persistentvolumeclaims"),
            json!({"metadata": {"name": name}, "spec": {
            "accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": {"requests": {"storage": size}}}}),
        ),
        3 => merge(
            format!("{CORE}/persistentvolumeclaims/{name}"),
            json!({"spec": {"resources": {"requests": {"storage": size}}}}),
        ),
        4 => delete(format!("{CORE}/persistentvolumeclaims/{name}")),
        5 | 6 => create(
            MACHINES.to_owned(),
            json!({"metadata": {"name": name}, "spec": {
            "className": format!("c{}", random.below(4)),
            "resources": {"size": {"memory": size}}}}),
        ),
        7 => {
            let labels = json!({"cluster.x-k8s.io/cluster-name": format!("o{}", random.below(4))});
            create(
                MACHINES.to_owned(),
                json!({"metadata": {"name": name, "labels": labels}, "spec": {"className": "c2"}}),
            )
        }
        8 => delete(format!("{MACHINES}/{name}")),
        9 => {
            merge(format!("{MACHINES}/{name}"), json!({"metadata": {"annotations": {"quota.atoll.dev/charge": null}}}))
        }
        // A class changes under the machines.
        10 => merge(
            format!("{CLASSES}/c{}", random.below(4)),
            json!({"spec": {"hardware": {"cpus": random.below(6) + 1}}}),
        ),
        11 => {
            let spec = json!({"distribution": {"version": "v1.34"}});
            create(CLUSTERS.to_owned(), json!({"metadata": {"name": format!("o{}", random.below(4))}, "spec": spec}))
        }
        12 => {
            let asked = json!({"amounts": {"requests.cpu": (random.below(20) + 1).to_string()}, "surge": {"requests.cpu": "2"}});
            let status = json!({"reservation": {"asked": asked, "shortfall": null}});
            merge(format!("{CLUSTERS}/o{}/status", random.below(4)), json!({"status": status}))
        }
        13 if random.below(4) == 0 => delete(format!("{CLUSTERS}/o{}", random.below(4))),
        13 => create(
            REQUESTS.to_owned(),
            json!({"metadata": {"name": name}, "spec": {
            "changes": {"requests.cpu": "70"}, "justification": "x"}}),
        ),
        14 if random.below(2) == 0 => {
            merge(format!("{REQUESTS}/{name}/status"), json!({"status": {"phase": "Approved"}}))
        }
        14 => delete(format!("{REQUESTS}/{name}")),
        // A grant, or one that expires: the quota grows, or falls below what is used.
        _ => merge(
            format!("{CORE}/resourcequotas/{}", ["cpu", "all"][random.below(2) as usize]),
            json!({"spec": {"hard": {"requests.cpu": (random.below(60) + 20).to_string()}}}),
        ),
    }
}

async fn list(server: &Server, path: &str) -> Vec<Value> {
    server.get(path).await.1["items"].as_array().cloned().unwrap()
}

/// What the namespace takes, from what clients see of it.
async fn recount(server: &Server) -> Amounts {
    let mut sum = Amounts::new();
    let count = |list: &[Value]| Amount::from_units(i64::try_from(list.len()).unwrap());
    let secrets = list(server, &format!("{CORE}/secrets")).await;
    sum.add("secrets", count(&secrets));
    let requests = list(server, REQUESTS).await;
    sum.add("count/quotarequests.portal.atoll.dev", count(&requests));
    for claim in list(server, &format!("{CORE}/persistentvolumeclaims")).await {
        sum.add(
            "requests.storage",
            claim["spec"]["resources"]["requests"]["storage"].as_str().unwrap().parse().unwrap(),
        );
    }
    let clusters = list(server, CLUSTERS).await;
    let mut drawn = vec![Amounts::new(); clusters.len()];
    let machines = list(server, MACHINES).await;
    sum.add("count/virtualmachines.vmoperator.vmware.com", count(&machines));
    for machine in machines {
        let annotations = &machine["metadata"]["annotations"];
        let note: Value = serde_json::from_str(annotations["quota.atoll.dev/charge"].as_str().unwrap()).unwrap();
        let taken = Amounts::of_value(&note);
        let uid =
            annotations["quota.atoll.dev/reservation"].as_str().map(|it| it.split_once('/').unwrap().1.to_owned());
        match uid.and_then(|uid| clusters.iter().position(|cluster| cluster["metadata"]["uid"] == uid.as_str())) {
            Some(index) => drawn[index] = drawn[index].plus(&taken),
            None => taken.iter().for_each(|(name, amount)| sum.add(name, amount)),
        }
    }
    for (cluster, drawn) in clusters.iter().zip(drawn) {
        let reservation = &cluster["status"]["reservation"];
        let kept = Amounts::of_value(&reservation["amounts"]);
        assert!(drawn.beyond(&kept).is_nothing(), "machines take more than is kept: {cluster}");
        assert_eq!(Amounts::of_value(&reservation["machines"]).without_nothing(), drawn.without_nothing());
        kept.iter().for_each(|(name, amount)| sum.add(name, amount));
    }
    sum
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn used_always_equals_a_recount() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let seed = std::env::var("ATOLL_SEED").map_or(now.as_nanos() as u64, |seed| seed.parse().unwrap());
    println!("ATOLL_SEED={seed}");
    let server = supervisor().await;
    let make = async |path: &str, body: Value| {
        let (status, value) = server.call(Method::POST, path, body).await;
        assert_eq!(status, StatusCode::CREATED, "{value}");
    };
    make("/api/v1/namespaces", json!({"metadata": {"name": "team"}})).await;
    for index in 0..4 {
        let hardware = json!({"cpus": index + 1, "memory": "4Gi"});
        make(CLASSES, json!({"metadata": {"name": format!("c{index}")}, "spec": {"hardware": hardware}})).await;
    }
    let all = json!({
        "requests.cpu": "60", "requests.memory": "100Gi", "requests.storage": "80Gi", "secrets": "9",
        "count/quotarequests.portal.atoll.dev": "8", "count/virtualmachines.vmoperator.vmware.com": "10",
    });
    let quotas = format!("{CORE}/resourcequotas");
    make(&quotas, json!({"metadata": {"name": "all"}, "spec": {"hard": all}})).await;
    make(&quotas, json!({"metadata": {"name": "cpu"}, "spec": {"hard": {"requests.cpu": "40"}}})).await;
    let mut random = Random(seed);
    let (mut admitted, mut refused) = (0, 0);
    for round in 0..STEPS / AT_ONCE {
        let calls: Vec<Call> = (0..AT_ONCE).map(|_| step(&mut random)).collect();
        let user = admin();
        let sent = calls.into_iter().map(|(method, path, media_type, body)| {
            let (server, user) = (&server, &user);
            async move { server.call_with(Some(user), method, &path, media_type, body).await }
        });
        for (status, _, value) in futures::future::join_all(sent).await {
            match status {
                StatusCode::OK | StatusCode::CREATED => admitted += 1,
                StatusCode::FORBIDDEN => {
                    assert!(value["message"].as_str().unwrap().contains("exceeded quota: "), "{value}");
                    refused += 1;
                }
                // There already, decided already, not there, or not what the quota was.
                StatusCode::CONFLICT | StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY => {}
                other => panic!("seed {seed}, round {round}: {other} {value}"),
            }
        }
        let counted = recount(&server).await;
        for quota in list(&server, &quotas).await {
            let told = Amounts::of_value(&quota["status"]["used"]);
            for (name, amount) in told.iter() {
                assert_eq!(amount, counted.get(name), "seed {seed}, round {round}: {name} of {quota}");
            }
        }
    }
    assert!(admitted > STEPS / 10 && refused > STEPS / 100, "{admitted} admitted, {refused} refused");
    assert_eq!(supervisor::kinds::quota::repairs(), 0, "nothing had to be repaired");
}
