//! Layer 2: one machine with its bootstrap data and its infrastructure.

use api::{cluster::machine::condition, vsphere::vsphere_machine::condition as provisioned};
use condition::reason;

use super::{Finding, closed, flag, why, words::said};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

pub(super) fn machine(object: &Facts) -> Finding {
    let name = object.name();
    let phase = object.text("/status/phase");
    if phase == "Failed" {
        let message = object.condition(condition::READY).map(|ready| why(&ready)).unwrap_or_default();
        let sentence = format!("Machine {name} failed: {message}");
        return Finding::because(State::Failed, object, phase, sentence, Actor::Administrator);
    }
    if let Some(unhealthy) = closed(object, condition::HEALTH_CHECK_SUCCEEDED) {
        return remediation(object, unhealthy.reason, &why(&unhealthy));
    }
    let has_node = !object.text("/status/nodeRef/name").is_empty();
    let was_provisioned = flag(object, "/status/initialization/infrastructureProvisioned");
    let deleted = closed(object, condition::INFRASTRUCTURE_READY).filter(|gate| gate.reason == reason::DELETED);
    if let Some(deleted) = deleted.filter(|_| was_provisioned) {
        let sentence = format!("The virtual machine of machine {name} is gone: {}", why(&deleted));
        return Finding::because(State::Failed, object, deleted.reason, sentence, Actor::You)
            .detail("Delete the Machine to have it replaced");
    }
    if has_node {
        return joined(object);
    }
    let lacks = [condition::BOOTSTRAP_CONFIG_READY, condition::INFRASTRUCTURE_READY];
    let lacks = lacks.iter().filter_map(|type_| closed(object, type_));
    if let Some(missing) = lacks.into_iter().find(|gate| gate.reason == reason::DOES_NOT_EXIST) {
        let sentence = format!("Machine {name} refers to an object that is not there: {}", why(&missing));
        return Finding::because(State::Waiting, object, missing.reason, sentence, Actor::You);
    }
    if was_provisioned {
        let address = object.items("/status/addresses").filter_map(|address| address["address"].as_str());
        let sentence = match address.into_iter().find(|address| address.contains(['.', ':'])) {
            Some(address) => {
                format!("Node {name} is starting: its machine has an address ({address}) and has not joined yet")
            }
            None => format!("Node {name} is starting: its machine is there and has not joined yet"),
        };
        return Finding::progressing(object, "WaitingForNode", sentence);
    }
    if !object.is_true(condition::BOOTSTRAP_CONFIG_READY) {
        let sentence = format!("Machine {name} waits for its bootstrap data");
        return Finding::progressing(object, reason::WAITING_FOR_BOOTSTRAP_DATA, sentence);
    }
    Finding::progressing(object, phase, format!("Machine {name} waits for its virtual machine"))
}

/// The node has joined once.
fn joined(object: &Facts) -> Finding {
    let (name, node) = (object.name(), object.text("/status/nodeRef/name"));
    let Some(ready) = object.condition(condition::NODE_READY).filter(|ready| !ready.is_true()) else {
        return match object.condition(condition::NODE_HEALTHY).filter(|healthy| healthy.status == "False") {
            Some(healthy) => {
                let sentence = format!("Node {node} works and is short of something: {}", said(healthy.message));
                Finding::because(State::Waiting, object, healthy.reason, sentence, Actor::You)
            }
            None => match object.condition(condition::READY).filter(|ready| !ready.is_true()) {
                None => Finding::ready(node),
                Some(open) => {
                    let sentence = format!("Machine {name} has joined and is not ready yet: {}", why(&open));
                    Finding::progressing(object, open.reason, sentence)
                }
            },
        };
    };
    if ready.reason == reason::NODE_DELETED {
        let sentence = format!("Somebody deleted node {node} inside the cluster, while its machine still runs");
        return Finding::because(State::Waiting, object, ready.reason, sentence, Actor::You)
            .detail("Delete the Machine to have it replaced, or restart the machine to have it join again");
    }
    if ready.status == "Unknown" {
        let sentence = match ready.reason {
            reason::CONNECTION_DOWN => {
                format!("The cluster's own API does not answer, so nothing is known of node {node}")
            }
            _ => format!("Node {node} has stopped to report: {}", why(&ready)),
        };
        return Finding::because(State::Blocked, object, ready.reason, sentence, Actor::Administrator)
            .detail("The machine may be down or cut off; it counts again as soon as it reports");
    }
    let sentence = format!("Node {node} has joined and is not ready yet: {}", why(&ready));
    Finding::progressing(object, object.text("/status/phase"), sentence)
}

