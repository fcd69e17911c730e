//! Guest clusters that wait for quota, and requests for more of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod support;

use api::{
    cluster::{Cluster, MachineDeployment},
    conditions,
    guest::{GuestCluster, GuestClusterPhase, guest_cluster::condition},
    portal::{QuotaRequest, QuotaRequestPhase as Phase, quota_request},
    vmoperator::VirtualMachine,
};
use k8s_openapi::api::core::v1::ResourceQuota;
use kube::{
    Api,
    api::{Patch, PatchParams},
};
use serde_json::{Value, json};
use support::{CATALOG, World, vm, when};

const RELEASE: &str = "
apiVersion: run.tanzu.vmware.com/v1alpha3
kind: TanzuKubernetesRelease
metadata: {name: v1.34.2---atoll.1}
spec: {version: v1.34.2+atoll.1, kubernetes: {version: v1.34.2+atoll.1, imageRepository: registry.example/k8s}, osImages: [{name: debian}]}
";

/// One machine of 2 vCPU for each node, and one more for the control plane and for the pool: `workers + 3` machines.
fn cluster(name: &str, workers: u32) -> String {
    format!(
        "
apiVersion: guest.atoll.dev/v1alpha1
kind: GuestCluster
metadata: {{name: {name}}}
spec:
  distribution: {{version: v1.34}}
  topology:
    controlPlane: {{replicas: 1, class: small}}
    nodePools: [{{name: workers, replicas: {workers}, class: small}}]
"
    )
}

fn quota(cpus: u32) -> String {
    format!(
        "{{apiVersion: v1, kind: ResourceQuota, metadata: {{name: q}}, spec: {{hard: {{requests.cpu: \"{cpus}\"}}}}}}"
    )
}

