//! What the status of a Machine says. Pure.

use std::time::Duration;

use api::{
    cluster::{
        ConditionPolarity, Machine, MachinePhase, MachineStatus, MachineStatusNodeRef,
        machine::condition::{self, reason},
    },
    conditions::{self, Status},
};
use k8s_openapi::{api::core::v1::Node, apimachinery::pkg::apis::meta::v1::Time};

use super::{
    deletion::Stage,
    found::{Found, is_provisioned},
    seconds,
};
use crate::{conditions::Conditions, error::Error, meta};

/// A guest may be silent so long before its Nodes count as unknown.
const GRACE: Duration = Duration::from_secs(300);

/// The status after a reconcile that came to `result` (the stage while deleting), and when time alone changes it.
pub(super) fn plan(
    machine: &Machine,
    found: &Found,
    result: &Result<Option<Stage>, Error>,
    paused: bool,
    now: &Time,
) -> (MachineStatus, Option<Duration>) {
    let mut status = machine.status.clone().unwrap_or_default();
    let before = status.phase;
    let done = status.initialization.get_or_insert_default();
    // Neither is ever taken back.
    if machine.spec.bootstrap.data_secret_name.is_some() {
        done.bootstrap_data_secret_created = Some(true);
    }
    if let Some(infrastructure) = found.infrastructure.as_ref().filter(|one| is_provisioned(one)) {
        done.infrastructure_provisioned = Some(true);
        let theirs = infrastructure.status.clone().unwrap_or_default();
        status.addresses = theirs.addresses;
        status.failure_domain = theirs.failure_domain;
    }
    if let Some(node) = &found.node {
        status.node_ref = Some(MachineStatusNodeRef { name: node.metadata.name.clone().unwrap_or_default() });
        status.node_info = node.status.as_ref().and_then(|status| status.node_info.clone());
    }
    deletion_times(&mut status, result, now);
    status.phase = Some(phase(machine, &status));
    if status.phase != before {
        status.last_updated = Some(now.clone());
    }
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, machine.metadata.generation, now);
    let mut next = None;
    if !paused {
        bootstrap(&mut to, machine, found);
        infrastructure(&mut to, machine, found, &status);
        next = node(&mut to, machine, found, &status);
        up_to_date(&mut to, found);
        deleting(&mut to, machine, result);
        next = earlier(next, ready_and_available(&mut to, machine, now));
    }
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    if result.is_ok() && !paused {
        status.observed_generation = machine.metadata.generation;
    }
    (status, next)
}

fn earlier(one: Option<Duration>, two: Option<Duration>) -> Option<Duration> {
    match (one, two) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    }
}

fn phase(machine: &Machine, status: &MachineStatus) -> MachinePhase {
    let done = status.initialization.clone().unwrap_or_default();
    if meta::is_deleting(&machine.metadata) {
        MachinePhase::Deleting
    } else if done.infrastructure_provisioned == Some(true) && status.node_ref.is_some() {
        MachinePhase::Running
    } else if done.infrastructure_provisioned == Some(true) {
        MachinePhase::Provisioned
    } else if machine.spec.bootstrap.data_secret_name.is_some() {
        MachinePhase::Provisioning
    } else {
        MachinePhase::Pending
    }
}

/// When each wait began, for its timeout.
fn deletion_times(status: &mut MachineStatus, result: &Result<Option<Stage>, Error>, now: &Time) {
    let Ok(Some(stage)) = result else { return };
    let times = status.deletion.get_or_insert_default();
    let time = match stage {
        Stage::PreDrainHook(_) => &mut times.wait_for_pre_drain_hook_start_time,
        Stage::Draining(_) => &mut times.node_drain_start_time,
        Stage::Volumes(..) => &mut times.wait_for_node_volume_detach_start_time,
        Stage::PreTerminateHook(_) => &mut times.wait_for_pre_terminate_hook_start_time,
        Stage::Infrastructure(_) | Stage::Bootstrap(_) | Stage::Gone => return,
    };
    time.get_or_insert_with(|| now.clone());
}

