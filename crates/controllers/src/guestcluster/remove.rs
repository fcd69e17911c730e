//! Removes a cluster: the Cluster first, with everything that Cluster API owns, then what is left of ours.

use std::sync::Arc;

use api::{
    guest::{GuestCluster, GuestClusterPhase as Phase},
    meta::{finalizer, secret},
};
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;

use super::{MANAGER, cause, gather, plan::is_ours, status};
use crate::{context::Context, controller::Next, error::Error, informer::Kind, key::Key, objects::Objects};

/// One step of the removal. The finalizer goes when nothing is left.
pub(super) async fn remove(ctx: &Context, key: &Key, cluster: &GuestCluster) -> Result<Next, Error> {
    let objects = &ctx.informers.guest_clusters;
    if !cluster.finalizers().iter().any(|one| one == finalizer::GUEST_CLUSTER) {
        return Ok(Next::Change);
    }
    // Both ends of a deletion are told, so that it can be seen later how long it took.
    if cluster.status.as_ref().is_none_or(|status| status.phase != Some(Phase::Deleting)) {
        ctx.events.normal(MANAGER, cluster, "Deleting", "the cluster is being deleted");
    }
    if let Some(left) = step(ctx, key, cluster).await? {
        objects.update_status(MANAGER, cluster, &status::deleting(cluster, &left, &api::time::now())).await?;
        return Ok(Next::Change);
    }
    objects.remove_finalizer(MANAGER, cluster, finalizer::GUEST_CLUSTER).await?;
    ctx.events.normal(MANAGER, cluster, "Removed", "the cluster is gone");
    Ok(Next::Change)
}

/// Deletes what can be deleted now, and says what is left; `None` when nothing is.
async fn step(ctx: &Context, key: &Key, cluster: &GuestCluster) -> Result<Option<String>, Error> {
    let all = &ctx.informers;
    if let Some(found) = all.clusters.get(key).filter(|found| is_ours(cluster, found.as_ref())) {
        all.clusters.delete(&found).await?;
        return Ok(Some(machines_left(ctx, key)));
    }
    let uid = cluster.uid().unwrap_or_default();
    let left = [
        sweep(&all.machine_deployments, &uid).await?,
        sweep(&all.kubeadm_control_planes, &uid).await?,
        sweep(&all.vsphere_clusters, &uid).await?,
        sweep(&all.vsphere_machine_templates, &uid).await?,
        sweep(&all.kubeadm_config_templates, &uid).await?,
        secrets(ctx, key).await?,
    ];
    let left: Vec<String> = left.into_iter().flatten().collect();
    Ok((!left.is_empty()).then(|| format!("waiting for {} to be removed", left.join(", "))))
}

/// What the Cluster still waits for.
fn machines_left(ctx: &Context, key: &Key) -> String {
    let machines = gather::machines(ctx, key);
    match (machines.len(), cause::of_machines(&machines)) {
        (0, _) => "the machines are gone; waiting for the cluster's load balancer and objects to be removed".to_owned(),
        (1, Some(why)) => format!("1 machine is left; {why}"),
        (1, None) => "1 machine is left".to_owned(),
        (count, Some(why)) => format!("{count} machines are left; {why}"),
        (count, None) => format!("{count} machines are left"),
    }
}

/// Deletes what belongs to the cluster and says what is left.
async fn sweep<K: Kind>(objects: &Objects<K>, uid: &str) -> Result<Option<String>, Error> {
    for object in objects.owned_by(uid) {
        objects.delete(&object).await?;
    }
    // What has no finalizer is gone at once, which the watch tells a moment later.
    let left: Vec<Arc<K>> = objects.owned_by(uid);
    Ok(left.first().map(|one| format!("{} {}", K::kind(&()), one.name_any())))
}

/// The Secrets that were made for the cluster. Those that somebody supplied have no owner and stay.
async fn secrets(ctx: &Context, key: &Key) -> Result<Option<String>, Error> {
    let made = |one: &Secret| one.type_.as_deref() == Some(secret::TYPE) && !one.owner_references().is_empty();
    let objects = &ctx.informers.secrets;
    let mut left = None;
    for one in objects.of_cluster(key).iter().filter(|one| made(one)) {
        objects.delete(one).await?;
        left = Some(format!("Secret {}", one.name_any()));
    }
    Ok(left)
}
