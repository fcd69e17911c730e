//! What the status of a Cluster says. Pure.

use api::{
    cluster::{
        Cluster, ClusterPhase, ClusterReplicaCounts, ClusterStatus, ConditionPolarity,
        cluster::condition::{self, reason},
        machine,
    },
    conditions::{self, Status},
    meta::label,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, Time};
use kube::ResourceExt;

use super::{deletion::Left, members::Members};
use crate::{
    conditions::{Conditions, aggregate},
    contract,
    error::Error,
    meta,
};

/// The status after a reconcile that ended with `result`.
pub(super) fn plan(
    cluster: &Cluster,
    members: &Members,
    paused: bool,
    result: &Result<Left, Error>,
    now: &Time,
) -> ClusterStatus {
    let mut status = cluster.status.clone().unwrap_or_default();
    let done = status.initialization.get_or_insert_default();
    // Neither is ever taken back.
    if members.is_infrastructure_provisioned() {
        done.infrastructure_provisioned = Some(true);
    }
    if members.is_control_plane_initialized(cluster) {
        done.control_plane_initialized = Some(true);
    }
    if let Some(domains) = members.infrastructure.as_ref().and_then(|one| one.status.as_ref()?.failure_domains.clone())
    {
        status.failure_domains = Some(domains);
    }
    status.control_plane = Some(control_plane_counts(members));
    status.workers = Some(worker_counts(members));
    let provisioned = status.initialization.as_ref().and_then(|done| done.infrastructure_provisioned) == Some(true);
    let initialized = status.initialization.as_ref().and_then(|done| done.control_plane_initialized) == Some(true);
    status.phase = Some(phase(cluster, provisioned));
    let mut list = status.conditions.take();
    set_conditions(
        &mut Conditions::new(&mut list, cluster.metadata.generation, now),
        cluster,
        members,
        provisioned,
        initialized,
        result,
    );
    Conditions::new(&mut list, cluster.metadata.generation, now).set(
        condition::PAUSED,
        paused,
        if paused { reason::PAUSED } else { reason::NOT_PAUSED },
        "",
    );
    status.conditions = list;
    if result.is_ok() {
        status.observed_generation = cluster.metadata.generation;
    }
    status
}

fn phase(cluster: &Cluster, provisioned: bool) -> ClusterPhase {
    if meta::is_deleting(&cluster.metadata) {
        ClusterPhase::Deleting
    } else if provisioned && contract::endpoint(cluster.spec.control_plane_endpoint.as_ref()).is_some() {
        ClusterPhase::Provisioned
    } else if cluster.spec.infrastructure_ref.is_some() || cluster.spec.control_plane_ref.is_some() {
        ClusterPhase::Provisioning
    } else {
        ClusterPhase::Pending
    }
}

fn control_plane_counts(members: &Members) -> ClusterReplicaCounts {
    let Some(control_plane) = &members.control_plane else {
        return count(members.control_plane_machines().map(AsRef::as_ref));
    };
    let status = control_plane.status.clone().unwrap_or_default();
    ClusterReplicaCounts {
        desired_replicas: control_plane.spec.replicas,
        replicas: status.replicas,
        ready_replicas: status.ready_replicas,
        available_replicas: status.available_replicas,
        up_to_date_replicas: status.up_to_date_replicas,
        ..ClusterReplicaCounts::default()
    }
}

/// Counts what deployments say of themselves, and workers that no deployment owns.
fn worker_counts(members: &Members) -> ClusterReplicaCounts {
    let loose = members.workers().filter(|machine| meta::label(&machine.metadata, label::DEPLOYMENT_NAME).is_none());
    let mut sum = count(loose.map(AsRef::as_ref));
    let add = |to: &mut Option<i32>, more: Option<i32>| *to = Some(to.unwrap_or_default() + more.unwrap_or_default());
    for deployment in &members.deployments {
        let status = deployment.status.clone().unwrap_or_default();
        add(&mut sum.desired_replicas, deployment.spec.replicas);
        add(&mut sum.replicas, status.replicas);
        add(&mut sum.ready_replicas, status.ready_replicas);
        add(&mut sum.available_replicas, status.available_replicas);
        add(&mut sum.up_to_date_replicas, status.up_to_date_replicas);
    }
    sum
}

