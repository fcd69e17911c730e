//! VSphereClusters (supervisor mode): the resource policy and the load balancer in front of the control plane.

mod plan;
mod status;

use std::{future::Future, sync::Arc};

use api::{
    cluster::Cluster,
    conditions,
    meta::finalizer,
    vmoperator::{VirtualMachineService, VirtualMachineSetResourcePolicy},
    vsphere::{VSphereCluster, vsphere_cluster::condition},
};
use status::Progress;

use crate::{
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-vspherecluster";
const KIND: &str = "VSphereCluster";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, of_gone) = (all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.vsphere_clusters)
        .owns(&all.virtual_machine_services, KIND)
        .owns(&all.virtual_machine_set_resource_policies, KIND)
        .wakes(&all.clusters, move |old, new| contract::members(&members.vsphere_clusters, old, new))
        // Only that a machine is gone matters, to one that is being deleted.
        .wakes(&all.vsphere_machines, move |old, new| {
            let cluster = old.filter(|_| new.is_none()).and_then(contract::cluster_key);
            cluster
                .map(|cluster| of_gone.vsphere_clusters.of_cluster(&cluster))
                .into_iter()
                .flatten()
                .map(|one| Key::of(one.as_ref()))
        });
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let Some(object) = ctx.informers.vsphere_clusters.get(key) else { return Ok(Next::Change) };
    let cluster = contract::cluster_of(ctx, object.as_ref());
    if contract::is_paused(cluster.as_deref(), &object.metadata) {
        return finish(ctx, &object, Ok(Progress::Paused)).await;
    }
    if meta::is_deleting(&object.metadata) {
        if !delete(ctx, &object).await? {
            return Ok(Next::Change);
        }
        ctx.informers.vsphere_clusters.remove_finalizer(MANAGER, &object, finalizer::VSPHERE_CLUSTER).await?;
        return Ok(Next::Change);
    }
    // The Cluster has not taken it yet.
    let Some(cluster) = cluster.filter(|_| meta::owner(&object.metadata, "Cluster").is_some()) else {
        return Ok(Next::Change);
    };
    if ctx.informers.vsphere_clusters.add_finalizer(MANAGER, &object, finalizer::VSPHERE_CLUSTER).await? {
        return Ok(Next::Change);
    }
    let progress = advance(ctx, &object, &cluster).await;
    finish(ctx, &object, progress).await
}

/// Makes what is missing and tells how far it is.
async fn advance(ctx: &Context, object: &VSphereCluster, cluster: &Cluster) -> Result<Progress, Error> {
    let all = &ctx.informers;
    let key = Key::of(object);
    let name = cluster.metadata.name.as_deref().unwrap_or_default();
    if all.virtual_machine_set_resource_policies.get(&key.sibling(name)).is_none() {
        all.virtual_machine_set_resource_policies.create(MANAGER, &plan::resource_policy(object, cluster)).await?;
    }
    let service = owned_service(ctx, object);
    match plan::endpoint(object, cluster, service.as_deref()) {
        plan::Endpoint::Preset(endpoint) | plan::Endpoint::FromService(endpoint)
            if object.spec.control_plane_endpoint.as_ref() != Some(&endpoint) =>
        {
            let mut new = object.clone();
            new.spec.control_plane_endpoint = Some(endpoint);
            all.vsphere_clusters.update(MANAGER, object, &new).await?;
            Ok(Progress::Written)
        }
        plan::Endpoint::Preset(_) => Ok(Progress::Provisioned { load_balanced: false }),
        plan::Endpoint::FromService(_) => Ok(Progress::Provisioned { load_balanced: true }),
        plan::Endpoint::CreateService(wanted) => {
            if all.virtual_machine_services.create(MANAGER, &wanted).await?.is_none() {
                return Err(Error::Invalid(format!(
                    "VirtualMachineService {} exists and belongs to something else",
                    Key::of(wanted.as_ref())
                )));
            }
            ctx.events.normal(
                MANAGER,
                object,
                "LoadBalancerCreated",
                format!("Created VirtualMachineService {name} for the control plane"),
            );
            Ok(Progress::WaitingForAddress(String::new()))
        }
        plan::Endpoint::WaitForAddress(cause) => Ok(Progress::WaitingForAddress(cause)),
    }
}

fn owned_service(ctx: &Context, object: &VSphereCluster) -> Option<Arc<VirtualMachineService>> {
    let uid = object.metadata.uid.as_deref()?;
    ctx.informers.virtual_machine_services.owned_by(uid).into_iter().next()
}

/// Removes what it made once no machine uses it. True when all is gone.
async fn delete(ctx: &Context, object: &VSphereCluster) -> Result<bool, Error> {
    let all = &ctx.informers;
    if contract::cluster_key(object).is_some_and(|cluster| !all.vsphere_machines.of_cluster(&cluster).is_empty()) {
        return Ok(false);
    }
    let uid = object.metadata.uid.as_deref().unwrap_or_default();
    let services = all.virtual_machine_services.owned_by(uid);
    let policies: Vec<Arc<VirtualMachineSetResourcePolicy>> = all.virtual_machine_set_resource_policies.owned_by(uid);
    for service in &services {
        all.virtual_machine_services.delete(service).await?;
    }
    for policy in &policies {
        all.virtual_machine_set_resource_policies.delete(policy).await?;
    }
    Ok(services.is_empty() && policies.is_empty())
}

async fn finish(ctx: &Context, object: &VSphereCluster, progress: Result<Progress, Error>) -> Result<Next, Error> {
    if matches!(progress, Ok(Progress::Written)) {
        return Ok(Next::Change);
    }
    let status = status::plan(object, &progress, &api::time::now());
    let was_ready =
        object.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, condition::READY));
    if ctx.informers.vsphere_clusters.update_status(MANAGER, object, &status).await?
        && !was_ready
        && conditions::is_true(&status.conditions, condition::READY)
    {
        ctx.events.normal(MANAGER, object, "Provisioned", "The control plane has an endpoint");
    }
    progress.map(|_| Next::Change)
}