fn bootstrap(to: &mut Conditions<'_>, machine: &Machine, found: &Found) {
    let type_ = condition::BOOTSTRAP_CONFIG_READY;
    match (&machine.spec.bootstrap.config_ref, &found.config) {
        (None, _) => to.set(type_, true, reason::DATA_SECRET_PROVIDED, ""),
        (Some(_), Some(config)) => {
            let ready = config.status.as_ref().and_then(|status| conditions::get(&status.conditions, condition::READY));
            to.mirror(type_, ready, (reason::NOT_READY, "The KubeadmConfig has not reported yet"));
        }
        (Some(reference), None) if machine.spec.bootstrap.data_secret_name.is_some() => {
            to.set(type_, false, reason::DELETED, format!("{} {} has been deleted", reference.kind, reference.name));
        }
        (Some(reference), None) => to.set(
            type_,
            false,
            reason::DOES_NOT_EXIST,
            format!("{} {} does not exist", reference.kind, reference.name),
        ),
    }
}

fn infrastructure(to: &mut Conditions<'_>, machine: &Machine, found: &Found, status: &MachineStatus) {
    let type_ = condition::INFRASTRUCTURE_READY;
    let reference = &machine.spec.infrastructure_ref;
    let was_there = status.initialization.as_ref().is_some_and(|done| done.infrastructure_provisioned == Some(true));
    match &found.infrastructure {
        Some(infrastructure) => {
            let ready =
                infrastructure.status.as_ref().and_then(|status| conditions::get(&status.conditions, condition::READY));
            to.mirror(type_, ready, (reason::NOT_READY, "The VSphereMachine has not reported yet"));
        }
        None if was_there => {
            to.set(type_, false, reason::DELETED, format!("{} {} has been deleted", reference.kind, reference.name))
        }
        None => to.set(
            type_,
            false,
            reason::DOES_NOT_EXIST,
            format!("{} {} does not exist", reference.kind, reference.name),
        ),
    }
}

/// What is known of the Node; returns when it will count as unknown.
fn node(to: &mut Conditions<'_>, machine: &Machine, found: &Found, status: &MachineStatus) -> Option<Duration> {
    let mut both = |status: Status, reasons: (&str, &str), message: String| {
        to.set(condition::NODE_READY, status, reasons.0, message.clone());
        to.set(condition::NODE_HEALTHY, status, reasons.1, message);
    };
    let waiting = (reason::INSPECTION_FAILED, reason::INSPECTION_FAILED);
    if let Some(silence) = found.silent_for.filter(|_| status.node_ref.is_some()) {
        if silence < GRACE {
            // What was said stays said for a while.
            return Some(GRACE - silence);
        }
        let lost = (reason::CONNECTION_DOWN, reason::CONNECTION_DOWN);
        both(Status::Unknown, lost, "The API of the cluster does not answer".to_owned());
        return None;
    }
    match &found.node {
        Some(node) => joined(to, node),
        None if machine.spec.provider_id.is_none() => {
            both(Status::Unknown, waiting, "Waiting for the virtual machine".to_owned())
        }
        None if found.nodes_known && status.node_ref.is_some() => {
            let name = status.node_ref.as_ref().map(|node| node.name.as_str()).unwrap_or_default();
            both(Status::False, (reason::NODE_DELETED, reason::NODE_DELETED), format!("Node {name} has been deleted"));
        }
        // Restarted: the Nodes are about to be listed.
        None if status.node_ref.is_some() => {}
        None => {
            let id = machine.spec.provider_id.as_deref().unwrap_or_default();
            both(Status::Unknown, waiting, format!("Waiting for a Node with spec.providerID {id} to exist"));
        }
    }
    None
}

