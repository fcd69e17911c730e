//! The controllers of every layer, one folder per reconciled kind.
//!
//! A folder's `mod.rs` drives: gather (from the informers) → plan (`plan.rs`, pure) → apply → status (`status.rs`, pure).
//! Reads come from [`informer`] stores that all controllers share; writes go through [`objects`] as the controller's own
//! field manager. A [`controller`] is woken by changes, retries with backoff and survives a panic of one reconcile.

mod amount;
mod blocked;
mod cluster_secrets;
mod conditions;
mod context;
mod contract;
mod controller;
mod desired;
mod error;
mod events;
mod guest_access;
mod image_names;
mod informer;
mod informers;
mod key;
mod machine_names;
mod machine_parts;
mod merge;
mod meta;
mod objects;
mod queue;
mod release_parts;
mod yaml;

// Layer 1, guest clusters.
mod clusteraccess;
mod guestcluster;
mod quotarequest;
mod tanzukubernetesrelease;

// Layer 2, Cluster API.
mod cluster;
mod kubeadmconfig;
mod kubeadmcontrolplane;
mod machine;
mod machinedeployment;
mod machineset;
mod vspherecluster;
mod vspheremachine;

// Layer 3, VM operator.
mod virtualmachine;
mod virtualmachineimage;
mod virtualmachineservice;
mod virtualmachinesetresourcepolicy;

// Supervisor.
mod host;

pub use context::{Context, Settings};
pub use guest_access::GuestAccess;

use std::{future::Future, pin::Pin};

use tokio_util::sync::CancellationToken;

/// Runs all controllers until `shutdown` is cancelled, then waits for the reconciles at work.
///
/// Nothing is reconciled before every informer has its first full list: an object that is only not known yet must not
/// look like one that is gone.
pub async fn run(ctx: Context, shutdown: CancellationToken) {
    // Wired before the watches start, so that no change is missed.
    let controllers: Vec<Pin<Box<dyn Future<Output = ()> + Send>>> = vec![
        Box::pin(guestcluster::start(&ctx)),
        Box::pin(tanzukubernetesrelease::start(&ctx)),
        Box::pin(clusteraccess::start(&ctx)),
        Box::pin(quotarequest::start(&ctx)),
        Box::pin(quotarequest::start_expiry(&ctx)),
        Box::pin(cluster::start(&ctx)),
        Box::pin(kubeadmcontrolplane::start(&ctx)),
        Box::pin(kubeadmconfig::start(&ctx)),
        Box::pin(machinedeployment::start(&ctx)),
        Box::pin(machineset::start(&ctx)),
        Box::pin(machine::start(&ctx)),
        Box::pin(vspherecluster::start(&ctx)),
        Box::pin(vspheremachine::start(&ctx)),
        Box::pin(virtualmachine::start(&ctx)),
        Box::pin(virtualmachineservice::start(&ctx)),
        Box::pin(virtualmachinesetresourcepolicy::start(&ctx)),
        Box::pin(virtualmachineimage::start(&ctx)),
        Box::pin(host::start(&ctx)),
    ];
    guest_access::wire(&ctx);

    let mut background = tokio::task::JoinSet::new();
    background.spawn(ctx.informers.clone().watch());
    {
        let ctx = ctx.clone();
        background.spawn(async move { ctx.events.run().await });
    }
    tokio::select! {
        () = ctx.informers.synced() => {}
        () = shutdown.cancelled() => return,
    }
    let mut running = tokio::task::JoinSet::new();
    for controller in controllers {
        running.spawn(controller);
    }
    shutdown.cancelled().await;
    ctx.shutdown().cancel();
    while running.join_next().await.is_some() {}
}
