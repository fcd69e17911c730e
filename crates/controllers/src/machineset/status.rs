//! What the status of a MachineSet says. Pure.

use std::sync::Arc;

use api::{
    cluster::{
        Machine, MachineSet, MachineSetStatus, machine,
        machine_set::condition::{self, reason},
    },
    conditions::{self, Status},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

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
    /// Its machines are being removed.
    Deleting,
    /// The number of machines is, or will be, as wanted.
    Done,
}

/// The status after a reconcile that came to `progress`.
pub(super) fn plan(
    object: &MachineSet,
    machines: &[Arc<Machine>],
    progress: &Result<Progress, Error>,
    now: &Time,
) -> MachineSetStatus {
    let mut status = object.status.clone().unwrap_or_default();
    let count = |type_: &str| {
        let those = machines.iter().filter(|machine| conditions::is_true(contract::conditions_of(machine), type_));
        i32::try_from(those.count()).ok()
    };
    let current = i32::try_from(machines.len()).unwrap_or(i32::MAX);
    let desired = if meta::is_deleting(&object.metadata) { 0 } else { object.spec.replicas.unwrap_or(1) };
    status.replicas = Some(current);
    status.ready_replicas = count(machine::condition::READY);
    status.available_replicas = count(machine::condition::AVAILABLE);
    status.up_to_date_replicas = count(machine::condition::UP_TO_DATE);
    status.selector = Some(meta::selector_text(&object.spec.selector));
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, object.metadata.generation, now);
    let why = progress.as_ref().err().map(|error| format!("\n* {error}")).unwrap_or_default();
    if current < desired {
        to.set(
            condition::SCALING_UP,
            true,
            reason::SCALING_UP,
            format!("Scaling up from {current} to {desired} replicas{why}"),
        );
    } else {
        to.set(condition::SCALING_UP, false, reason::NOT_SCALING_UP, "");
    }
    if current > desired {
        to.set(
            condition::SCALING_DOWN,
            true,
            reason::SCALING_DOWN,
            format!("Scaling down from {current} to {desired} replicas{why}"),
        );
    } else {
        to.set(condition::SCALING_DOWN, false, reason::NOT_SCALING_DOWN, "");
    }
    to.set(condition::REMEDIATING, false, reason::NOT_REMEDIATING, "");
    if machines.is_empty() {
        to.set(condition::MACHINES_READY, true, reason::NO_REPLICAS, "");
    } else {
        let named = machines
            .iter()
            .map(|machine| (machine.metadata.name.as_deref().unwrap_or_default(), contract::conditions_of(machine)));
        let (status, message) = aggregate(named, "Machine", machine::condition::READY);
        let said = match status {
            Status::True => reason::READY,
            Status::False => reason::NOT_READY,
            Status::Unknown => reason::READY_UNKNOWN,
        };
        to.set(condition::MACHINES_READY, status, said, message);
    }
    match progress {
        _ if !meta::is_deleting(&object.metadata) => to.set(condition::DELETING, false, reason::NOT_DELETING, ""),
        Err(error) => to.set(condition::DELETING, true, reason::INTERNAL_ERROR, error.to_string()),
        Ok(_) => to.set(condition::DELETING, true, reason::DELETING, format!("Deleting {current} replicas")),
    }
    let paused = matches!(progress, Ok(Progress::Paused));
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    if progress.is_ok() && !paused {
        status.observed_generation = object.metadata.generation;
    }
    status
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn machines_are_counted_by_their_conditions() {
        let object: MachineSet = serde_json::from_value(json!({"metadata": {"generation": 1}, "spec": {"clusterName": "demo", "replicas": 2, "selector": {},
            "template": {"spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}}}}))
        .unwrap();
        let ready: Machine = serde_json::from_value(json!({"metadata": {"name": "a"}, "spec": {"clusterName": "demo", "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}},
            "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Ready", "message": "", "lastTransitionTime": "2026-11-21T00:00:00Z"}]}}))
        .unwrap();
        let status = plan(&object, &[Arc::new(ready)], &Ok(Progress::Done), &api::time::now());
        assert_eq!((status.replicas, status.ready_replicas, status.available_replicas), (Some(1), Some(1), Some(0)));
        assert!(conditions::is_true(&status.conditions, condition::SCALING_UP));
        assert_eq!(status.observed_generation, Some(1));
    }
}
