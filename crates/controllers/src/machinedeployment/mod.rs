//! MachineDeployments: one MachineSet for each template, and the way from the old ones to the new one.

mod plan;
mod status;

use std::{future::Future, sync::Arc};

use api::{
    cluster::{Cluster, MachineDeployment, MachineSet},
    conditions,
    meta::{annotation, finalizer, label},
};
use kube::ResourceExt;
use plan::Plan;
pub(crate) use plan::is_current;
use status::Progress;

use crate::{
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    machine_parts, meta,
};

const MANAGER: &str = "atoll-machinedeployment";
const KIND: &str = "MachineDeployment";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let members = all.clone();
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.machine_deployments)
        // Their status changes with every change of a Machine that matters here.
        .owns(&all.machine_sets, KIND)
        .wakes(&all.clusters, move |old, new| contract::members(&members.machine_deployments, old, new));
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let all = &ctx.informers;
    let Some(object) = all.machine_deployments.get(key) else { return Ok(Next::Change) };
    let cluster = all.clusters.get(&key.sibling(object.spec.cluster_name.as_str()));
    let sets = all.machine_sets.owned_by(object.metadata.uid.as_deref().unwrap_or_default());
    if contract::is_paused(cluster.as_deref(), &object.metadata) {
        return finish(ctx, &object, &sets, Ok(Progress::Paused)).await;
    }
    if meta::is_deleting(&object.metadata) {
        for set in &sets {
            all.machine_sets.delete(set).await?;
        }
        if sets.is_empty() {
            all.machine_deployments.remove_finalizer(MANAGER, &object, finalizer::MACHINE_DEPLOYMENT).await?;
            return Ok(Next::Change);
        }
        return finish(ctx, &object, &sets, Ok(Progress::Deleting)).await;
    }
    let Some(cluster) = cluster else {
        let missing = Error::Invalid(format!("Cluster {} does not exist", object.spec.cluster_name));
        // The Cluster's creation leads here again.
        return finish(ctx, &object, &sets, Err(missing)).await.or(Ok(Next::Change));
    };
    if all.machine_deployments.update(MANAGER, &object, &claimed(&object, &cluster)).await? {
        return Ok(Next::Change);
    }
    let mut next = Next::Change;
    let progress = advance(ctx, &object, &cluster, &sets, &mut next).await;
    // The sets may have been written meanwhile.
    let sets = all.machine_sets.owned_by(object.metadata.uid.as_deref().unwrap_or_default());
    finish(ctx, &object, &sets, progress).await.map(|after| after.or(next))
}

/// With finalizer, owner and labels.
fn claimed(object: &MachineDeployment, cluster: &Cluster) -> MachineDeployment {
    let mut new = object.clone();
    let finalizers = new.metadata.finalizers.get_or_insert_default();
    if !finalizers.iter().any(|one| one == finalizer::MACHINE_DEPLOYMENT) {
        finalizers.push(finalizer::MACHINE_DEPLOYMENT.to_owned());
    }
    meta::ensure_owner(&mut new.metadata, meta::owner_of(cluster));
    meta::set_label(&mut new.metadata, label::CLUSTER_NAME, object.spec.cluster_name.clone());
    if meta::annotation(&new.metadata, annotation::REQUEST_ID).is_none() {
        meta::copy_request_id(&cluster.metadata, &mut new.metadata);
    }
    new
}

/// Brings the sets a step nearer to what is wanted.
async fn advance(
    ctx: &Context,
    object: &MachineDeployment,
    cluster: &Cluster,
    sets: &[Arc<MachineSet>],
    next: &mut Next,
) -> Result<Progress, Error> {
    let all = &ctx.informers;
    own_templates(ctx, object, cluster).await?;
    if object.spec.paused == Some(true) {
        return Ok(Progress::Held);
    }
    let now = api::time::now();
    if let Some(wait) = plan::until_rollout(object, &now) {
        *next = next.or(Next::After(wait));
    }
    let machines_left = |set: &MachineSet| {
        let owned = all.machines.owned_by(set.metadata.uid.as_deref().unwrap_or_default());
        owned.iter().filter(|machine| !meta::is_deleting(&machine.metadata)).count()
    };
    let sets: Vec<(&MachineSet, usize)> = sets.iter().map(|set| (set.as_ref(), machines_left(set))).collect();
    let Plan { create, updates, remove } = plan::plan(object, &sets, &now);
    if let Some(set) = create {
        if let Some(created) = all.machine_sets.create(MANAGER, &set).await? {
            ctx.events.normal(
                MANAGER,
                object,
                "MachineSetCreated",
                format!("Created MachineSet {}", created.name_any()),
            );
        }
        return Ok(Progress::Done);
    }
    for (old, new) in updates {
        if all.machine_sets.update(MANAGER, old, &new).await? && old.spec.replicas != new.spec.replicas {
            let (from, to) = (old.spec.replicas.unwrap_or_default(), new.spec.replicas.unwrap_or_default());
            ctx.events.normal(
                MANAGER,
                object,
                "MachineSetScaled",
                format!("Scaled MachineSet {} from {from} to {to}", old.name_any()),
            );
        }
    }
    for set in remove {
        all.machine_sets.delete(set).await?;
    }
    Ok(Progress::Done)
}

/// Templates go with the cluster.
async fn own_templates(ctx: &Context, object: &MachineDeployment, cluster: &Cluster) -> Result<(), Error> {
    let key = Key::of(object);
    let spec = &object.spec.template.spec;
    machine_parts::own_template(
        MANAGER,
        &ctx.informers.vsphere_machine_templates,
        &key.sibling(spec.infrastructure_ref.name.as_str()),
        cluster,
    )
    .await?;
    if let Some(config) = &spec.bootstrap.config_ref {
        machine_parts::own_template(
            MANAGER,
            &ctx.informers.kubeadm_config_templates,
            &key.sibling(config.name.as_str()),
            cluster,
        )
        .await?;
    }
    Ok(())
}

async fn finish(
    ctx: &Context,
    object: &MachineDeployment,
    sets: &[Arc<MachineSet>],
    progress: Result<Progress, Error>,
) -> Result<Next, Error> {
    let machines: Vec<_> = sets
        .iter()
        .flat_map(|set| ctx.informers.machines.owned_by(set.metadata.uid.as_deref().unwrap_or_default()))
        .collect();
    let status = status::plan(object, sets, &machines, &progress, &api::time::now());
    let was = object.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, "Available"));
    if ctx.informers.machine_deployments.update_status(MANAGER, object, &status).await?
        && !was
        && conditions::is_true(&status.conditions, "Available")
    {
        ctx.events.normal(MANAGER, object, "Available", "All wanted machines are available");
    }
    progress.map(|_| Next::Change)
}
