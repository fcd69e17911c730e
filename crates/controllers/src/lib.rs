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
mod guest_tokens;
mod identity;
mod image_names;
mod informer;
mod informers;
mod installation;
mod key;
mod machine_names;
mod machine_parts;
mod merge;
mod meta;
mod objects;
mod queue;
mod queue_figures;
mod queue_recent;
mod release_parts;
mod rights;
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
pub use guest_tokens::GuestIssuer;
pub use identity::Identity;
pub use queue_figures::{Durations, QueueFigures, Queues};
pub use queue_recent::LastError;
pub use rights::rights;

use std::{future::Future, pin::Pin};

use tokio_util::sync::CancellationToken;

/// Runs all controllers until `shutdown` is cancelled, then waits for the reconciles at work.
///
/// Nothing is reconciled before every informer has its first full list: an object that is only not known yet must not
/// look like one that is gone.
pub async fn run(ctx: Context, shutdown: CancellationToken) {
    // Wired before the watches start, so that no change is missed.
    let controllers: Vec<Pin<Box<dyn Future<Output = ()> + Send>>> = vec![
        Box::pin(guestcluster::start(&ctx.acting_as("guestcluster-controller"))),
        Box::pin(tanzukubernetesrelease::start(&ctx.acting_as("tanzukubernetesrelease-controller"))),
        Box::pin(clusteraccess::start(&ctx.acting_as("clusteraccess-controller"))),
        Box::pin(quotarequest::start(&ctx.acting_as("quotarequest-controller"))),
        Box::pin(quotarequest::start_expiry(&ctx.acting_as("quotarequest-controller"))),
        Box::pin(cluster::start(&ctx.acting_as("cluster-controller"))),
        Box::pin(kubeadmcontrolplane::start(&ctx.acting_as("kubeadmcontrolplane-controller"))),
        Box::pin(kubeadmconfig::start(&ctx.acting_as("kubeadmconfig-controller"))),
        Box::pin(machinedeployment::start(&ctx.acting_as("machinedeployment-controller"))),
        Box::pin(machineset::start(&ctx.acting_as("machineset-controller"))),
        Box::pin(machine::start(&ctx.acting_as("machine-controller"))),
        Box::pin(vspherecluster::start(&ctx.acting_as("vspherecluster-controller"))),
        Box::pin(vspheremachine::start(&ctx.acting_as("vspheremachine-controller"))),
        Box::pin(virtualmachine::start(&ctx.acting_as("virtualmachine-controller"))),
        Box::pin(virtualmachineservice::start(&ctx.acting_as("virtualmachineservice-controller"))),
        Box::pin(virtualmachinesetresourcepolicy::start(&ctx.acting_as("virtualmachinesetresourcepolicy-controller"))),
        Box::pin(virtualmachineimage::start(&ctx.acting_as("virtualmachineimage-controller"))),
        Box::pin(host::start(&ctx.acting_as("host-controller"))),
    ];
    guest_access::wire(&ctx);

    let mut background = tokio::task::JoinSet::new();
    background.spawn(ctx.informers.clone().watch());
    {
        let ctx = ctx.clone();
        background.spawn(async move { tokio::join!(ctx.events.run(), ctx.tasks.run()).0 });
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
