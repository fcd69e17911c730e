//! What the status of a KubeadmControlPlane says.

use std::sync::Arc;

use api::{
    cluster::{Cluster, Machine, machine},
    conditions::{self, Status},
    controlplane::{
        KubeadmControlPlane, KubeadmControlPlaneStatus,
        kubeadm_control_plane::condition::{self, reason},
    },
    meta::{annotation, label},
};
use chrono::{DateTime, Utc};
use k8s_openapi::apimachinery::pkg::{apis::meta::v1::Time, util::intstr::IntOrString};
use kube::ResourceExt;

use super::{
    plan::{Request, Step, View},
    up_to_date,
};
use crate::{
    conditions::{Conditions, aggregate},
    context::Context,
    contract,
    error::Error,
    key::Key,
    meta,
};

/// What a reconcile found.
pub(super) struct Found {
    pub(super) paused: bool,
    pub(super) machines: Vec<FoundMachine>,
    /// How many machines of the cluster are not of the control plane.
    pub(super) workers: usize,
    pub(super) initialized: bool,
    pub(super) reachable: bool,
    pub(super) certificates: bool,
}

/// One machine, and how it differs from what is wanted now.
pub(super) struct FoundMachine {
    pub(super) machine: Arc<Machine>,
    pub(super) differences: Vec<String>,
}

impl Found {
    pub(super) fn gather(ctx: &Context, object: &KubeadmControlPlane, cluster: &Cluster) -> Self {
        let all = &ctx.informers;
        let key = Key::of(cluster);
        let machines = super::owned(ctx, object).into_iter().map(|machine| {
            let infrastructure = all.vsphere_machines.get(&key.sibling(machine.spec.infrastructure_ref.name.as_str()));
            let config = machine
                .spec
                .bootstrap
                .config_ref
                .as_ref()
                .and_then(|config| all.kubeadm_configs.get(&key.sibling(config.name.as_str())));
            let differences = up_to_date::differences(object, &machine, infrastructure.as_deref(), config.as_deref());
            FoundMachine { machine, differences }
        });
        let status = object.status.clone().unwrap_or_default();
        Self {
            paused: contract::is_paused(Some(cluster), &object.metadata),
            machines: machines.collect(),
            workers: all
                .machines
                .of_cluster(&key)
                .iter()
                .filter(|machine| meta::label(&machine.metadata, label::CONTROL_PLANE).is_none())
                .count(),
            initialized: status.initialization.and_then(|done| done.control_plane_initialized) == Some(true),
            reachable: ctx.guests.is_reachable(&key),
            certificates: conditions::is_true(&status.conditions, condition::CERTIFICATES_AVAILABLE),
        }
    }

    /// What the plan needs to know.
    pub(super) fn request(&self, object: &KubeadmControlPlane) -> Request {
        Request {
            desired: desired(object),
            max_surge: max_surge(object),
            initialized: self.initialized,
            reachable: self.reachable,
            machines: self.machines.iter().map(view).collect(),
        }
    }
}

fn view(one: &FoundMachine) -> View {
    let meta = &one.machine.metadata;
    View {
        name: one.machine.name_any(),
        created: meta.creation_timestamp.as_ref().map_or(DateTime::<Utc>::MIN_UTC, api::time::to_chrono),
        deleting: meta::is_deleting(meta),
        joined: joined(&one.machine),
        up_to_date: one.differences.is_empty(),
        delete_first: meta::annotation(meta, annotation::DELETE_MACHINE).is_some(),
    }
}

fn joined(machine: &Machine) -> bool {
    machine.status.as_ref().is_some_and(|status| status.node_ref.is_some())
}

fn desired(object: &KubeadmControlPlane) -> usize {
    usize::try_from(object.spec.replicas.unwrap_or(1)).unwrap_or_default()
}