/// A health check failed; whether and when the machine is replaced.
fn remediation(object: &Facts, why_unhealthy: &str, message: &str) -> Finding {
    let name = object.name();
    let owner = closed(object, condition::OWNER_REMEDIATED);
    match owner.map(|owner| (owner.reason, why(&owner))) {
        Some((reason::CANNOT_BE_REMEDIATED, limit)) => {
            let sentence = format!("Machine {name} is unhealthy and must not be replaced: {limit}");
            Finding::because(State::Blocked, object, why_unhealthy, sentence, Actor::Administrator).detail(message)
        }
        Some((reason::REMEDIATION_DEFERRED, later)) => {
            let sentence = format!("Machine {name} is unhealthy and is replaced later: {later}");
            Finding::because(State::Waiting, object, why_unhealthy, sentence, Actor::Nobody).detail(message)
        }
        _ => {
            let sentence = format!("Machine {name} is unhealthy and is being replaced: {message}");
            Finding::progressing(object, why_unhealthy, sentence)
        }
    }
}

/// A KubeadmConfig: done when its data is there.
pub(super) fn bootstrap(object: &Facts) -> Finding {
    let name = object.name();
    if flag(object, "/status/initialization/dataSecretCreated") {
        return Finding::ready("");
    }
    match closed(object, api::bootstrap::kubeadm_config::condition::DATA_SECRET_AVAILABLE) {
        Some(gate) if gate.reason == reason::WAITING_FOR_CONTROL_PLANE_INITIALIZED => Finding::progressing(
            object,
            gate.reason,
            format!("The bootstrap data of {name} is made when the control plane answers"),
        ),
        Some(gate) if !gate.message.is_empty() => Finding::progressing(
            object,
            reason::WAITING_FOR_BOOTSTRAP_DATA,
            format!("The bootstrap data of {name} is not made yet: {}", why(&gate)),
        ),
        _ => Finding::progressing(object, "", format!("The bootstrap data of {name} is being made")),
    }
}

/// A VSphereMachine: the reasons of its one condition, in the order in which they come.
pub(super) fn infrastructure(object: &Facts) -> Finding {
    use provisioned::reason as step;
    let name = object.name();
    if flag(object, "/status/initialization/provisioned") {
        return Finding::ready("");
    }
    let gate = closed(object, provisioned::VIRTUAL_MACHINE_PROVISIONED);
    let (reason, message) = gate.map(|gate| (gate.reason, said(gate.message))).unwrap_or_default();
    let sentence = match (reason, message.as_str()) {
        (step::WAITING_FOR_CLUSTER_INFRASTRUCTURE_READY, _) => {
            format!("Machine {name} waits for the cluster's endpoint")
        }
        (step::WAITING_FOR_CONTROL_PLANE_INITIALIZED, _) => {
            format!("Machine {name} waits until the control plane answers")
        }
        (step::WAITING_FOR_BOOTSTRAP_DATA, _) => format!("Machine {name} waits for its bootstrap data"),
        (step::WAITING_FOR_VIRTUAL_MACHINE_GROUP, _) => format!("Machine {name} waits for its group of machines"),
        (step::PROVISIONING, "") => format!("The virtual machine of {name} is being made"),
        (step::PROVISIONING, held) => format!("The virtual machine of {name} is not made yet: {held}"),
        (step::POWERING_ON, "") => format!("The virtual machine of {name} is being powered on"),
        (step::POWERING_ON, held) => format!("The virtual machine of {name} is not powered on yet: {held}"),
        (step::WAITING_FOR_NETWORK_ADDRESS, _) => format!("The virtual machine of {name} runs and has no address yet"),
        (step::WAITING_FOR_BIOS_UUID, _) => {
            format!("The virtual machine of {name} runs and has not told its identity yet")
        }
        (_, "") => format!("The virtual machine of {name} has been asked for"),
        (_, message) => format!("The virtual machine of {name} is not there yet: {message}"),
    };
    Finding::progressing(object, reason, sentence)
}
