//! The heartbeat of hosts: a Lease each, as kubelets renew theirs
//! (<https://kubernetes.io/docs/concepts/architecture/leases/#node-heart-beats>).

use std::{sync::Arc, time::Duration};

use k8s_openapi::api::{coordination::v1::Lease, core::v1::Node};
use kube::{
    Api, ResourceExt,
    api::{Patch, PatchParams},
};
use serde_json::{Value, json};

use super::MANAGER;
use crate::{context::Context, error::Error, key::Key, meta, queue::Queue};

/// Where the Leases of Nodes live.
const NAMESPACE: &str = "kube-node-lease";
/// Time between two heartbeats.
const INTERVAL: Duration = Duration::from_secs(20);
/// A host is taken for dead when its Lease is older than this.
const LIFE_SECONDS: i32 = 60;

/// Renews the Lease of every host that is ready, until the controllers end. Hosts without a Node go to `queue`.
pub(super) async fn renew(ctx: Context, queue: Arc<Queue>) {
    let mut beat = tokio::time::interval(INTERVAL);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = ctx.shutdown().cancelled() => return,
            _ = beat.tick() => {}
        }
        // A hypervisor that does not answer shows in the Nodes' conditions; its hosts' Leases are left to run out.
        let Ok(hosts) = ctx.driver.hosts().await else {
            continue;
        };
        for host in hosts.iter().filter(|host| host.ready) {
            let Some(node) = ctx.informers.nodes.get(&Key::cluster_wide(host.name.as_str())) else {
                queue.add(Key::cluster_wide(host.name.as_str()));
                continue;
            };
            if let Err(error) = renew_one(&ctx, &node).await {
                tracing::warn!(host = host.name, %error, "heartbeat not written");
            }
        }
    }
}

/// Renews the Lease of one host.
///
/// # Errors
/// When the API refuses.
pub(super) async fn renew_one(ctx: &Context, node: &Node) -> Result<(), Error> {
    let name = node.name_any();
    let api = Api::<Lease>::namespaced(ctx.client_of_host(&name), NAMESPACE);
    api.patch(&name, &PatchParams::apply(MANAGER).force(), &Patch::Apply(&lease(node))).await?;
    Ok(())
}

fn lease(node: &Node) -> Value {
    json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {"name": node.name_any(), "namespace": NAMESPACE, "ownerReferences": [meta::owner_of(node)]},
        "spec": {"holderIdentity": node.name_any(), "leaseDurationSeconds": LIFE_SECONDS, "renewTime": api::time::micro_now()},
    })
}