/// One unless it is said to be none.
fn max_surge(object: &KubeadmControlPlane) -> usize {
    let strategy = object.spec.rollout.as_ref().and_then(|rollout| rollout.strategy.as_ref());
    let surge =
        strategy.and_then(|strategy| strategy.rolling_update.as_ref()).and_then(|update| update.max_surge.as_ref());
    match surge {
        Some(IntOrString::Int(0)) => 0,
        Some(IntOrString::String(text)) if text == "0" || text == "0%" => 0,
        _ => 1,
    }
}

/// The status after a reconcile that came to `step`.
pub(super) fn plan(
    object: &KubeadmControlPlane,
    found: &Found,
    step: &Result<Step, Error>,
    now: &Time,
) -> KubeadmControlPlaneStatus {
    let mut status = object.status.clone().unwrap_or_default();
    let count = |type_: &str| {
        let those =
            found.machines.iter().filter(|one| conditions::is_true(contract::conditions_of(&one.machine), type_));
        i32::try_from(those.count()).ok()
    };
    status.replicas = i32::try_from(found.machines.len()).ok();
    status.ready_replicas = count(machine::condition::READY);
    status.available_replicas = count(machine::condition::AVAILABLE);
    status.up_to_date_replicas =
        i32::try_from(found.machines.iter().filter(|one| one.differences.is_empty()).count()).ok();
    status.version = lowest_version(found);
    let cluster = meta::label(&object.metadata, label::CLUSTER_NAME).unwrap_or_default();
    status.selector = Some(format!("{}={cluster},{}", label::CLUSTER_NAME, label::CONTROL_PLANE));
    if found.initialized {
        status.initialization.get_or_insert_default().control_plane_initialized = Some(true);
    }
    let mut list = status.conditions.take();
    set_conditions(&mut Conditions::new(&mut list, object.metadata.generation, now), object, found, step);
    status.conditions = list;
    if step.is_ok() && !found.paused {
        status.observed_generation = object.metadata.generation;
    }
    status
}

/// The version that all machines have reached.
fn lowest_version(found: &Found) -> Option<String> {
    let number = |version: &str| -> Vec<u64> {
        version.trim_start_matches('v').split(['.', '+', '-']).map_while(|part| part.parse().ok()).collect()
    };
    found.machines.iter().filter_map(|one| one.machine.spec.version.clone()).min_by_key(|version| number(version))
}

