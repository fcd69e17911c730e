//! Machines: from bootstrap data and infrastructure to a Node of the guest, and back.

mod deletion;
mod drain;
mod found;
mod node;
mod status;

use std::{future::Future, sync::Arc, time::Duration};

use api::{
    cluster::{Cluster, Machine, MachinePhase},
    meta::{annotation, finalizer, label},
};
use deletion::Stage;
use found::Found;

use crate::{
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    informers::{Informers, index},
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-machine";
const KIND: &str = "Machine";
/// Owners make a Machine and then its parts, within milliseconds.
const UNTIL_PARTS_ARE_MISSED: Duration = Duration::from_secs(2);

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, of_deployment, of_control_plane, of_node) = (all.clone(), all.clone(), all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        // Some wait for guests that do not answer.
        .concurrency(64)
        .reconciles_wishes(&all.machines)
        .owns(&all.kubeadm_configs, KIND)
        .owns(&all.vsphere_machines, KIND)
        .wakes(&all.clusters, move |old, new| contract::members(&members.machines, old, new))
        // A new template makes machines outdated.
        .wakes(&all.machine_deployments, move |old, new| {
            let changed = new.filter(|new| old.is_some_and(|old| old.spec != new.spec));
            let machines = changed
                .and_then(contract::cluster_key)
                .map(|cluster| of_deployment.machines.of_cluster(&cluster))
                .unwrap_or_default();
            let name = changed.and_then(|changed| changed.metadata.name.clone());
            machines
                .into_iter()
                .filter(move |one| meta::label(&one.metadata, label::DEPLOYMENT_NAME) == name.as_deref())
                .map(|one| Key::of(one.as_ref()))
        })
        .wakes(&all.kubeadm_control_planes, move |old, new| {
            let changed = new.filter(|new| old.is_some_and(|old| old.spec != new.spec));
            let uid = changed.and_then(|changed| changed.metadata.uid.clone()).unwrap_or_default();
            of_control_plane.machines.owned_by(&uid).into_iter().map(|one| Key::of(one.as_ref()))
        });
    let queue = controller.queue();
    ctx.guests.on_change(move |cluster, old, new| {
        let nodes: Vec<_> = [old, new].into_iter().flatten().collect();
        let machines = if nodes.is_empty() {
            of_node.machines.of_cluster(cluster)
        } else {
            machines_of(&of_node, cluster, &nodes)
        };
        for machine in machines {
            queue.add(Key::of(machine.as_ref()));
        }
    });
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

fn machines_of(all: &Informers, cluster: &Key, nodes: &[&k8s_openapi::api::core::v1::Node]) -> Vec<Arc<Machine>> {
    let ids = nodes.iter().filter_map(|node| node.spec.as_ref()?.provider_id.as_deref());
    ids.flat_map(|id| all.machines.indexed(&index::provider_id(cluster, id))).collect()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let all = &ctx.informers;
    let Some(machine) = all.machines.get(key) else { return Ok(Next::Change) };
    let cluster_key = key.sibling(machine.spec.cluster_name.as_str());
    let cluster = all.clusters.get(&cluster_key);
    let found = Found::gather(ctx, &machine, &cluster_key);
    if contract::is_paused(cluster.as_deref(), &machine.metadata) {
        return finish(ctx, &machine, &found, Ok(None), true).await;
    }
    if meta::is_deleting(&machine.metadata) {
        return delete(ctx, &machine, cluster.as_deref(), &found).await;
    }
    if found.is_being_made(&machine) {
        // Its parts lead here again; their absence is told only when it lasts.
        return Ok(Next::After(UNTIL_PARTS_ARE_MISSED));
    }
    // The Cluster's creation leads here again.
    let Some(cluster) = cluster else { return Ok(Next::Change) };
    let result = advance(ctx, &machine, &cluster, &found).await;
    if matches!(result, Ok(true)) {
        return Ok(Next::Change);
    }
    finish(ctx, &machine, &found, result.map(|_| None), false).await
}

/// Takes over what its parts report, and brings the Node in line. True when the Machine itself was written.
async fn advance(ctx: &Context, machine: &Machine, cluster: &Cluster, found: &Found) -> Result<bool, Error> {
    if ctx.informers.machines.update(MANAGER, machine, &claimed(machine, cluster, found)).await? {
        return Ok(true);
    }
    found.adopt(ctx, machine).await?;
    if let Some(node) = &found.node {
        node::bring_in_line(ctx, machine, &found.cluster, node).await?;
    }
    Ok(false)
}

/// With finalizer, labels and owner, and with what bootstrap and infrastructure found out.
fn claimed(machine: &Machine, cluster: &Cluster, found: &Found) -> Machine {
    let mut new = machine.clone();
    let finalizers = new.metadata.finalizers.get_or_insert_default();
    if !finalizers.iter().any(|one| one == finalizer::MACHINE) {
        finalizers.push(finalizer::MACHINE.to_owned());
    }
    meta::set_label(&mut new.metadata, label::CLUSTER_NAME, machine.spec.cluster_name.clone());
    if !machine.metadata.owner_references.iter().flatten().any(|owner| owner.controller == Some(true)) {
        meta::ensure_owner(&mut new.metadata, meta::owner_of(cluster));
    }
    if meta::annotation(&new.metadata, annotation::REQUEST_ID).is_none() {
        meta::copy_request_id(&cluster.metadata, &mut new.metadata);
    }
    if new.spec.bootstrap.data_secret_name.is_none() {
        new.spec.bootstrap.data_secret_name = found.data_secret_name();
    }
    if let Some(id) = found.provider_id() {
        new.spec.provider_id = Some(id);
    }
    new
}

async fn delete(ctx: &Context, machine: &Machine, cluster: Option<&Cluster>, found: &Found) -> Result<Next, Error> {
    match deletion::advance(ctx, machine, cluster, found).await {
        Ok(Stage::Gone) => {
            ctx.informers.machines.remove_finalizer(MANAGER, machine, finalizer::MACHINE).await?;
            Ok(Next::Change)
        }
        Ok(stage) => {
            let again = stage.look_again();
            finish(ctx, machine, found, Ok(Some(stage)), false).await.map(|next| next.or(again))
        }
        Err(error) => finish(ctx, machine, found, Err(error), false).await,
    }
}

async fn finish(
    ctx: &Context,
    machine: &Machine,
    found: &Found,
    result: Result<Option<Stage>, Error>,
    paused: bool,
) -> Result<Next, Error> {
    let (status, next) = status::plan(machine, found, &result, paused, &api::time::now());
    let before = machine.status.as_ref().and_then(|status| status.phase);
    if ctx.informers.machines.update_status(MANAGER, machine, &status).await? && before != status.phase {
        let node = status.node_ref.as_ref().map(|node| node.name.as_str()).unwrap_or_default();
        match status.phase {
            Some(MachinePhase::Provisioned) => {
                ctx.events.normal(MANAGER, machine, "Provisioned", "The virtual machine runs; waiting for its Node")
            }
            Some(MachinePhase::Running) => {
                ctx.events.normal(MANAGER, machine, "Running", format!("Joined as Node {node}"))
            }
            Some(MachinePhase::Deleting) => ctx.events.normal(MANAGER, machine, "Deleting", "Being deleted"),
            _ => {}
        }
    }
    result.map(|_| next.map_or(Next::Change, Next::After))
}

/// Rounds up to whole seconds, the grain of times in objects.
fn seconds(count: i64) -> Duration {
    Duration::from_secs(u64::try_from(count.max(0)).unwrap_or_default() + 1)
}