fn request(name: &str, cpus: u32, more: &str) -> String {
    format!(
        "
apiVersion: portal.atoll.dev/v1alpha1
kind: QuotaRequest
metadata: {{name: {name}}}
spec: {{changes: {{requests.cpu: \"{cpus}\"}}, justification: the demo{more}}}
"
    )
}

fn said(cluster: &GuestCluster) -> String {
    let said = cluster.status.as_ref().and_then(|it| conditions::get(&it.conditions, condition::QUOTA_AVAILABLE));
    said.map_or_else(String::new, |said| format!("{}/{}: {}", said.status, said.reason, said.message))
}

async fn used(world: &World) -> String {
    let quota = world.all::<ResourceQuota>().get("q").await.unwrap();
    quota
        .status
        .and_then(|it| it.used)
        .and_then(|used| used.get("requests.cpu").cloned())
        .map_or_else(String::new, |it| it.0)
}

async fn patch<K>(api: &Api<K>, name: &str, patch: Value)
where
    K: Clone + std::fmt::Debug + serde::de::DeserializeOwned,
{
    api.patch(name, &PatchParams::default(), &Patch::Merge(&patch)).await.unwrap();
}

async fn world() -> World {
    let world = World::running().await;
    world.apply_all(CATALOG).await;
    world.apply_all(RELEASE.trim()).await;
    world
}

fn reserved(one: &GuestCluster) -> bool {
    said(one).starts_with("True/Reserved")
}

fn waits(one: &GuestCluster) -> bool {
    said(one).starts_with("False/AwaitingQuota")
}

#[tokio::test]
async fn clusters_wait_and_resume_oldest_first() {
    let world = world().await;
    world.apply_all(&quota(10)).await;
    let clusters = world.all::<GuestCluster>();
    world.apply_all(&cluster("first", 1)).await;
    world.until(clusters.clone(), "first", when(reserved)).await;
    assert_eq!(used(&world).await, "8");
    world.apply_all(&cluster("second", 1)).await;
    let waiting = world.until(clusters.clone(), "second", when(waits)).await.unwrap();
    assert_eq!(
        said(&waiting),
        "False/AwaitingQuota: the quota of the namespace lacks requests.cpu=6; the whole topology with an upgrade's surge needs requests.cpu=8, and nothing is kept"
    );
    assert_eq!(waiting.status.unwrap().phase, Some(GuestClusterPhase::Pending));
    assert!(world.all::<Cluster>().get_opt("second").await.unwrap().is_none(), "nothing is made below it");
    world.apply_all(&cluster("third", 0)).await;
    let third = world.until(clusters.clone(), "third", when(waits)).await.unwrap();
    assert!(said(&third).contains("lacks requests.cpu=10"), "{}", said(&third));

    // Six more: the one that waited longest resumes by itself, and only that one.
    patch(&world.all::<ResourceQuota>(), "q", json!({"spec": {"hard": {"requests.cpu": "16"}}})).await;
    world.until(clusters.clone(), "second", when(reserved)).await;
    world.until(world.all::<Cluster>(), "second", when(|_: &Cluster| true)).await;
    let third = world
        .until(clusters.clone(), "third", when(|one: &GuestCluster| said(one).contains("lacks requests.cpu=4;")))
        .await;
    assert!(waits(&third.unwrap()));
    assert_eq!(used(&world).await, "16");
    // One goes: the next resumes.
    world.delete(clusters.clone(), "first").await;
    world.until(clusters.clone(), "third", when(reserved)).await;
    assert_eq!(used(&world).await, "12");
    for name in ["second", "third"] {
        world.delete(clusters.clone(), name).await;
    }
    assert_eq!(used(&world).await, "0");
    world.close().await;
}

#[tokio::test]
async fn a_change_waits_while_what_runs_goes_on() {
    let world = world().await;
    world.apply_all(&quota(10)).await;
    let clusters = world.all::<GuestCluster>();
    world.apply_all(&cluster("demo", 1)).await;
    world.until(clusters.clone(), "demo", when(reserved)).await;
    let pool = |count: i32| move |one: &MachineDeployment| one.spec.replicas == Some(count);
    world.until(world.all::<MachineDeployment>(), "demo-workers", when(pool(1))).await;
    world.apply_all(&cluster("demo", 5)).await;
    let parked = world.until(clusters.clone(), "demo", when(waits)).await.unwrap();
    assert!(said(&parked).contains("lacks requests.cpu=6;"), "{}", said(&parked));
    assert!(said(&parked).ends_with("requests.cpu=8 is kept"), "{}", said(&parked));
    assert_eq!(world.all::<MachineDeployment>().get("demo-workers").await.unwrap().spec.replicas, Some(1));
    // A smaller change fits and is done at once.
    world.apply_all(&cluster("demo", 2)).await;
    world.until(clusters.clone(), "demo", when(reserved)).await;
    world.until(world.all::<MachineDeployment>(), "demo-workers", when(pool(2))).await;
    assert_eq!(used(&world).await, "10");
    // Its own machines draw from what it keeps.
    let drawn = |one: &GuestCluster| {
        let reservation = one.status.as_ref().and_then(|status| status.reservation.as_ref());
        reservation.and_then(|it| it.machines.as_ref()).is_some_and(|machines| machines["requests.cpu"].0 == "2")
    };
    world.until(clusters.clone(), "demo", when(drawn)).await;
    assert_eq!(used(&world).await, "10");
    world.delete(clusters, "demo").await;
    world.close().await;
}

#[tokio::test]
async fn a_machine_is_not_made_before_it_is_charged() {
    let world = World::running().await;
    world.apply_all(&quota(4)).await;
    // The class is not known when the machine is admitted.
    world.apply_all(&vm("late", "half")).await;
    world.apply_all(CATALOG).await;
    let machines = world.all::<VirtualMachine>();
    let refused = |one: &VirtualMachine| {
        let ready = one.status.as_ref().and_then(|status| conditions::get(&status.conditions, "Ready"));
        ready.is_some_and(|it| {
            it.reason == "QuotaExceeded"
                && it.message.contains(
                    "exceeded quota: q, requested: requests.cpu=8, used: requests.cpu=0, limited: requests.cpu=4",
                )
        })
    };
    world.until(machines.clone(), "late", when(refused)).await;
    patch(&world.all::<ResourceQuota>(), "q", json!({"spec": {"hard": {"requests.cpu": "8"}}})).await;
    let made = |one: &VirtualMachine| one.status.as_ref().is_some_and(|status| status.unique_id.is_some());
    world.until(machines.clone(), "late", when(made)).await;
    assert_eq!(used(&world).await, "8");
    world.delete(machines, "late").await;
    assert_eq!(used(&world).await, "0");
    world.close().await;
}

fn phase(request: &QuotaRequest) -> Option<Phase> {
    request.status.as_ref()?.phase
}

fn applied(request: &QuotaRequest) -> bool {
    let status = request.status.as_ref();
    status.is_some_and(|status| conditions::is_true(&status.conditions, quota_request::condition::APPLIED))
}

async fn decide(world: &World, name: &str, status: Value) -> kube::Result<QuotaRequest> {
    let patch = json!({"status": status});
    world.all::<QuotaRequest>().patch_status(name, &PatchParams::default(), &Patch::Merge(&patch)).await
}

async fn hard(world: &World) -> String {
    let quota = world.all::<ResourceQuota>().get("q").await.unwrap();
    quota.spec.unwrap().hard.unwrap()["requests.cpu"].0.clone()
}

#[tokio::test]
async fn a_request_is_decided_once_and_resumes_what_waits() {
    let mut world = world().await;
    world.apply_all(&quota(4)).await;
    let (clusters, requests) = (world.all::<GuestCluster>(), world.all::<QuotaRequest>());
    world.apply_all(&cluster("demo", 1)).await;
    world.until(clusters.clone(), "demo", when(waits)).await;
    world.apply_all(&request("more", 10, "")).await;
    let asked = requests.get("more").await.unwrap().status.unwrap();
    assert_eq!((asked.phase, asked.requested_by.as_deref()), (Some(Phase::Pending), Some("test")));
    assert_eq!(asked.original.unwrap()["requests.cpu"].0, "4");

    let too_much =
        decide(&world, "more", json!({"phase": "Approved", "granted": {"requests.cpu": "11"}})).await.unwrap_err();
    assert!(too_much.to_string().contains("must lie between what the quota was and what is asked"), "{too_much}");
    let decided =
        decide(&world, "more", json!({"phase": "Approved", "granted": {"requests.cpu": "8"}, "comment": "enough"}))
            .await
            .unwrap();
    let status = decided.status.unwrap();
    assert_eq!((status.phase, status.decided_by.as_deref()), (Some(Phase::PartiallyApproved), Some("test")));
    assert!(status.decided_at.is_some());
    for second in [
        json!({"phase": "Denied"}),
        json!({"phase": "PartiallyApproved"}),
        json!({"phase": "Approved", "granted": null}),
    ] {
        let kube::Error::Api(conflict) = decide(&world, "more", second).await.unwrap_err() else { panic!() };
        assert_eq!((conflict.code, conflict.reason.as_str()), (409, "Conflict"), "{}", conflict.message);
        assert!(
            conflict.message.contains("was decided already: PartiallyApproved by test at 20"),
            "{}",
            conflict.message
        );
    }
    world.until(requests.clone(), "more", when(applied)).await;
    world.until(clusters.clone(), "demo", when(reserved)).await;
    assert_eq!((hard(&world).await.as_str(), used(&world).await.as_str()), ("8", "8"));
    // A restart applies nothing again.
    world.stop().await;
    world.start();
    world.apply_all(&request("second", 10, "")).await;
    decide(&world, "second", json!({"phase": "Approved"})).await.unwrap();
    world.until(requests.clone(), "second", when(applied)).await;
    assert_eq!(hard(&world).await, "10");
    world.delete(clusters, "demo").await;
    world.close().await;
}

#[tokio::test]
async fn policies_cancelling_and_expiry() {
    let world = World::running().await;
    world.apply_all(&quota(32)).await;
    world
        .apply_all("{apiVersion: portal.atoll.dev/v1alpha1, kind: ApprovalPolicy, metadata: {name: small}, spec: {automatic: [{resources: [requests.cpu], increaseUpTo: \"8\"}]}}")
        .await;
    let requests = world.all::<QuotaRequest>();
    let expires = chrono::Utc::now() + chrono::Duration::seconds(3);
    world.apply_all(&request("auto", 40, &format!(", expiresAt: \"{}\"", expires.format("%FT%TZ")))).await;
    let auto = world.until(requests.clone(), "auto", when(applied)).await.unwrap();
    assert_eq!(phase(&auto), Some(Phase::AutoApproved));
    assert_eq!(auto.status.unwrap().comment.as_deref(), Some("granted by policy small"));
    // Two grants count both, and one that expires takes only its own part away.
    world.apply_all(&request("less", 30, "")).await;
    world.until(requests.clone(), "less", when(applied)).await;
    world.until(requests.clone(), "auto", when(|one: &QuotaRequest| phase(one) == Some(Phase::Expired))).await;
    let lowered = |one: &ResourceQuota| one.spec.as_ref().unwrap().hard.as_ref().unwrap()["requests.cpu"].0 == "22";
    world.until(world.all::<ResourceQuota>(), "q", when(lowered)).await;

    world.apply_all(&request("big", 100, "")).await;
    patch(&requests, "big", json!({"spec": {"cancelled": true}})).await;
    assert_eq!(phase(&requests.get("big").await.unwrap()), Some(Phase::Cancelled));
    let kube::Error::Api(conflict) = decide(&world, "big", json!({"phase": "Approved"})).await.unwrap_err() else {
        panic!()
    };
    assert!(conflict.code == 409 && conflict.message.contains("the request was cancelled"), "{}", conflict.message);
    world.close().await;
}
