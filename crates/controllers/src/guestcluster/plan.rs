//! What of layer 2 is to be written and what is to go. Pure.

use std::{collections::BTreeSet, sync::Arc};

use api::{
    cluster::{Cluster, MachineDeployment, MachineSet},
    controlplane::KubeadmControlPlane,
    guest::{GuestCluster, GuestClusterNodePool},
    vsphere::VSphereCluster,
};
use kube::{Resource, ResourceExt};
use serde_json::Value;

use super::{
    objects::{self, PoolVersion, Template},
    release::Release,
};
use crate::{
    blocked::Blocked,
    guest_tokens::{self, GuestIssuer},
};

/// Reason: an object with a name that the cluster needs belongs to somebody else.
pub(super) const NAME_TAKEN: &str = "NameTaken";

/// Layer 2 of a cluster as it stands.
#[derive(Clone, Default)]
pub(super) struct Live {
    /// The Cluster of the same name, whoever owns it.
    pub(super) cluster: Option<Arc<Cluster>>,
    /// The VSphereCluster of the same name, whoever owns it.
    pub(super) vsphere_cluster: Option<Arc<VSphereCluster>>,
    /// The KubeadmControlPlane of the same name, whoever owns it.
    pub(super) control_plane: Option<Arc<KubeadmControlPlane>>,
    /// MachineDeployments of the cluster: ours, and those with a name that we need.
    pub(super) deployments: Vec<Arc<MachineDeployment>>,
    /// MachineSets of the cluster.
    pub(super) machine_sets: Vec<Arc<MachineSet>>,
    /// Names of our VSphereMachineTemplates.
    pub(super) machine_templates: Vec<String>,
    /// Names of our KubeadmConfigTemplates.
    pub(super) bootstrap_templates: Vec<String>,
}

/// The objects to be, complete, and the names of those to go.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// VSphereMachineTemplates.
    pub(super) machine_templates: Vec<Template>,
    /// KubeadmConfigTemplates.
    pub(super) bootstrap_templates: Vec<Template>,
    /// The Cluster.
    pub(super) cluster: Value,
    /// The VSphereCluster.
    pub(super) vsphere_cluster: Value,
    /// The KubeadmControlPlane.
    pub(super) control_plane: Value,
    /// MachineDeployments with their names.
    pub(super) deployments: Vec<(String, Value)>,
    /// Names of MachineDeployments of pools that were taken out.
    pub(super) leaving_deployments: Vec<String>,
    /// Names of VSphereMachineTemplates that nothing refers to any more.
    pub(super) leaving_machine_templates: Vec<String>,
    /// Names of KubeadmConfigTemplates that nothing refers to any more.
    pub(super) leaving_bootstrap_templates: Vec<String>,
}

/// Whether an object with a name that the cluster needs belongs to somebody else.
///
/// # Errors
/// Names the first.
pub(super) fn names_are_free(cluster: &GuestCluster, live: &Live) -> Result<(), Blocked> {
    fn taken<K: Resource<DynamicType = ()>>(cluster: &GuestCluster, object: Option<&K>) -> Result<(), Blocked> {
        let Some(object) = object.filter(|object| !is_ours(cluster, *object)) else {
            return Ok(());
        };
        let message =
            format!("a {} named {} exists already and belongs to something else", K::kind(&()), object.name_any());
        Err(Blocked::new(NAME_TAKEN, message))
    }
    taken(cluster, live.cluster.as_deref())?;
    taken(cluster, live.vsphere_cluster.as_deref())?;
    taken(cluster, live.control_plane.as_deref())?;
    let needed: BTreeSet<String> =
        cluster.spec.topology.node_pools.iter().map(|pool| objects::deployment_name(cluster, &pool.name)).collect();
    live.deployments
        .iter()
        .filter(|one| needed.contains(&one.name_any()))
        .try_for_each(|one| taken(cluster, Some(one.as_ref())))
}

/// Whether the object was made for this very cluster.
pub(super) fn is_ours<K: Resource>(cluster: &GuestCluster, object: &K) -> bool {
    let uid = cluster.metadata.uid.as_deref();
    object.meta().owner_references.iter().flatten().any(|owner| Some(owner.uid.as_str()) == uid)
}

/// Plans layer 2 for `target`. `offered` are all releases, for pools that wait for the control plane.
/// `issuer` is whose tokens the cluster is to trust.
pub(super) fn plan(
    cluster: &GuestCluster,
    target: &Release,
    offered: &[Release],
    live: &Live,
    issuer: Option<&GuestIssuer>,
) -> Plan {
    let template = objects::control_plane_template(cluster, target);
    let authentication = authentication(cluster, target, live, issuer);
    let mut plan = Plan {
        cluster: objects::cluster(cluster),
        vsphere_cluster: objects::vsphere_cluster(cluster),
        control_plane: objects::control_plane(cluster, target, &template.name, authentication.as_deref()),
        machine_templates: vec![template],
        ..Plan::default()
    };
    for pool in &cluster.spec.topology.node_pools {
        let name = objects::deployment_name(cluster, &pool.name);
        let existing = live.deployments.iter().find(|one| one.name_any() == name).map(Arc::as_ref);
        let Some(version) = pool_version(cluster, pool, &mut plan, existing, target, offered, live) else {
            continue;
        };
        plan.deployments.push((name, objects::machine_deployment(cluster, pool, &version)));
    }
    leave(cluster, &mut plan, live);
    plan
}

