//! What is there around a Machine.

use std::{sync::Arc, time::Duration};

use api::{bootstrap::KubeadmConfig, cluster::Machine, meta::label, vsphere::VSphereMachine};
use k8s_openapi::api::core::v1::Node;
use kube::Resource;

use super::MANAGER;
use crate::{
    context::Context, error::Error, informer::Kind, key::Key, kubeadmcontrolplane::up_to_date, machinedeployment, meta,
    objects::Objects,
};

/// See the module; as the informers know it.
pub(super) struct Found {
    pub(super) cluster: Key,
    pub(super) config: Option<Arc<KubeadmConfig>>,
    pub(super) infrastructure: Option<Arc<VSphereMachine>>,
    /// The Node with the Machine's provider's id.
    pub(super) node: Option<Arc<Node>>,
    /// Whether the guest's Nodes are known at all.
    pub(super) nodes_known: bool,
    /// How long the guest has not answered; `None` while it does.
    pub(super) silent_for: Option<Duration>,
    /// How the Machine differs from what its owner wants now; `None` when no owner says.
    pub(super) differences: Option<Vec<String>>,
}

impl Found {
    pub(super) fn gather(ctx: &Context, machine: &Machine, cluster_key: &Key) -> Self {
        let all = &ctx.informers;
        let key = Key::of(machine);
        let reference =
            machine.spec.bootstrap.config_ref.as_ref().filter(|reference| reference.kind == KubeadmConfig::kind(&()));
        let config = reference.and_then(|reference| all.kubeadm_configs.get(&key.sibling(reference.name.as_str())));
        let reference =
            Some(&machine.spec.infrastructure_ref).filter(|reference| reference.kind == VSphereMachine::kind(&()));
        let infrastructure =
            reference.and_then(|reference| all.vsphere_machines.get(&key.sibling(reference.name.as_str())));
        let nodes = ctx.guests.nodes(cluster_key);
        let node =
            nodes.as_ref().and_then(|nodes| nodes.indexed(machine.spec.provider_id.as_deref()?).into_iter().next());
        let differences = differences(ctx, machine, infrastructure.as_deref(), config.as_deref());
        Self {
            cluster: cluster_key.clone(),
            config,
            infrastructure,
            node,
            nodes_known: nodes.is_some(),
            silent_for: ctx.guests.silent_for(cluster_key),
            differences,
        }
    }

    /// Whether its owner has just made it and is about to make its parts.
    pub(super) fn is_being_made(&self, machine: &Machine) -> bool {
        let made = |kind| meta::controller(&machine.metadata, kind).is_some();
        let missing =
            self.infrastructure.is_none() || (self.config.is_none() && machine.spec.bootstrap.config_ref.is_some());
        let age = machine
            .metadata
            .creation_timestamp
            .as_ref()
            .map(|created| api::time::now().0.as_second() - created.0.as_second());
        missing
            && machine.status.is_none()
            && (made("KubeadmControlPlane") || made("MachineSet"))
            && age.is_some_and(|age| age <= 1)
    }

    /// The data Secret that the bootstrap object made.
    pub(super) fn data_secret_name(&self) -> Option<String> {
        let status = self.config.as_ref()?.status.as_ref()?;
        let done = status.initialization.as_ref().is_some_and(|done| done.data_secret_created == Some(true));
        status.data_secret_name.clone().filter(|_| done)
    }

    /// The provider's id, once the infrastructure stands.
    pub(super) fn provider_id(&self) -> Option<String> {
        self.infrastructure.as_ref().filter(|one| is_provisioned(one))?.spec.provider_id.clone()
    }

    /// Makes the Machine the owner of the objects that it refers to, when someone else made them.
    pub(super) async fn adopt(&self, ctx: &Context, machine: &Machine) -> Result<(), Error> {
        if let Some(config) = &self.config {
            adopt(&ctx.informers.kubeadm_configs, machine, config).await?;
        }
        if let Some(infrastructure) = &self.infrastructure {
            adopt(&ctx.informers.vsphere_machines, machine, infrastructure).await?;
        }
        Ok(())
    }
}

pub(super) fn is_provisioned(infrastructure: &VSphereMachine) -> bool {
    let done = infrastructure.status.as_ref().and_then(|status| status.initialization.as_ref());
    done.is_some_and(|done| done.provisioned == Some(true))
}

async fn adopt<K: Kind>(objects: &Objects<K>, machine: &Machine, part: &K) -> Result<(), Error> {
    if meta::is_controlled_by(part.meta(), machine) || meta::is_deleting(part.meta()) {
        return Ok(());
    }
    let other = part.meta().owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
    if let Some(other) = other {
        return Err(Error::Invalid(format!(
            "{} {} belongs to {} {}",
            K::kind(&()),
            Key::of(part),
            other.kind,
            other.name
        )));
    }
    let mut new = part.clone();
    meta::ensure_owner(new.meta_mut(), meta::controller_of(machine));
    meta::set_label(new.meta_mut(), label::CLUSTER_NAME, machine.spec.cluster_name.clone());
    if meta::label(&machine.metadata, label::CONTROL_PLANE).is_some() {
        meta::set_label(new.meta_mut(), label::CONTROL_PLANE, "");
    }
    meta::copy_request_id(&machine.metadata, new.meta_mut());
    objects.update(MANAGER, part, &new).await.map(|_| ())
}

fn differences(
    ctx: &Context,
    machine: &Machine,
    infrastructure: Option<&VSphereMachine>,
    config: Option<&KubeadmConfig>,
) -> Option<Vec<String>> {
    let key = Key::of(machine);
    let all = &ctx.informers;
    if let Some(owner) = meta::controller(&machine.metadata, "KubeadmControlPlane") {
        let control_plane = all.kubeadm_control_planes.get(&key.sibling(owner.name.as_str()))?;
        return Some(up_to_date::differences(&control_plane, machine, infrastructure, config));
    }
    let set = all.machine_sets.get(&key.sibling(meta::controller(&machine.metadata, "MachineSet")?.name.as_str()))?;
    let deployment = all
        .machine_deployments
        .get(&key.sibling(meta::controller(&set.metadata, "MachineDeployment")?.name.as_str()))?;
    if machinedeployment::is_current(&deployment, &set, &api::time::now()) {
        return Some(Vec::new());
    }
    let wanted = deployment.spec.template.spec.version.as_deref().unwrap_or_default();
    let is = machine.spec.version.as_deref().unwrap_or_default();
    Some(vec![if wanted == is {
        "The template has changed".to_owned()
    } else {
        format!("Version {is}, {wanted} required")
    }])
}
