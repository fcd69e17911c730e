//! Three servers on one PostgreSQL: the lead passes on, nothing is done twice, and who slept does nothing stale.

use std::path::{Path, PathBuf};
use std::time::Duration;

use api::{conditions, guest::GuestCluster, vmoperator::VirtualMachine};
use k8s_openapi::api::coordination::v1::Lease;
use kube::{
    Api, Client,
    api::{ListParams, PostParams},
};
use serde_json::Value;
use testkit::{Atoll, TempDir, eventually, guest_cluster};

use crate::demo;

const DEADLINE: Duration = Duration::from_secs(240);

/// Clusters that are asked for at once.
const CLUSTERS: usize = 50;

/// Servers that share a database, and the simulated hypervisor.
struct Servers {
    all: Vec<Atoll>,
    database: String,
    hypervisor: PathBuf,
    _dir: TempDir,
}

impl Servers {
    async fn start(count: usize) -> Servers {
        let dir = TempDir::new("replicas").unwrap();
        let (database, hypervisor) = (testdb::database(), dir.path().join("hypervisor"));
        let mut servers = Servers { all: Vec::new(), database, hypervisor, _dir: dir };
        for index in 0..count {
            let options = demo()
                .variable("ATOLL_DATABASE", &servers.database)
                .variable("ATOLL_SIMULATOR_DIR", servers.hypervisor.to_str().unwrap())
                .variable("ATOLL_SERVER_NAME", &name(index));
            servers.all.push(options.start().await.unwrap());
        }
        servers
    }

    /// Waits for a leader other than `not`, and gives its index.
    async fn leader(&self, client: &Client, not: Option<usize>) -> usize {
        let leases = Api::<Lease>::namespaced(client.clone(), "kube-system");
        eventually("a leader", DEADLINE, async || {
            let holder = leases.get_opt("atoll-controllers").await?.and_then(|lease| lease.spec?.holder_identity);
            let leads = |index: &usize| holder.as_ref().is_some_and(|h| h.starts_with(&format!("{}_", name(*index))));
            Ok((0..self.all.len()).find(leads).filter(|index| Some(*index) != not))
        })
        .await
        .unwrap()
    }
}

fn name(index: usize) -> String {
    format!("server-{index}")
}

async fn request(client: &Client, count: usize) {
    let clusters = Api::<GuestCluster>::namespaced(client.clone(), "default");
    let requests = (0..count).map(|n| {
        let clusters = clusters.clone();
        async move {
            let cluster = guest_cluster("default", &format!("c{n}")).pool("workers", 1).build();
            clusters.create(&PostParams::default(), &cluster).await
        }
    });
    for created in futures::future::join_all(requests).await {
        created.unwrap();
    }
}

async fn ready(client: &Client) -> anyhow::Result<usize> {
    let all = Api::<GuestCluster>::namespaced(client.clone(), "default").list(&ListParams::default()).await?;
    let is_ready = |one: &&GuestCluster| {
        one.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, "Ready"))
    };
    Ok(all.iter().filter(is_ready).count())
}

async fn all_ready(client: &Client, count: usize) {
    eventually("all clusters to be ready", DEADLINE, async || {
        let ready = ready(client).await?;
        if ready == count { Ok(Some(())) } else { anyhow::bail!("{ready} of {count} are ready") }
    })
    .await
    .unwrap();
}

/// Each cluster has its two machines, in the API and on the hypervisor, and no more.
async fn no_machine_twice(client: &Client, hypervisor: &Path, count: usize) {
    let machines =
        Api::<VirtualMachine>::namespaced(client.clone(), "default").list(&ListParams::default()).await.unwrap();
    assert_eq!(machines.items.len(), 2 * count);
    let folders = std::fs::read_dir(hypervisor.join("machines")).unwrap().filter_map(Result::ok);
    let real = folders.filter(|folder| folder.path().join("machine.json").exists()).count();
    assert_eq!(real, 2 * count, "on the hypervisor itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_leader_is_killed_while_fifty_are_provisioned() {
    let mut servers = Servers::start(3).await;
    let client = servers.all[0].client().await.unwrap();
    let leader = servers.leader(&client, None).await;
    let client = servers.all[(leader + 1) % 3].client().await.unwrap();
    request(&client, CLUSTERS).await;
    eventually("some clusters to be ready", DEADLINE, async || Ok((ready(&client).await? >= 5).then_some(())))
        .await
        .unwrap();
    servers.all[leader].kill().await.unwrap();
    let next = servers.leader(&client, Some(leader)).await;
    assert_ne!(next, leader);
    all_ready(&client, CLUSTERS).await;
    no_machine_twice(&client, &servers.hypervisor, CLUSTERS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leader_that_slept_writes_nothing_stale() {
    let mut servers = Servers::start(3).await;
    let client = servers.all[0].client().await.unwrap();
    let leader = servers.leader(&client, None).await;
    let other = (leader + 1) % 3;
    let client = servers.all[other].client().await.unwrap();
    request(&client, 10).await;
    eventually("a machine", DEADLINE, async || {
        let machines =
            Api::<VirtualMachine>::namespaced(client.clone(), "default").list(&ListParams::default()).await?;
        Ok((!machines.items.is_empty()).then_some(()))
    })
    .await
    .unwrap();
    // Asleep in the middle of its work, longer than its lease lasts.
    servers.all[leader].signal("STOP").await.unwrap();
    let seconds = std::env::var("ATOLL_SLEEP_SECONDS").ok().and_then(|n| n.parse().ok()).unwrap_or(15);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    servers.leader(&client, Some(leader)).await;
    let leases = Api::<Lease>::namespaced(client.clone(), "kube-system");
    let taken: u64 = leases.get("atoll-controllers").await.unwrap().metadata.resource_version.unwrap().parse().unwrap();
    servers.all[leader].signal("CONT").await.unwrap();
    all_ready(&client, 10).await;
    no_machine_twice(&client, &servers.hypervisor, 10).await;
    // The audit log knows which server took each write, and at which revision it was stored.
    for server in &mut servers.all {
        server.stop().await.unwrap();
    }
    let exported = tokio::process::Command::new(crate::ATOLL)
        .args(["admin", "--database", &servers.database, "export-audit"])
        .output()
        .await
        .unwrap();
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let (mut stale, mut by_others) = (Vec::new(), 0);
    for line in String::from_utf8(exported.stdout).unwrap().lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let by_controller = record["user"]["username"].as_str().is_some_and(|u| u.contains(":atoll-system:"));
        let version = record["objectRef"]["resourceVersion"].as_str().and_then(|v| v.parse::<u64>().ok());
        if !by_controller || version.is_none_or(|version| version <= taken) {
            continue;
        }
        if record["annotations"]["atoll.dev/server"] == name(leader).as_str() {
            stale.push(record);
        } else {
            by_others += 1;
        }
    }
    assert!(stale.is_empty(), "{stale:#?}");
    assert!(by_others > 50, "the new leader finished the work: {by_others}");
}
