//! What wakes the reconcile of a GuestCluster.

use api::{
    cluster::Machine,
    conditions,
    meta::label,
    vmoperator::{VirtualMachine, virtual_machine::condition},
};
use k8s_openapi::{
    api::core::v1::{ResourceQuota, Secret},
    apimachinery::pkg::apis::meta::v1::Condition,
};
use kube::{Resource, ResourceExt};

use super::reservation;
use crate::{
    context::Context,
    controller::Controller,
    informer::{Informer, Kind},
    key::Key,
    meta,
};

/// Connects the controller with everything that wakes it.
pub(super) fn wire(controller: Controller, ctx: &Context) -> Controller {
    const OWNER: &str = "GuestCluster";
    let all = &ctx.informers;
    let controller = controller
        .reconciles(&all.guest_clusters)
        .owns(&all.clusters, OWNER)
        .owns(&all.vsphere_clusters, OWNER)
        .owns(&all.kubeadm_control_planes, OWNER)
        .owns(&all.machine_deployments, OWNER)
        .owns(&all.vsphere_machine_templates, OWNER)
        .owns(&all.kubeadm_config_templates, OWNER)
        .wakes(&all.machines, |old: Option<&Machine>, new: Option<&Machine>| {
            let seen = |machine: &Machine| {
                let status = machine.status.as_ref();
                (
                    status.and_then(|status| status.conditions.clone()).map(told),
                    machine.metadata.deletion_timestamp.clone(),
                )
            };
            changed(old, new, seen)
        })
        .wakes(&all.virtual_machines, |old: Option<&VirtualMachine>, new: Option<&VirtualMachine>| {
            let seen = |vm: &VirtualMachine| {
                let ready = vm.status.as_ref().and_then(|status| conditions::get(&status.conditions, condition::READY));
                ready.map(|ready| (ready.status.clone(), ready.message.clone()))
            };
            changed(old, new, seen)
        })
        .wakes(&all.virtual_machine_services, |old, new| changed(old, new, |service| service.status.clone()))
        // Only their going matters: the last ones hold up the removal.
        .wakes(
            &all.secrets,
            |old: Option<&Secret>, new: Option<&Secret>| {
                if new.is_none() { old.and_then(cluster_of) } else { None }
            },
        )
        .wakes(&all.machine_sets, |old, new| if new.is_none() { old.and_then(cluster_of) } else { None });
    // What a cluster may wait for before it has anything of its own.
    let controller = everyone(controller, ctx, &all.tanzu_kubernetes_releases);
    let controller = everyone(controller, ctx, &all.virtual_machine_classes);
    let controller = everyone(controller, ctx, &all.virtual_machine_images);
    let controller = everyone(controller, ctx, &all.cluster_virtual_machine_images);
    let informers = ctx.informers.clone();
    let controller = controller.wakes(&all.resource_quotas, move |old: Option<&ResourceQuota>, new| {
        let namespace = new.or(old).and_then(|quota| quota.metadata.namespace.as_deref());
        let counts = old.is_some() != new.is_some();
        let clusters = informers.guest_clusters.all();
        let here = clusters.iter().filter(|cluster| cluster.metadata.namespace.as_deref() == namespace);
        // Whoever waits may fit now; the others only tell whether there is a quota at all.
        let woken = here.filter(|cluster| counts || reservation::waiting(&reservation::of(cluster)).is_some());
        woken.map(|cluster| Key::of(cluster.as_ref())).collect::<Vec<_>>()
    });
    everyone(controller, ctx, &all.storage_classes)
}

fn told(conditions: Vec<Condition>) -> Vec<(String, String, String)> {
    conditions.into_iter().map(|one| (one.type_, one.status, one.message)).collect()
}

/// The cluster of an object of which something changed that we look at.
fn changed<K: Resource, S: PartialEq>(old: Option<&K>, new: Option<&K>, seen: impl Fn(&K) -> S) -> Option<Key> {
    if old.map(&seen) == new.map(&seen) { None } else { new.or(old).and_then(cluster_of) }
}

/// The cluster that an object belongs to, by its label. One that is no GuestCluster is no harm: there is nothing to do.
fn cluster_of<K: Resource>(object: &K) -> Option<Key> {
    let meta = object.meta();
    let name = meta::label(meta, label::CLUSTER_NAME).or_else(|| meta::label(meta, label::CAPV_CLUSTER_NAME))?;
    Some(Key::new(meta.namespace.as_deref().unwrap_or_default(), name))
}

/// A new object of this kind, or a change of what it says, wakes every cluster that can see it.
fn everyone<K: Kind>(controller: Controller, ctx: &Context, informer: &Informer<K>) -> Controller {
    let informers = ctx.informers.clone();
    controller.wakes(informer, move |old, new| {
        let seen =
            |object: &K| (object.meta().generation, object.labels().clone(), object.meta().deletion_timestamp.clone());
        if old.map(seen) == new.map(seen) && old.is_some() {
            // Statuses too: a release may become incompatible.
            let same = serde_json::to_value(old).ok() == serde_json::to_value(new).ok();
            if same {
                return Vec::new();
            }
        }
        let namespace = new.or(old).and_then(|object| object.meta().namespace.clone());
        let clusters = informers.guest_clusters.all();
        let sees = clusters.iter().filter(|cluster| namespace.is_none() || cluster.metadata.namespace == namespace);
        sees.map(|cluster| Key::of(cluster.as_ref())).collect()
    })
}
