//! The server is killed at random moments while it provisions: the cluster always gets ready, with the right machines.

use std::time::{Duration, Instant};

use api::{guest::GuestCluster, vmoperator::VirtualMachine};
use kube::{
    Api, ResourceExt as _,
    api::{ListParams, PostParams},
};
use testkit::{Atoll, guest_cluster};

use crate::{
    demo,
    provision::{inside, ready},
};

/// Kills per run of the suite; `ATOLL_CRASH_ROUNDS` asks for more.
const ROUNDS: u64 = 20;

/// Moments that differ from run to run, and are printed so that a failure can be repeated with `ATOLL_CRASH_SEED`.
fn seed() -> u64 {
    let given = std::env::var("ATOLL_CRASH_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| std::process::id().into())
}

/// An even spread over `[0, below)`, the same for the same seed and round (splitmix64).
fn drawn(seed: u64, round: u64, below: u64) -> u64 {
    let mut hash = seed.wrapping_add(round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (hash ^ (hash >> 31)) % below
}

#[tokio::test]
async fn killed_at_random_moments_of_provisioning() {
    let rounds = std::env::var("ATOLL_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let seed = seed();
    println!("ATOLL_CRASH_SEED={seed}");
    let mut atoll = demo().start().await.unwrap();

    // How long it takes undisturbed says from what span the moments are drawn.
    let client = atoll.client().await.unwrap();
    let started = Instant::now();
    request(&client, "calm").await;
    ready(&client, "team-a", "calm").await.unwrap();
    let span = started.elapsed().max(Duration::from_millis(100));

    for round in 0..rounds {
        let name = format!("crash-{round}");
        let client = atoll.client().await.unwrap();
        let moment = Duration::from_micros(drawn(seed, round, span.as_micros() as u64));
        request(&client, &name).await;
        tokio::time::sleep(moment).await;
        atoll.kill().await.unwrap();
        atoll.start().await.unwrap();

        let client = atoll.client().await.unwrap();
        if let Err(error) = ready(&client, "team-a", &name).await {
            panic!("round {round}, killed after {moment:?} of {span:?}: {error:#}\n{}", atoll.log());
        }
        let machines = machines(&client, &name).await;
        assert_eq!(machines.len(), 2, "round {round}, killed after {moment:?}: {machines:?}");
        let real = on_hypervisor(&atoll, &format!("{name}-"));
        assert_eq!(real.len(), 2, "round {round}, killed after {moment:?}, on the hypervisor: {real:?}");
        inside(&client, "team-a", &name).await.unwrap().apiserver_version().await.unwrap();
        let clusters = Api::<GuestCluster>::namespaced(client, "team-a");
        clusters.delete(&name, &kube::api::DeleteParams::default()).await.unwrap();
    }
}

/// Names of the machines that the hypervisor itself has, of those that begin so.
fn on_hypervisor(atoll: &Atoll, begin: &str) -> Vec<String> {
    let folders = std::fs::read_dir(atoll.data_dir().join("simulator/machines")).unwrap();
    let name = |folder: std::io::Result<std::fs::DirEntry>| {
        let text = std::fs::read(folder.ok()?.path().join("machine.json")).ok()?;
        let created: serde_json::Value = serde_json::from_slice(&text).ok()?;
        Some(created["spec"]["name"].as_str()?.to_owned())
    };
    folders.filter_map(name).filter(|name| name.starts_with(begin)).collect()
}

async fn request(client: &kube::Client, name: &str) {
    let cluster = guest_cluster("team-a", name).pool("workers", 1).build();
    Api::namespaced(client.clone(), "team-a").create(&PostParams::default(), &cluster).await.unwrap();
}

async fn machines(client: &kube::Client, cluster: &str) -> Vec<String> {
    let selector = ListParams::default().labels(&format!("cluster.x-k8s.io/cluster-name={cluster}"));
    let found = Api::<VirtualMachine>::namespaced(client.clone(), "team-a").list(&selector).await.unwrap();
    found.iter().map(|machine| machine.name_any()).collect()
}
