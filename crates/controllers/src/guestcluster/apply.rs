//! Writes the plan, and nothing when it has been written already.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
};

use api::guest::GuestCluster;
use futures::future::{try_join, try_join_all};
use kube::{Resource, ResourceExt};
use parking_lot::Mutex;

use super::{
    MANAGER, objects,
    plan::{Live, Plan},
};
use crate::{context::Context, desired, error::Error, informer::Kind, key::Key, objects::Objects};

/// For each cluster, what was true when its plan was last written in full: as long as it still is, there is nothing to
/// write. Only saves work; it is empty after a start.
#[derive(Default)]
pub(super) struct Applied {
    fingerprints: Mutex<HashMap<Key, u64>>,
}

impl Applied {
    /// The cluster is gone or going.
    pub(super) fn forget(&self, key: &Key) {
        self.fingerprints.lock().remove(key);
    }

    fn is(&self, key: &Key, fingerprint: u64) -> bool {
        self.fingerprints.lock().get(key) == Some(&fingerprint)
    }

    fn set(&self, key: &Key, fingerprint: u64) {
        self.fingerprints.lock().insert(key.clone(), fingerprint);
    }
}

/// Brings layer 2 to the plan.
pub(super) async fn apply(
    ctx: &Context,
    applied: &Applied,
    key: &Key,
    cluster: &GuestCluster,
    live: &Live,
    plan: &Plan,
) -> Result<(), Error> {
    let fingerprint = fingerprint(plan, live);
    if applied.is(key, fingerprint) {
        return Ok(());
    }
    let all = &ctx.informers;
    let machine_templates = plan.machine_templates.iter().map(|one| {
        desired::apply(&all.vsphere_machine_templates, MANAGER, key.sibling(one.name.as_str()), one.object.clone())
    });
    let bootstrap_templates = plan.bootstrap_templates.iter().map(|one| {
        desired::apply(&all.kubeadm_config_templates, MANAGER, key.sibling(one.name.as_str()), one.object.clone())
    });
    // Together, so that they share a commit; the templates before those who refer to them.
    try_join(try_join_all(machine_templates), try_join_all(bootstrap_templates)).await?;
    let (made, _, _, _) = futures::try_join!(
        desired::apply(&all.clusters, MANAGER, key.clone(), plan.cluster.clone()),
        desired::apply(&all.vsphere_clusters, MANAGER, key.clone(), plan.vsphere_cluster.clone()),
        desired::apply(&all.kubeadm_control_planes, MANAGER, key.clone(), plan.control_plane.clone()),
        try_join_all(plan.deployments.iter().map(|(name, object)| desired::apply(
            &all.machine_deployments,
            MANAGER,
            key.sibling(name.as_str()),
            object.clone()
        ))),
    )?;
    if made && live.cluster.is_none() {
        ctx.events.normal(MANAGER, cluster, "ClusterCreated", "the objects of Cluster API were made");
    }
    for name in &plan.leaving_deployments {
        ctx.events.normal(MANAGER, cluster, "NodePoolRemoved", format!("removing the machines of {name}"));
    }
    delete(&all.machine_deployments, key, &plan.leaving_deployments).await?;
    delete(&all.vsphere_machine_templates, key, &plan.leaving_machine_templates).await?;
    delete(&all.kubeadm_config_templates, key, &plan.leaving_bootstrap_templates).await?;
    applied.set(key, fingerprint);
    Ok(())
}

/// Brings only the Cluster to the specification, when there is one: that is where layer 2 looks for `paused`.
pub(super) async fn cluster_only(ctx: &Context, key: &Key, cluster: &GuestCluster, live: &Live) -> Result<(), Error> {
    if live.cluster.is_some() {
        desired::apply(&ctx.informers.clusters, MANAGER, key.clone(), objects::cluster(cluster)).await?;
    }
    Ok(())
}

async fn delete<K: Kind>(objects: &Objects<K>, key: &Key, names: &[String]) -> Result<(), Error> {
    for name in names {
        if let Some(object) = objects.get(&key.sibling(name.as_str())) {
            objects.delete(&object).await?;
        }
    }
    Ok(())
}

/// Covers the plan and, of what is live, everything that the plan could have to set right: specifications by their
/// generation, labels and owners.
fn fingerprint(plan: &Plan, live: &Live) -> u64 {
    fn object<K: Resource>(hasher: &mut DefaultHasher, object: Option<&K>) {
        let Some(object) = object else {
            return 0.hash(hasher);
        };
        (object.meta().uid.as_ref(), object.meta().generation, object.labels()).hash(hasher);
        object.owner_references().iter().for_each(|owner| owner.uid.hash(hasher));
    }
    let mut hasher = DefaultHasher::new();
    for template in plan.machine_templates.iter().chain(&plan.bootstrap_templates) {
        template.name.hash(&mut hasher);
    }
    for value in [&plan.cluster, &plan.vsphere_cluster, &plan.control_plane]
        .into_iter()
        .chain(plan.deployments.iter().map(|(_, value)| value))
    {
        value.hash(&mut hasher);
    }
    (&plan.leaving_deployments, &plan.leaving_machine_templates, &plan.leaving_bootstrap_templates).hash(&mut hasher);
    object(&mut hasher, live.cluster.as_deref());
    object(&mut hasher, live.vsphere_cluster.as_deref());
    object(&mut hasher, live.control_plane.as_deref());
    live.deployments.iter().for_each(|one| object(&mut hasher, Some(one.as_ref())));
    (&live.machine_templates, &live.bootstrap_templates).hash(&mut hasher);
    hasher.finish()
}
