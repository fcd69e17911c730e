//! Clusters: ties a cluster's parts together, sums up their state, and takes them down in order.

mod deletion;
mod members;
mod status;

use std::{future::Future, sync::Arc};

use api::{
    cluster::{Cluster, cluster::condition},
    conditions,
    meta::{finalizer, label, secret},
};
use k8s_openapi::api::core::v1::Secret;
use kube::Resource;
use members::Members;

use crate::{
    cluster_secrets::Kubeconfigs,
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    informers::{Informers, index},
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-cluster";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (of_infrastructure, of_control_plane) = (all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.clusters)
        .wakes(&all.vsphere_clusters, move |old, new| referring(&of_infrastructure, old.or(new)))
        .wakes(&all.kubeadm_control_planes, move |old, new| referring(&of_control_plane, old.or(new)))
        .wakes(&all.machine_deployments, |old, new| old.or(new).and_then(contract::cluster_key))
        .wakes(&all.machine_sets, |old, new| match (old, new) {
            (Some(_), Some(_)) => None,
            _ => old.or(new).and_then(contract::cluster_key),
        })
        .wakes(&all.secrets, |old, new| {
            new.filter(|new| old.is_none() && is_authority(new)).and_then(contract::cluster_key)
        })
        .wakes(&all.machines, |old, new| {
            if contract::machine_matters(old, new) { old.or(new).and_then(contract::cluster_key) } else { None }
        });
    let queue = controller.queue();
    ctx.guests.on_change(move |cluster, old, new| {
        if old.is_none() && new.is_none() {
            queue.add(cluster.clone());
        }
    });
    let ctx = ctx.clone();
    let kubeconfigs = Arc::new(Kubeconfigs::default());
    async move {
        controller
            .run(ctx, move |ctx, key| {
                let kubeconfigs = kubeconfigs.clone();
                async move { reconcile(&ctx, &key, &kubeconfigs).await }
            })
            .await;
    }
}

fn is_authority(object: &Secret) -> bool {
    let cluster = meta::label(&object.metadata, label::CLUSTER_NAME);
    cluster.is_some_and(|cluster| object.metadata.name == Some(secret::name(cluster, secret::CA)))
}

/// The Clusters whose spec refers to this object.
fn referring<K: Resource<DynamicType = ()>>(informers: &Arc<Informers>, object: Option<&K>) -> Vec<Key> {
    let Some(object) = object else { return Vec::new() };
    let key = Key::of(object);
    let entry = index::reference(&key.namespace, &K::kind(&()), &key.name);
    informers.clusters.indexed(&entry).iter().map(|cluster| Key::of(cluster.as_ref())).collect()
}

async fn reconcile(ctx: &Context, key: &Key, kubeconfigs: &Kubeconfigs) -> Result<Next, Error> {
    let Some(cluster) = ctx.informers.clusters.get(key) else {
        kubeconfigs.forget(key);
        return Ok(Next::Change);
    };
    let paused = contract::is_paused(Some(&cluster), &cluster.metadata);
    let deleting = meta::is_deleting(&cluster.metadata);
    if !paused && !deleting && ctx.informers.clusters.add_finalizer(MANAGER, &cluster, finalizer::CLUSTER).await? {
        return Ok(Next::Change);
    }
    let members = Members::gather(ctx, &cluster);
    let mut next = Next::Change;
    let result = if paused {
        Ok(deletion::Left::Nothing)
    } else if deleting {
        deletion::advance(ctx, &cluster, &members).await
    } else {
        maintain(ctx, &cluster, &members, kubeconfigs).await.map(|after| {
            next = after;
            deletion::Left::Nothing
        })
    };
    if !paused && !deleting && result.is_ok() && take_over_endpoint(ctx, &cluster, &members).await? {
        return Ok(Next::Change);
    }
    if deleting && matches!(result, Ok(deletion::Left::Nothing)) && !paused {
        ctx.informers.clusters.remove_finalizer(MANAGER, &cluster, finalizer::CLUSTER).await?;
        return Ok(Next::Change);
    }
    let status = status::plan(&cluster, &members, paused, &result, &api::time::now());
    if ctx.informers.clusters.update_status(MANAGER, &cluster, &status).await? {
        tell(ctx, &cluster, &status);
    }
    result.map(|_| next)
}

/// Takes the parts, and gives the controllers access where no control plane object does.
async fn maintain(
    ctx: &Context,
    cluster: &Cluster,
    members: &Members,
    kubeconfigs: &Kubeconfigs,
) -> Result<Next, Error> {
    members.adopt(ctx, cluster).await?;
    let key = Key::of(cluster);
    let authority = key.sibling(secret::name(&key.name, secret::CA));
    match contract::endpoint(cluster.spec.control_plane_endpoint.as_ref()) {
        Some(endpoint)
            if cluster.spec.control_plane_ref.is_none() && ctx.informers.secrets.get(&authority).is_some() =>
        {
            kubeconfigs.ensure(ctx, MANAGER, cluster, &key, endpoint).await.map(Next::After)
        }
        _ => Ok(Next::Change),
    }
}

/// Copies what the infrastructure chose into the Cluster's spec. True when it was written.
async fn take_over_endpoint(ctx: &Context, cluster: &Cluster, members: &Members) -> Result<bool, Error> {
    let Some(infrastructure) = members.infrastructure.as_ref().filter(|_| members.is_infrastructure_provisioned())
    else {
        return Ok(false);
    };
    let chosen = infrastructure.spec.control_plane_endpoint.as_ref();
    if contract::endpoint(cluster.spec.control_plane_endpoint.as_ref()).is_some()
        || contract::endpoint(chosen).is_none()
    {
        return Ok(false);
    }
    let mut new = cluster.clone();
    new.spec.control_plane_endpoint = chosen.cloned();
    ctx.informers.clusters.update(MANAGER, cluster, &new).await
}

/// The transitions that people wait for.
fn tell(ctx: &Context, cluster: &Cluster, status: &api::cluster::ClusterStatus) {
    let before = cluster.status.as_ref();
    let was = |type_| before.is_some_and(|before| conditions::is_true(&before.conditions, type_));
    for (type_, reason, message) in [
        (condition::INFRASTRUCTURE_READY, "InfrastructureReady", "The infrastructure is ready"),
        (
            condition::CONTROL_PLANE_INITIALIZED,
            "ControlPlaneInitialized",
            "The control plane serves for the first time",
        ),
        (condition::AVAILABLE, "Available", "The cluster is available"),
    ] {
        if !was(type_) && conditions::is_true(&status.conditions, type_) {
            ctx.events.normal(MANAGER, cluster, reason, message);
        }
    }
}
