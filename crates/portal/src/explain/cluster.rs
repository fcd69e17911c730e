//! The state of a whole guest cluster: of all findings in its tree the one that matters most.

use super::{Finding, count, full_stop, object};
use crate::{
    facts::Facts,
    view::{Actor, Cause, State},
};

/// How deep a kind lies; among findings of the same weight the deepest speaks, because it knows the cause.
const DEPTH: [&str; 10] = [
    "GuestCluster",
    "Cluster",
    "VSphereCluster",
    "KubeadmControlPlane",
    "MachineDeployment",
    "MachineSet",
    "Machine",
    "KubeadmConfig",
    "VSphereMachine",
    "VirtualMachine",
];

/// State and cause of the cluster `guest` with all objects below it.
pub(crate) fn explain(guest: &Facts, below: &[Facts]) -> (State, Cause) {
    if guest.is_deleting() {
        return deletion(guest, below);
    }
    let own = object::assess(guest);
    // What holds the cluster as a whole back is not better known further down.
    if matches!(own.state, State::Waiting | State::Failed) {
        return (own.state, own.cause.unwrap_or_else(|| all_ready(guest)));
    }
    let worst = below
        .iter()
        .filter(|object| !(own.state == State::Ready && object.kind() == "KubeadmConfig"))
        .map(|object| (object, object::assess(object)))
        .filter(|(object, finding)| finding.cause.is_some() && says_more(object, finding))
        .max_by_key(|(object, finding)| (weight(finding.state), order(object)));
    match (own.state, worst) {
        (State::Ready, Some((_, finding))) if matches!(finding.state, State::Blocked | State::Failed) => {
            taken(finding, guest)
        }
        (State::Ready, _) => (State::Ready, all_ready(guest)),
        (_, Some((_, finding))) if finding.state != State::Deleting => taken(finding, guest),
        (_, _) => taken(own, guest),
    }
}

fn taken(finding: Finding, guest: &Facts) -> (State, Cause) {
    (finding.state, finding.cause.unwrap_or_else(|| all_ready(guest)))
}

/// Counters and waits on others repeat what a lower object says better.
fn says_more(object: &Facts, finding: &Finding) -> bool {
    let waits_on_others = matches!(object.kind(), "KubeadmConfig" | "VSphereMachine" | "Machine")
        && matches!(
            finding.note.as_str(),
            "WaitingForControlPlaneInitialized" | "WaitingForClusterInfrastructureReady" | "WaitingForBootstrapData"
        );
    !waits_on_others || finding.state != State::Progressing
}

fn weight(state: State) -> u8 {
    match state {
        State::Failed => 5,
        State::Blocked => 4,
        State::Waiting => 3,
        State::Progressing => 2,
        State::Deleting => 1,
        State::Ready => 0,
    }
}

/// Deeper first; control plane before workers, since workers wait for it; then the older object.
fn order(object: &Facts) -> (usize, bool, std::cmp::Reverse<String>) {
    let depth = DEPTH.iter().position(|kind| *kind == object.kind()).unwrap_or(0);
    let control_plane = object.label(api::meta::label::CAPV_CLUSTER_ROLE) == api::meta::label::CAPV_ROLE_CONTROL_PLANE
        || object.at("/metadata/labels").is_some_and(|labels| labels.get(api::meta::label::CONTROL_PLANE).is_some());
    (
        depth,
        control_plane,
        std::cmp::Reverse(format!("{}{}", object.text("/metadata/creationTimestamp"), object.name())),
    )
}

fn all_ready(guest: &Facts) -> Cause {
    let number = |pointer: &str| guest.number(pointer).unwrap_or(0);
    let nodes = number("/status/controlPlane/desired") + number("/status/workers/desired");
    let sentence = match nodes {
        1 => "The only node is ready.".to_owned(),
        _ => format!("All {nodes} nodes are ready."),
    };
    Cause { sentence, detail: None, actor: Actor::Nobody, object: None }
}

fn deletion(guest: &Facts, below: &[Facts]) -> (State, Cause) {
    let of =
        |kind: &str| i64::try_from(below.iter().filter(|object| object.kind() == kind).count()).unwrap_or(i64::MAX);
    let machines = of("VirtualMachine").max(of("Machine"));
    let name = guest.name();
    let sentence = if machines > 0 {
        let verb = if machines == 1 { "is" } else { "are" };
        format!("{name} is being deleted: {} {verb} still there.", count(machines, "machine"))
    } else if below.is_empty() {
        format!("{name} is being deleted: everything below it is gone.")
    } else {
        format!("{name} is being deleted: its machines are gone, its endpoint and records follow.")
    };
    // A machine that the hypervisor does not remove, or a hook that holds one.
    let held = below.iter().map(|object| (object, object::assess(object))).find_map(|(object, finding)| {
        let detail = finding.cause?.detail?;
        matches!(object.kind(), "VirtualMachine" | "Machine").then_some((object, detail))
    });
    let (detail, object) = match held {
        Some((object, detail)) => (Some(full_stop(&detail)), Some(object.reference())),
        None => (None, None),
    };
    let actor = if object.as_ref().is_some_and(|object| object.kind == "VirtualMachine") {
        Actor::Administrator
    } else {
        Actor::Nobody
    };
    (State::Deleting, Cause { sentence, detail, actor, object })
}

#[cfg(test)]
mod tests;
