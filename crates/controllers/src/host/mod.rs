//! Shows every hypervisor host as a Node of the Supervisor, and empties those that are in maintenance.

mod evacuate;
mod lease;
mod maintenance;
mod plan;

use std::{future::Future, sync::Arc};

use api::{maintenance::Evacuation, vmoperator::VirtualMachine};
use hypervisor::{Event, Host};
use k8s_openapi::api::core::v1::{Node, NodeStatus};
use kube::{
    Api, ResourceExt,
    api::{Patch, PatchParams},
};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use maintenance::Wish;

use crate::{
    context::Context,
    controller::{Controller, Next},
    desired,
    error::Error,
    key::Key,
    merge,
    queue::Queue,
};

const MANAGER: &str = "atoll-host";

/// The controller, not yet running. Its keys are names of hosts.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let host = |vm: &VirtualMachine| vm.status.as_ref()?.node_name.clone();
    let controller = Controller::new(MANAGER).reconciles(&ctx.informers.nodes).wakes(
        &ctx.informers.virtual_machines,
        move |old, new| {
            // A host that is emptied goes on when one of its machines has left, or has come to it.
            let (old, new) = (old.and_then(host), new.and_then(host));
            let moved = old != new;
            old.into_iter().chain(new).filter(move |_| moved).map(Key::cluster_wide)
        },
    );
    let queue = controller.queue();
    let ctx = ctx.clone();
    async move {
        tokio::join!(
            listen(ctx.clone(), queue.clone()),
            lease::renew(ctx.clone(), queue),
            controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }),
        );
    }
}

/// Wakes the hosts that the hypervisor tells of, until the controllers end.
async fn listen(ctx: Context, queue: Arc<Queue>) {
    let mut events = ctx.driver.events();
    add_all(&ctx, &queue).await;
    loop {
        let event = tokio::select! {
            () = ctx.shutdown().cancelled() => return,
            event = events.recv() => event,
        };
        match event {
            Ok(Event::Host(name)) => queue.add(Key::cluster_wide(name)),
            Ok(Event::Machine(_)) => {}
            Err(RecvError::Lagged(_)) => add_all(&ctx, &queue).await,
            Err(RecvError::Closed) => return,
        }
    }
}

async fn add_all(ctx: &Context, queue: &Queue) {
    match ctx.driver.hosts().await {
        Ok(hosts) => hosts.into_iter().for_each(|host| queue.add(Key::cluster_wide(host.name))),
        Err(error) => tracing::warn!(%error, "the hypervisor does not list its hosts"),
    }
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let nodes = &ctx.informers.nodes;
    let driver = ctx.driver.info();
    let ours = |node: &Node| node.labels().contains_key(plan::HYPERVISOR);
    let hosts = match ctx.driver.hosts().await {
        Ok(hosts) => hosts,
        Err(refusal) => {
            if let Some(node) = nodes.get(key).filter(|node| ours(node)) {
                let status = plan::status(node.status.as_ref(), Err(&refusal.to_string()), &driver, &api::time::now());
                write_status(ctx, &node, &status).await?;
            }
            return Err(refusal.into());
        }
    };
    let Some(host) = hosts.iter().find(|host| *host.name == *key.name) else {
        if let Some(node) = nodes.get(key).filter(|node| ours(node)) {
            ctx.events.normal(MANAGER, &*node, "HostRemoved", "the hypervisor has this host no more");
            nodes.delete(&node).await?;
        }
        return Ok(Next::Change);
    };
    let evacuation = match ctx.driver.maintenance() {
        Some(maintenance) if maintenance.relocates() => Evacuation::Relocate,
        Some(_) => Evacuation::Replace,
        None => Evacuation::Never,
    };
    let wish = nodes.get(key).map_or(Wish::Work, |node| maintenance::wish(&node, host));
    let own = nodes.through(&ctx.client_of_host(&host.name));
    let written = desired::apply(&own, MANAGER, key.clone(), plan::node(host, &driver, evacuation, wish)).await?;
    let Some(node) = nodes.get(key) else {
        return Ok(Next::Change);
    };
    // What was claimed for the hypervisor, or for a host that was to be emptied, may just have been let go of.
    let wish = maintenance::wish(&node, host);
    if written && host.ready {
        lease::renew_one(ctx, &node).await?;
    }
    let progress = maintain(ctx, &node, host, wish, evacuation).await?;
    let mut status = plan::status(node.status.as_ref(), Ok(host), &driver, &api::time::now());
    let told = maintenance::told(wish, progress.left, &progress.stay, progress.trouble.as_deref());
    maintenance::set(status.conditions.get_or_insert_default(), told, &api::time::now());
    write_status(ctx, &node, &status).await?;
    Ok(match wish {
        Wish::Drain if progress.left > 0 => Next::After(evacuate::PAUSE),
        _ => Next::Change,
    })
}

/// Brings the hypervisor to what people wish of a host, and takes the next steps to empty it.
async fn maintain(
    ctx: &Context,
    node: &Node,
    host: &Host,
    wish: Wish,
    evacuation: Evacuation,
) -> Result<evacuate::Progress, Error> {
    let here = || evacuate::machines(ctx, &host.name).len();
    let Some(driver) = ctx.driver.maintenance() else {
        if wish == Wish::Work {
            return Ok(evacuate::Progress::default());
        }
        let trouble = format!(
            "the hypervisor ({}) places machines by itself and goes on using this host; set it in maintenance there",
            ctx.driver.info().name
        );
        ctx.events.warning(MANAGER, node, "CordonWithoutEffect", trouble.clone());
        return Ok(evacuate::Progress { left: here(), trouble: Some(trouble), ..evacuate::Progress::default() });
    };
    let cordoned = wish != Wish::Work;
    if host.cordoned != cordoned
        && let Err(refusal) = driver.set_cordoned(&host.name, cordoned).await
    {
        let trouble = Some(refusal.to_string());
        return Ok(evacuate::Progress { left: here(), trouble, ..evacuate::Progress::default() });
    }
    match wish {
        Wish::Work => Ok(evacuate::Progress::default()),
        Wish::Cordon => Ok(evacuate::Progress { left: here(), ..evacuate::Progress::default() }),
        Wish::Drain => evacuate::step(ctx, &host.name, evacuation).await,
    }
}

async fn write_status(ctx: &Context, node: &Node, status: &NodeStatus) -> Result<(), Error> {
    let old = serde_json::to_value(node.status.clone().unwrap_or_default())?;
    let Some(change) = merge::difference(&old, &serde_json::to_value(status)?) else {
        return Ok(());
    };
    let patch = json!({"metadata": {"resourceVersion": node.resource_version()}, "status": change});
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    let api = Api::<Node>::all(ctx.client_of_host(&node.name_any()));
    let patched = api.patch_status(&node.name_any(), &params, &Patch::Merge(&patch)).await?;
    ctx.informers.nodes.observe(&patched);
    Ok(())
}
