//! The objects that make up a cluster.

use std::sync::Arc;

use api::{
    cluster::{Cluster, ContractRef, Machine, MachineDeployment, MachineSet},
    controlplane::KubeadmControlPlane,
    meta::label,
    vsphere::VSphereCluster,
};
use kube::{Resource, core::NamespaceResourceScope};

use super::MANAGER;
use crate::{context::Context, contract, error::Error, informer::Kind, key::Key, meta, objects::Objects};

/// See the module; as the informers know them.
pub(super) struct Members {
    pub(super) infrastructure: Option<Arc<VSphereCluster>>,
    pub(super) control_plane: Option<Arc<KubeadmControlPlane>>,
    pub(super) deployments: Vec<Arc<MachineDeployment>>,
    pub(super) sets: Vec<Arc<MachineSet>>,
    pub(super) machines: Vec<Arc<Machine>>,
    /// Whether the guest answers.
    pub(super) reachable: bool,
}

impl Members {
    pub(super) fn gather(ctx: &Context, cluster: &Cluster) -> Self {
        let key = Key::of(cluster);
        let all = &ctx.informers;
        Self {
            infrastructure: referred(&all.vsphere_clusters, &key, cluster.spec.infrastructure_ref.as_ref()),
            control_plane: referred(&all.kubeadm_control_planes, &key, cluster.spec.control_plane_ref.as_ref()),
            deployments: all.machine_deployments.of_cluster(&key),
            sets: all.machine_sets.of_cluster(&key),
            machines: all.machines.of_cluster(&key),
            reachable: ctx.guests.is_reachable(&key),
        }
    }

    /// Machines of the control plane.
    pub(super) fn control_plane_machines(&self) -> impl Iterator<Item = &Arc<Machine>> {
        self.machines.iter().filter(|machine| is_control_plane(machine))
    }

    /// All other machines.
    pub(super) fn workers(&self) -> impl Iterator<Item = &Arc<Machine>> {
        self.machines.iter().filter(|machine| !is_control_plane(machine))
    }

    pub(super) fn is_infrastructure_provisioned(&self) -> bool {
        let status = self.infrastructure.as_ref().and_then(|infrastructure| infrastructure.status.as_ref());
        status.and_then(|status| status.initialization.as_ref()).is_some_and(|done| done.provisioned == Some(true))
    }

    /// From the control plane's own word; where Machines were made by hand, from the first of them that has joined.
    pub(super) fn is_control_plane_initialized(&self, cluster: &Cluster) -> bool {
        if cluster.spec.control_plane_ref.is_none() {
            return self
                .control_plane_machines()
                .any(|machine| machine.status.as_ref().is_some_and(|status| status.node_ref.is_some()));
        }
        let status = self.control_plane.as_ref().and_then(|control_plane| control_plane.status.as_ref());
        status
            .and_then(|status| status.initialization.as_ref())
            .is_some_and(|done| done.control_plane_initialized == Some(true))
    }

    /// Makes the Cluster the owner of its infrastructure and its control plane.
    pub(super) async fn adopt(&self, ctx: &Context, cluster: &Cluster) -> Result<(), Error> {
        if let Some(infrastructure) = &self.infrastructure {
            adopt(&ctx.informers.vsphere_clusters, cluster, infrastructure).await?;
        }
        if let Some(control_plane) = &self.control_plane {
            adopt(&ctx.informers.kubeadm_control_planes, cluster, control_plane).await?;
        }
        Ok(())
    }
}

fn is_control_plane(machine: &Machine) -> bool {
    meta::label(&machine.metadata, label::CONTROL_PLANE).is_some()
}

/// The object that a reference names, when it is of this kind and exists.
fn referred<K: Kind>(objects: &Objects<K>, cluster: &Key, reference: Option<&ContractRef>) -> Option<Arc<K>> {
    let reference = reference?;
    let is_kind = reference.kind == K::kind(&()) && reference.api_group == K::group(&());
    is_kind.then(|| objects.get(&cluster.sibling(reference.name.as_str()))).flatten()
}

async fn adopt<K: Kind + Resource<Scope = NamespaceResourceScope>>(
    objects: &Objects<K>,
    cluster: &Cluster,
    member: &K,
) -> Result<(), Error> {
    if meta::is_deleting(member.meta()) || contract::is_paused(None, member.meta()) {
        return Ok(());
    }
    let other = member.meta().owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
    if let Some(other) = other.filter(|other| Some(&other.uid) != cluster.metadata.uid.as_ref()) {
        return Err(Error::Invalid(format!(
            "{} {} belongs to {} {}",
            K::kind(&()),
            Key::of(member),
            other.kind,
            other.name
        )));
    }
    let mut new = member.clone();
    meta::ensure_owner(new.meta_mut(), meta::controller_of(cluster));
    meta::set_label(new.meta_mut(), label::CLUSTER_NAME, Key::of(cluster).name.as_ref());
    if new.meta().owner_references != member.meta().owner_references || new.meta().labels != member.meta().labels {
        meta::copy_request_id(&cluster.metadata, new.meta_mut());
        objects.update(MANAGER, member, &new).await?;
    }
    Ok(())
}