fn count<'a>(machines: impl Iterator<Item = &'a api::cluster::Machine>) -> ClusterReplicaCounts {
    let (mut all, mut ready, mut available, mut up_to_date) = (0, 0, 0, 0);
    for machine in machines {
        let list = machine.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
        all += 1;
        ready += i32::from(conditions::is_true(list, machine::condition::READY));
        available += i32::from(conditions::is_true(list, machine::condition::AVAILABLE));
        up_to_date += i32::from(!conditions::is_false(list, machine::condition::UP_TO_DATE));
    }
    ClusterReplicaCounts {
        desired_replicas: Some(all),
        replicas: Some(all),
        ready_replicas: Some(ready),
        available_replicas: Some(available),
        up_to_date_replicas: Some(up_to_date),
        ..ClusterReplicaCounts::default()
    }
}

fn set_conditions(
    to: &mut Conditions<'_>,
    cluster: &Cluster,
    members: &Members,
    provisioned: bool,
    initialized: bool,
    result: &Result<Left, Error>,
) {
    infrastructure(to, cluster, members, provisioned);
    if initialized {
        to.set(condition::CONTROL_PLANE_INITIALIZED, true, reason::INITIALIZED, "");
    } else {
        to.set(
            condition::CONTROL_PLANE_INITIALIZED,
            false,
            reason::NOT_INITIALIZED,
            "Control plane not yet initialized",
        );
    }
    control_plane(to, cluster, members, initialized);
    workers(to, members);
    machines(
        to,
        members.control_plane_machines(),
        condition::CONTROL_PLANE_MACHINES_READY,
        condition::CONTROL_PLANE_MACHINES_UP_TO_DATE,
    );
    machines(to, members.workers(), condition::WORKER_MACHINES_READY, condition::WORKER_MACHINES_UP_TO_DATE);
    if members.reachable {
        to.set(condition::REMOTE_CONNECTION_PROBE, true, reason::PROBE_SUCCEEDED, "");
    } else {
        to.set(
            condition::REMOTE_CONNECTION_PROBE,
            false,
            reason::PROBE_FAILED,
            "Remote connection not established yet",
        );
    }
    for (type_, is, is_not) in [
        (condition::ROLLING_OUT, reason::ROLLING_OUT, reason::NOT_ROLLING_OUT),
        (condition::SCALING_UP, reason::SCALING_UP, reason::NOT_SCALING_UP),
        (condition::SCALING_DOWN, reason::SCALING_DOWN, reason::NOT_SCALING_DOWN),
        (condition::REMEDIATING, reason::REMEDIATING, reason::NOT_REMEDIATING),
    ] {
        any(to, members, type_, is, is_not);
    }
    match result {
        Ok(Left::Objects { reason, message }) => to.set(condition::DELETING, true, reason, message),
        Err(error) if meta::is_deleting(&cluster.metadata) => {
            to.set(condition::DELETING, true, reason::INTERNAL_ERROR, error.to_string())
        }
        _ if meta::is_deleting(&cluster.metadata) => to.set(condition::DELETING, true, reason::DELETING, ""),
        _ => to.set(condition::DELETING, false, reason::NOT_DELETING, ""),
    }
    let gates = cluster.spec.availability_gates.as_deref().unwrap_or_default();
    let gated = |wanted: ConditionPolarity| {
        gates
            .iter()
            .filter(move |gate| gate.polarity.unwrap_or(ConditionPolarity::Positive) == wanted)
            .map(|gate| gate.condition_type.as_str())
    };
    let mut positive = vec![
        condition::REMOTE_CONNECTION_PROBE,
        condition::INFRASTRUCTURE_READY,
        condition::CONTROL_PLANE_AVAILABLE,
        condition::WORKERS_AVAILABLE,
    ];
    positive.extend(gated(ConditionPolarity::Positive));
    let mut negative = vec![condition::DELETING];
    negative.extend(gated(ConditionPolarity::Negative));
    to.summarize(
        condition::AVAILABLE,
        &positive,
        &negative,
        (reason::AVAILABLE, reason::NOT_AVAILABLE, reason::AVAILABLE_UNKNOWN),
    );
}

fn infrastructure(to: &mut Conditions<'_>, cluster: &Cluster, members: &Members, provisioned: bool) {
    let type_ = condition::INFRASTRUCTURE_READY;
    match (&cluster.spec.infrastructure_ref, &members.infrastructure) {
        (None, _) => to.set(type_, false, reason::DOES_NOT_EXIST, "spec.infrastructureRef is not set"),
        (Some(reference), None) if provisioned => {
            to.set(type_, false, reason::DELETED, format!("{} {} has been deleted", reference.kind, reference.name));
        }
        (Some(reference), None) => to.set(
            type_,
            false,
            reason::DOES_NOT_EXIST,
            format!("{} {} does not exist", reference.kind, reference.name),
        ),
        (Some(_), Some(infrastructure)) => {
            let ready = infrastructure.status.as_ref().and_then(|status| {
                conditions::get(&status.conditions, api::vsphere::vsphere_cluster::condition::READY)
            });
            to.mirror(type_, ready, (reason::NOT_READY, "The VSphereCluster has not reported yet"));
        }
    }
}