/// Whose tokens the control plane is told to trust. What its machines are told is not changed by itself, because they would
/// be replaced for it: something new comes with the next version.
fn authentication(
    cluster: &GuestCluster,
    target: &Release,
    live: &Live,
    issuer: Option<&GuestIssuer>,
) -> Option<String> {
    match &live.control_plane {
        Some(present) if present.spec.version == target.kubernetes => guest_tokens::of(present).map(str::to_owned),
        _ => guest_tokens::configuration(issuer?, cluster.metadata.uid.as_deref()?, &target.kubernetes),
    }
}

/// What the pool's machines run: the target once the control plane runs it, until then what they run. `None` for a new
/// pool whose release is no longer on offer: it waits for the control plane.
fn pool_version(
    cluster: &GuestCluster,
    pool: &GuestClusterNodePool,
    plan: &mut Plan,
    existing: Option<&MachineDeployment>,
    target: &Release,
    offered: &[Release],
    live: &Live,
) -> Option<PoolVersion> {
    let runs = existing.and_then(|one| one.spec.template.spec.version.clone());
    let control_plane = control_plane_version(live);
    let wanted = match (&runs, control_plane) {
        // Nodes may be older than their control plane, never newer
        // (https://kubernetes.io/releases/version-skew-policy/#kubelet).
        _ if control_plane_runs(cluster, target, live) => &target.kubernetes,
        (Some(runs), _) => runs,
        (None, Some(control_plane)) => control_plane,
        (None, None) => &target.kubernetes,
    };
    let release =
        if *wanted == target.kubernetes { Some(target) } else { offered.iter().find(|one| one.kubernetes == *wanted) };
    let Some(release) = release else {
        // The release is gone: the machines go on with the templates they have.
        let spec = &existing?.spec.template.spec;
        return Some(PoolVersion {
            kubernetes: spec.version.clone()?,
            machine: spec.infrastructure_ref.name.clone(),
            bootstrap: spec.bootstrap.config_ref.as_ref()?.name.clone(),
        });
    };
    let templates = objects::pool_templates(cluster, pool, release);
    let version = PoolVersion {
        kubernetes: release.kubernetes.clone(),
        machine: templates.machine.name.clone(),
        bootstrap: templates.bootstrap.name.clone(),
    };
    plan.machine_templates.push(templates.machine);
    plan.bootstrap_templates.push(templates.bootstrap);
    Some(version)
}

/// The oldest version among the control plane's machines.
fn control_plane_version(live: &Live) -> Option<&String> {
    live.control_plane.as_ref()?.status.as_ref()?.version.as_ref()
}

/// Whether all of the control plane runs `target`; true as long as there is no machine of it.
fn control_plane_runs(cluster: &GuestCluster, target: &Release, live: &Live) -> bool {
    let Some(version) = control_plane_version(live) else {
        return live.control_plane.as_ref().is_none_or(|one| one.spec.version == target.kubernetes);
    };
    let desired = cluster.spec.topology.control_plane.replicas;
    let settled = live.control_plane.as_ref().is_some_and(|one| {
        let status = one.status.as_ref();
        one.spec.version == target.kubernetes
            && status.and_then(|status| status.up_to_date_replicas).unwrap_or_default() >= desired
            && status.and_then(|status| status.replicas) == status.and_then(|status| status.up_to_date_replicas)
    });
    // While the first machines are made there are no old ones to wait for.
    *version == target.kubernetes
        && (settled || live.deployments.iter().all(|one| one.spec.template.spec.version.as_ref() == Some(version)))
}

/// Finds what is to go: pools that were taken out, and templates that nothing refers to.
fn leave(cluster: &GuestCluster, plan: &mut Plan, live: &Live) {
    let pools: BTreeSet<String> =
        cluster.spec.topology.node_pools.iter().map(|pool| objects::deployment_name(cluster, &pool.name)).collect();
    let ours = live.deployments.iter().filter(|one| is_ours(cluster, one.as_ref()));
    plan.leaving_deployments = ours.map(|one| one.name_any()).filter(|name| !pools.contains(name)).collect();

    let of_deployments = live.deployments.iter().map(|one| &one.spec.template.spec);
    let specs: Vec<_> = of_deployments.chain(live.machine_sets.iter().map(|one| &one.spec.template.spec)).collect();
    let mut machines: BTreeSet<&str> = specs.iter().map(|spec| spec.infrastructure_ref.name.as_str()).collect();
    let mut bootstraps: BTreeSet<&str> =
        specs.iter().filter_map(|spec| Some(spec.bootstrap.config_ref.as_ref()?.name.as_str())).collect();
    if let Some(control_plane) = &live.control_plane {
        machines.insert(control_plane.spec.machine_template.spec.infrastructure_ref.name.as_str());
    }
    machines.extend(plan.machine_templates.iter().map(|one| one.name.as_str()));
    bootstraps.extend(plan.bootstrap_templates.iter().map(|one| one.name.as_str()));
    let unused = |names: &[String], used: &BTreeSet<&str>| {
        names.iter().filter(|name| !used.contains(name.as_str())).cloned().collect()
    };
    (plan.leaving_machine_templates, plan.leaving_bootstrap_templates) =
        (unused(&live.machine_templates, &machines), unused(&live.bootstrap_templates, &bootstraps));
}
