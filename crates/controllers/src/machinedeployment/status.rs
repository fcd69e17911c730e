//! What the status of a MachineDeployment says. Pure.

use std::sync::Arc;

use api::{
    cluster::{
        Machine, MachineDeployment, MachineDeploymentPhase, MachineDeploymentStatus, MachineSet, machine,
        machine_deployment::condition::{self, reason},
    },
    conditions::Status,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::plan::is_current;
use crate::{
    conditions::{Conditions, aggregate},
    contract,
    error::Error,
    meta,
};

/// What a reconcile did.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Left alone.
    Paused,
    /// `spec.paused`: counted, but not changed.
    Held,
    /// The sets are being removed.
    Deleting,
    /// A step was made, or none was needed.
    Done,
}

/// The status after a reconcile that came to `progress`.
pub(super) fn plan(
    object: &MachineDeployment,
    sets: &[Arc<MachineSet>],
    machines: &[Arc<Machine>],
    progress: &Result<Progress, Error>,
    now: &Time,
) -> MachineDeploymentStatus {
    let mut status = object.status.clone().unwrap_or_default();
    let desired = if meta::is_deleting(&object.metadata) { 0 } else { object.spec.replicas.unwrap_or(1) };
    let sum = |of: fn(&api::cluster::MachineSetStatus) -> Option<i32>| {
        sets.iter().filter_map(|set| of(set.status.as_ref()?)).sum::<i32>()
    };
    let current = i32::try_from(machines.len()).unwrap_or(i32::MAX);
    let available = sum(|status| status.available_replicas);
    let of_current = sets.iter().filter(|set| is_current(object, set, now));
    let up_to_date: i32 = of_current.filter_map(|set| set.status.as_ref()?.replicas).sum();
    status.replicas = Some(current);
    status.ready_replicas = Some(sum(|status| status.ready_replicas));
    status.available_replicas = Some(available);
    status.up_to_date_replicas = Some(up_to_date);
    status.selector = Some(meta::selector_text(&object.spec.selector));
    status.phase = Some(if progress.is_err() {
        MachineDeploymentPhase::Failed
    } else if current < desired {
        MachineDeploymentPhase::ScalingUp
    } else if current > desired {
        MachineDeploymentPhase::ScalingDown
    } else {
        MachineDeploymentPhase::Running
    });
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, object.metadata.generation, now);
    let outdated = current - up_to_date;
    let mut flag = |type_: &str, is: bool, reasons: (&str, &str), message: String| {
        if is { to.set(type_, true, reasons.0, message) } else { to.set(type_, false, reasons.1, "") }
    };
    let why = progress.as_ref().err().map(|error| format!("\n* {error}")).unwrap_or_default();
    flag(
        condition::ROLLING_OUT,
        outdated > 0 && desired > 0,
        (reason::ROLLING_OUT, reason::NOT_ROLLING_OUT),
        format!("Rolling out {outdated} not up-to-date replicas"),
    );
    flag(
        condition::SCALING_UP,
        current < desired,
        (reason::SCALING_UP, reason::NOT_SCALING_UP),
        format!("Scaling up from {current} to {desired} replicas{why}"),
    );
    flag(
        condition::SCALING_DOWN,
        current > desired,
        (reason::SCALING_DOWN, reason::NOT_SCALING_DOWN),
        format!("Scaling down from {current} to {desired} replicas{why}"),
    );
    flag(condition::REMEDIATING, false, (reason::REMEDIATING, reason::NOT_REMEDIATING), String::new());
    let least = desired - unavailable(object, desired);
    if available >= least {
        to.set(condition::AVAILABLE, true, reason::AVAILABLE, "");
    } else {
        to.set(
            condition::AVAILABLE,
            false,
            reason::NOT_AVAILABLE,
            format!("{available} available replicas, at least {least} required"),
        );
    }
    machine_conditions(&mut to, machines);
    match progress {
        _ if !meta::is_deleting(&object.metadata) => to.set(condition::DELETING, false, reason::NOT_DELETING, ""),
        Err(error) => to.set(condition::DELETING, true, reason::INTERNAL_ERROR, error.to_string()),
        Ok(_) => to.set(condition::DELETING, true, reason::DELETING, format!("Deleting {current} replicas")),
    }
    let paused = matches!(progress, Ok(Progress::Paused | Progress::Held));
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    if matches!(progress, Ok(progress) if *progress != Progress::Paused) {
        status.observed_generation = object.metadata.generation;
    }
    status
}

/// How many may be missing before it counts as not available.
fn unavailable(object: &MachineDeployment, desired: i32) -> i32 {
    let strategy = object.spec.rollout.as_ref().and_then(|rollout| rollout.strategy.as_ref());
    let limits = strategy.and_then(|strategy| strategy.rolling_update.as_ref());
    let (surge, unavailable) = (
        limits.and_then(|limits| limits.max_surge.as_ref()),
        limits.and_then(|limits| limits.max_unavailable.as_ref()),
    );
    super::plan::limits_of(surge, unavailable, desired).1
}

fn machine_conditions(to: &mut Conditions<'_>, machines: &[Arc<Machine>]) {
    let cases = [
        (
            condition::MACHINES_READY,
            machine::condition::READY,
            (reason::READY, reason::NOT_READY, reason::READY_UNKNOWN),
        ),
        (
            condition::MACHINES_UP_TO_DATE,
            machine::condition::UP_TO_DATE,
            (reason::UP_TO_DATE, reason::NOT_UP_TO_DATE, reason::UP_TO_DATE_UNKNOWN),
        ),
    ];
    for (type_, of_machine, (good, bad, unknown)) in cases {
        if machines.is_empty() {
            to.set(type_, true, reason::NO_REPLICAS, "");
            continue;
        }
        let named = machines
            .iter()
            .map(|machine| (machine.metadata.name.as_deref().unwrap_or_default(), contract::conditions_of(machine)));
        let (status, message) = aggregate(named, "Machine", of_machine);
        let said = match status {
            Status::True => good,
            Status::False => bad,
            Status::Unknown => unknown,
        };
        to.set(type_, status, said, message);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is(status: &MachineDeploymentStatus, type_: &str) -> bool {
        api::conditions::is_true(&status.conditions, type_)
    }

    #[test]
    fn a_deployment_without_machines_yet_scales_up_and_is_not_available() {
        let object: MachineDeployment = serde_json::from_value(json!({"metadata": {"generation": 2}, "spec": {"clusterName": "demo", "replicas": 2,
            "selector": {"matchLabels": {"a": "b"}}, "template": {"spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}}}}))
        .unwrap();
        let status = plan(&object, &[], &[], &Ok(Progress::Done), &api::time::now());
        assert!(
            is(&status, condition::SCALING_UP)
                && !is(&status, condition::AVAILABLE)
                && !is(&status, condition::ROLLING_OUT)
        );
        assert_eq!((status.observed_generation, status.selector.as_deref()), (Some(2), Some("a=b")));
        let failed = plan(&object, &[], &[], &Err(Error::Invalid("no template".to_owned())), &api::time::now());
        assert_eq!((failed.observed_generation, failed.phase), (None, Some(MachineDeploymentPhase::Failed)));
    }
}