fn control_plane(to: &mut Conditions<'_>, cluster: &Cluster, members: &Members, initialized: bool) {
    let type_ = condition::CONTROL_PLANE_AVAILABLE;
    match (&cluster.spec.control_plane_ref, &members.control_plane) {
        // Machines made by hand: they count when they are ready.
        (None, _) => {
            let (status, message) =
                aggregate(members.control_plane_machines().map(named), "Machine", machine::condition::READY);
            match status {
                Status::True if initialized => to.set(type_, true, reason::AVAILABLE, ""),
                _ => to.set(type_, false, reason::NOT_AVAILABLE, message),
            }
        }
        (Some(reference), None) => to.set(
            type_,
            false,
            reason::DOES_NOT_EXIST,
            format!("{} {} does not exist", reference.kind, reference.name),
        ),
        (Some(_), Some(control_plane)) => {
            let available = control_plane
                .status
                .as_ref()
                .and_then(|status| conditions::get(&status.conditions, condition::AVAILABLE));
            to.mirror(type_, available, (reason::NOT_AVAILABLE, "The KubeadmControlPlane has not reported yet"));
        }
    }
}

fn workers(to: &mut Conditions<'_>, members: &Members) {
    let type_ = condition::WORKERS_AVAILABLE;
    if members.deployments.is_empty() {
        return to.set(type_, true, reason::NO_WORKERS, "");
    }
    let deployments = members.deployments.iter().map(|one| {
        (
            one.metadata.name.as_deref().unwrap_or_default(),
            one.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default(),
        )
    });
    let (status, message) = aggregate(deployments, "MachineDeployment", condition::AVAILABLE);
    to.set(type_, status, by(status, reason::AVAILABLE, reason::NOT_AVAILABLE, reason::AVAILABLE_UNKNOWN), message);
}

fn machines<'a>(
    to: &mut Conditions<'_>,
    machines: impl Iterator<Item = &'a std::sync::Arc<api::cluster::Machine>>,
    ready: &str,
    up_to_date: &str,
) {
    let machines: Vec<_> = machines.map(named).collect();
    if machines.is_empty() {
        to.set(ready, true, reason::NO_REPLICAS, "");
        return to.set(up_to_date, true, reason::NO_REPLICAS, "");
    }
    let (status, message) = aggregate(machines.iter().copied(), "Machine", machine::condition::READY);
    to.set(ready, status, by(status, reason::READY, reason::NOT_READY, reason::READY_UNKNOWN), message);
    let (status, message) = aggregate(machines.iter().copied(), "Machine", machine::condition::UP_TO_DATE);
    to.set(
        up_to_date,
        status,
        by(status, reason::UP_TO_DATE, reason::NOT_UP_TO_DATE, reason::UP_TO_DATE_UNKNOWN),
        message,
    );
}

fn named(machine: &std::sync::Arc<api::cluster::Machine>) -> (&str, &[Condition]) {
    let list = machine.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
    (machine.metadata.name.as_deref().unwrap_or_default(), list)
}

/// True when it is so for the control plane or any deployment.
fn any(to: &mut Conditions<'_>, members: &Members, type_: &str, is: &str, is_not: &str) {
    let control_plane = members.control_plane.iter().map(|one| {
        ("KubeadmControlPlane", one.name_any(), one.status.as_ref().and_then(|status| status.conditions.as_deref()))
    });
    let deployments = members.deployments.iter().map(|one| {
        ("MachineDeployment", one.name_any(), one.status.as_ref().and_then(|status| status.conditions.as_deref()))
    });
    let lines: Vec<String> = control_plane
        .chain(deployments)
        .filter_map(|(kind, name, list)| {
            let one =
                conditions::get(list.unwrap_or_default(), type_).filter(|one| one.status == Status::True.as_str())?;
            Some(format!("* {kind} {name}: {}", if one.message.is_empty() { &one.reason } else { &one.message }))
        })
        .collect();
    to.set(type_, !lines.is_empty(), if lines.is_empty() { is_not } else { is }, lines.join("\n"));
}

fn by<'a>(status: Status, good: &'a str, bad: &'a str, unknown: &'a str) -> &'a str {
    match status {
        Status::True => good,
        Status::False => bad,
        Status::Unknown => unknown,
    }
}
