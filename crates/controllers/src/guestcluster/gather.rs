//! Finds everything that belongs to a cluster.

use std::collections::{BTreeMap, BTreeSet};

use api::{
    guest::GuestCluster,
    quantity::Amount,
    quota,
    vmoperator::{VirtualMachineClassSpec, VirtualMachineImageStatus},
};
use kube::{Resource, ResourceExt};

use super::{
    cause::Chain,
    objects,
    plan::{Live, is_ours},
    release::{self, Release},
};
use crate::{blocked::Blocked, context::Context, key::Key};

/// What the plan is made from.
pub(super) struct Gathered {
    /// Releases on offer.
    pub(super) offered: Vec<Release>,
    /// The one that the cluster gets.
    pub(super) release: Result<Release, Blocked>,
    /// The namespace's classes by their names.
    pub(super) classes: BTreeMap<String, VirtualMachineClassSpec>,
    /// Names of all storage classes.
    pub(super) storage_classes: BTreeSet<String>,
    /// Layer 2 as it stands.
    pub(super) live: Live,
}

/// Looks everything up.
pub(super) fn gather(ctx: &Context, key: &Key, cluster: &GuestCluster) -> Gathered {
    let all = &ctx.informers;
    let offered: Vec<Release> = all.tanzu_kubernetes_releases.all().iter().filter_map(Release::of).collect();
    let running = cluster.status.as_ref().and_then(|status| status.version.as_deref());
    let release = release::resolve(&cluster.spec.distribution.version, running, &offered).cloned();
    let classes = all.virtual_machine_classes.all();
    Gathered {
        release,
        offered,
        classes: classes
            .iter()
            .filter(|class| class.metadata.namespace.as_deref() == Some(&key.namespace))
            .map(|class| (class.name_any(), class.spec.clone()))
            .collect(),
        storage_classes: all.storage_classes.all().iter().map(|class| class.name_any()).collect(),
        live: live(ctx, key, cluster),
    }
}

impl Gathered {
    /// The release that this specification of the cluster gets.
    pub(super) fn resolve(&self, cluster: &GuestCluster) -> Result<Release, Blocked> {
        let running = cluster.status.as_ref().and_then(|status| status.version.as_deref());
        release::resolve(&cluster.spec.distribution.version, running, &self.offered).cloned()
    }
}

/// Whether a quota bounds the namespace.
pub(super) fn is_bounded(ctx: &Context, key: &Key) -> bool {
    let quotas = ctx.informers.resource_quotas.all();
    quotas.iter().any(|quota| quota.metadata.namespace.as_deref() == Some(&key.namespace))
}

/// Bytes of the disks of the image that machines name so; nothing while nothing is known of it.
pub(super) fn image_disks(ctx: &Context, key: &Key, name: &str) -> Amount {
    let all = &ctx.informers;
    let (local, global) = (all.virtual_machine_images.all(), all.cluster_virtual_machine_images.all());
    let local = local.iter().filter(|image| image.metadata.namespace.as_deref() == Some(&key.namespace));
    let images: Vec<(&str, Option<&VirtualMachineImageStatus>)> = local
        .map(|image| (image.metadata.name.as_deref().unwrap_or_default(), image.status.as_ref()))
        .chain(global.iter().map(|image| (image.metadata.name.as_deref().unwrap_or_default(), image.status.as_ref())))
        .collect();
    // An object's own name goes before the one that people see.
    let shown =
        |status: Option<&VirtualMachineImageStatus>| status.and_then(|status| status.name.as_deref()) == Some(name);
    let found = images.iter().find(|(own, _)| *own == name).or_else(|| images.iter().find(|(_, it)| shown(*it)));
    quota::image_disks(found.and_then(|(_, status)| *status))
}

/// Layer 2 as it stands.
pub(super) fn live(ctx: &Context, key: &Key, cluster: &GuestCluster) -> Live {
    let all = &ctx.informers;
    let mut deployments = all.machine_deployments.of_cluster(key);
    for pool in &cluster.spec.topology.node_pools {
        let name = objects::deployment_name(cluster, &pool.name);
        if !deployments.iter().any(|one| one.name_any() == name) {
            deployments.extend(all.machine_deployments.get(&key.sibling(name)));
        }
    }
    let uid = cluster.metadata.uid.as_deref().unwrap_or_default();
    Live {
        cluster: all.clusters.get(key),
        vsphere_cluster: all.vsphere_clusters.get(key),
        control_plane: all.kubeadm_control_planes.get(key),
        deployments,
        machine_sets: all.machine_sets.of_cluster(key),
        machine_templates: names(cluster, &all.vsphere_machine_templates.owned_by(uid)),
        bootstrap_templates: names(cluster, &all.kubeadm_config_templates.owned_by(uid)),
    }
}

fn names<K: Resource>(cluster: &GuestCluster, objects: &[std::sync::Arc<K>]) -> Vec<String> {
    objects.iter().filter(|object| is_ours(cluster, object.as_ref())).map(|object| object.name_any()).collect()
}

/// Every machine of the cluster with what lies below it.
pub(super) fn machines(ctx: &Context, key: &Key) -> Vec<Chain> {
    let all = &ctx.informers;
    let chain = |machine: std::sync::Arc<api::cluster::Machine>| {
        let below = key.sibling(machine.spec.infrastructure_ref.name.as_str());
        let vsphere = all.vsphere_machines.get(&below);
        Chain { vm: all.virtual_machines.get(&below), vsphere, machine }
    };
    all.machines.of_cluster(key).into_iter().map(chain).collect()
}