fn joined(to: &mut Conditions<'_>, node: &Node) {
    let list = node.status.as_ref().and_then(|status| status.conditions.as_deref()).unwrap_or_default();
    let of = |type_: &str| list.iter().find(|condition| condition.type_ == type_);
    let said = |type_: &str| of(type_).and_then(|condition| condition.message.clone()).unwrap_or_default();
    let ready = of("Ready").map(|condition| condition.status.as_str());
    match ready {
        Some("True") => to.set(condition::NODE_READY, true, reason::NODE_READY, ""),
        Some("False") => to.set(condition::NODE_READY, false, reason::NODE_NOT_READY, said("Ready")),
        _ => to.set(condition::NODE_READY, Status::Unknown, reason::NODE_READY_UNKNOWN, said("Ready")),
    }
    let mut lines: Vec<String> = Vec::new();
    let mut bad = ready == Some("False");
    if ready != Some("True") {
        lines.push(format!("* Node.Ready: {}", said("Ready")));
    }
    for type_ in ["MemoryPressure", "DiskPressure", "PIDPressure"] {
        match of(type_).map(|condition| condition.status.as_str()) {
            Some("True") => {
                bad = true;
                lines.push(format!("* Node.{type_}: {}", said(type_)));
            }
            Some("False") => {}
            // A Node that does not report a pressure is not under it.
            None => {}
            Some(_) => lines.push(format!("* Node.{type_}: unknown")),
        }
    }
    let message = lines.join("\n");
    if lines.is_empty() {
        to.set(condition::NODE_HEALTHY, true, reason::NODE_HEALTHY, "");
    } else if bad {
        to.set(condition::NODE_HEALTHY, false, reason::NODE_NOT_HEALTHY, message);
    } else {
        to.set(condition::NODE_HEALTHY, Status::Unknown, reason::NODE_HEALTH_UNKNOWN, message);
    }
}

fn up_to_date(to: &mut Conditions<'_>, found: &Found) {
    match found.differences.as_deref() {
        None => {}
        Some([]) => to.set(condition::UP_TO_DATE, true, reason::UP_TO_DATE, ""),
        Some(differences) => {
            let lines: Vec<String> = differences.iter().map(|one| format!("* {one}")).collect();
            to.set(condition::UP_TO_DATE, false, reason::NOT_UP_TO_DATE, lines.join("\n"));
        }
    }
}

fn deleting(to: &mut Conditions<'_>, machine: &Machine, result: &Result<Option<Stage>, Error>) {
    match result {
        Ok(Some(stage)) => {
            let (reason, message) = stage.said();
            to.set(condition::DELETING, true, reason, message);
        }
        Err(error) if meta::is_deleting(&machine.metadata) => {
            to.set(condition::DELETING, true, reason::INTERNAL_ERROR, error.to_string())
        }
        _ if meta::is_deleting(&machine.metadata) => to.set(condition::DELETING, true, reason::DELETING, ""),
        _ => to.set(condition::DELETING, false, reason::NOT_DELETING, ""),
    }
}

/// `Ready` sums up the others; `Available` needs it to last. Returns when it will have lasted.
fn ready_and_available(to: &mut Conditions<'_>, machine: &Machine, now: &Time) -> Option<Duration> {
    let gates = machine.spec.readiness_gates.as_deref().unwrap_or_default();
    let gated = |wanted: ConditionPolarity| {
        gates
            .iter()
            .filter(move |gate| gate.polarity.unwrap_or(ConditionPolarity::Positive) == wanted)
            .map(|gate| gate.condition_type.as_str())
    };
    let mut positive =
        vec![condition::BOOTSTRAP_CONFIG_READY, condition::INFRASTRUCTURE_READY, condition::NODE_HEALTHY];
    // These are others' words; they count when they are there.
    for type_ in [condition::HEALTH_CHECK_SUCCEEDED, condition::OWNER_REMEDIATED] {
        if conditions::get(to.list(), type_).is_some() {
            positive.push(type_);
        }
    }
    positive.extend(gated(ConditionPolarity::Positive));
    let mut negative = vec![condition::DELETING];
    negative.extend(gated(ConditionPolarity::Negative));
    to.summarize(condition::READY, &positive, &negative, (reason::READY, reason::NOT_READY, reason::READY_UNKNOWN));
    let lasting = i64::from(machine.spec.min_ready_seconds.unwrap_or_default());
    let since = conditions::get(to.list(), condition::READY)
        .filter(|ready| ready.status == "True")
        .map(|ready| ready.last_transition_time.0.as_second());
    let Some(since) = since else {
        to.set(condition::AVAILABLE, false, reason::NOT_READY, "");
        return None;
    };
    let left = since + lasting - now.0.as_second();
    if left <= 0 {
        to.set(condition::AVAILABLE, true, reason::AVAILABLE, "");
        return None;
    }
    to.set(condition::AVAILABLE, false, reason::WAITING_FOR_MIN_READY_SECONDS, "");
    Some(seconds(left))
}

#[cfg(test)]
mod tests;