fn set_conditions(to: &mut Conditions<'_>, object: &KubeadmControlPlane, found: &Found, step: &Result<Step, Error>) {
    let deleting = meta::is_deleting(&object.metadata);
    let (current, desired) = (found.machines.len(), if deleting { 0 } else { desired(object) });
    let outdated: Vec<&FoundMachine> = found.machines.iter().filter(|one| !one.differences.is_empty()).collect();
    let why = match step {
        Ok(Step::Wait(why)) => format!("\n* {why}"),
        Err(error) => format!("\n* {error}"),
        Ok(_) => String::new(),
    };
    if found.certificates {
        to.set(condition::CERTIFICATES_AVAILABLE, true, reason::AVAILABLE, "");
    } else {
        let message = match step {
            Err(error) => error.to_string(),
            Ok(_) => why.trim_start_matches("\n* ").to_owned(),
        };
        to.set(condition::CERTIFICATES_AVAILABLE, false, reason::NOT_AVAILABLE, message);
    }
    if found.initialized {
        to.set(condition::INITIALIZED, true, reason::INITIALIZED, "");
    } else {
        to.set(condition::INITIALIZED, false, reason::NOT_INITIALIZED, "Control plane not yet initialized");
    }
    machines(to, found);
    let names = |those: &[&FoundMachine]| {
        let mut causes: Vec<&String> = those.iter().flat_map(|one| &one.differences).collect();
        causes.sort_unstable();
        causes.dedup();
        causes.into_iter().map(|cause| format!("\n* {cause}")).collect::<String>()
    };
    flag(to, condition::ROLLING_OUT, !outdated.is_empty(), (reason::ROLLING_OUT, reason::NOT_ROLLING_OUT), || {
        format!("Rolling out {} not up-to-date replicas{}", outdated.len(), names(&outdated))
    });
    flag(to, condition::SCALING_UP, current < desired, (reason::SCALING_UP, reason::NOT_SCALING_UP), || {
        format!("Scaling up from {current} to {desired} replicas{why}")
    });
    flag(to, condition::SCALING_DOWN, current > desired, (reason::SCALING_DOWN, reason::NOT_SCALING_DOWN), || {
        format!("Scaling down from {current} to {desired} replicas{why}")
    });
    to.set(condition::REMEDIATING, false, reason::NOT_REMEDIATING, "");
    deletion(to, deleting, found, step);
    to.set(condition::PAUSED, found.paused, if found.paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    available(to, found, desired, deleting);
}

fn machines(to: &mut Conditions<'_>, found: &Found) {
    if found.machines.is_empty() {
        to.set(condition::MACHINES_READY, true, reason::NO_REPLICAS, "");
        return to.set(condition::MACHINES_UP_TO_DATE, true, reason::NO_REPLICAS, "");
    }
    let named = found
        .machines
        .iter()
        .map(|one| (one.machine.metadata.name.as_deref().unwrap_or_default(), contract::conditions_of(&one.machine)));
    let (status, message) = aggregate(named, "Machine", machine::condition::READY);
    let said = match status {
        Status::True => reason::READY,
        Status::False => reason::NOT_READY,
        Status::Unknown => reason::READY_UNKNOWN,
    };
    to.set(condition::MACHINES_READY, status, said, message);
    let outdated: Vec<String> = found
        .machines
        .iter()
        .filter(|one| !one.differences.is_empty())
        .map(|one| format!("* Machine {}: {}", one.machine.name_any(), one.differences.join("; ")))
        .collect();
    let said = if outdated.is_empty() { reason::UP_TO_DATE } else { reason::NOT_UP_TO_DATE };
    to.set(condition::MACHINES_UP_TO_DATE, outdated.is_empty(), said, outdated.join("\n"));
}

fn flag(to: &mut Conditions<'_>, type_: &str, is: bool, reasons: (&str, &str), message: impl FnOnce() -> String) {
    if is { to.set(type_, true, reasons.0, message()) } else { to.set(type_, false, reasons.1, "") }
}

fn deletion(to: &mut Conditions<'_>, deleting: bool, found: &Found, step: &Result<Step, Error>) {
    match step {
        _ if !deleting => to.set(condition::DELETING, false, reason::NOT_DELETING, ""),
        Ok(Step::Wait(why)) if found.workers > 0 => {
            to.set(condition::DELETING, true, reason::WAITING_FOR_WORKERS_DELETION, why)
        }
        Ok(Step::Wait(why)) => to.set(condition::DELETING, true, reason::WAITING_FOR_MACHINE_DELETION, why),
        Ok(_) => to.set(condition::DELETING, true, reason::DELETION_COMPLETED, ""),
        Err(error) => to.set(condition::DELETING, true, reason::INTERNAL_ERROR, error.to_string()),
    }
}

/// It serves, and more than half of its machines have joined.
fn available(to: &mut Conditions<'_>, found: &Found, desired: usize, deleting: bool) {
    let joined = found.machines.iter().filter(|one| joined(&one.machine)).count();
    let quorum = found.machines.len().min(desired.max(1)) / 2 + 1;
    let mut missing = Vec::new();
    if deleting {
        missing.push("* The control plane is being deleted".to_owned());
    }
    if !found.initialized {
        missing.push("* Control plane not yet initialized".to_owned());
    } else if !found.reachable {
        missing.push("* The API of the cluster does not answer".to_owned());
    } else if joined < quorum {
        missing.push(format!("* {joined} of {} machines have joined, {quorum} needed", found.machines.len()));
    }
    let reason = if missing.is_empty() { reason::AVAILABLE } else { reason::NOT_AVAILABLE };
    to.set(condition::AVAILABLE, missing.is_empty(), reason, missing.join("\n"));
}
