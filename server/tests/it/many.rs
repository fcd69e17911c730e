//! Many clusters at once.

use std::time::{Duration, Instant};

use api::{conditions, guest::GuestCluster};
use kube::{
    Api,
    api::{ListParams, PostParams},
};
use testkit::{eventually, guest_cluster};

use crate::demo;

const CLUSTERS: usize = 50;

/// Also in a debug build on two busy cores.
const DEADLINE: Duration = Duration::from_secs(180);

#[tokio::test]
async fn fifty_at_once_get_ready() {
    let atoll = demo().start().await.unwrap();
    let client = atoll.client().await.unwrap();
    // A namespace without quota.
    let clusters = Api::<GuestCluster>::namespaced(client, "default");
    let started = Instant::now();
    let requests = (0..CLUSTERS).map(|n| {
        let clusters = clusters.clone();
        async move {
            let cluster = guest_cluster("default", &format!("c{n}")).pool("workers", 1).build();
            clusters.create(&PostParams::default(), &cluster).await
        }
    });
    for created in futures::future::join_all(requests).await {
        created.unwrap();
    }
    eventually("all clusters to be ready", DEADLINE, async || {
        let all = clusters.list(&ListParams::default()).await?;
        let ready = all
            .iter()
            .filter(|one| one.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, "Ready")));
        let ready = ready.count();
        if ready == CLUSTERS { Ok(Some(())) } else { anyhow::bail!("{ready} of {} are ready", all.items.len()) }
    })
    .await
    .unwrap();
    println!("{CLUSTERS} clusters of 1+1 were ready after {:.1?}", started.elapsed());
}
