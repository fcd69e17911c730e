//! Layer 2: one machine with its bootstrap data and its infrastructure.

use api::{cluster::machine::condition, vsphere::vsphere_machine::condition as provisioned};
use condition::reason;
use texts::t;

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
        let sentence = t().explain_machine_failed(name, &message);
        return Finding::because(State::Failed, object, phase, sentence, Actor::Administrator);
    }
    if let Some(unhealthy) = closed(object, condition::HEALTH_CHECK_SUCCEEDED) {
        return remediation(object, unhealthy.reason, &why(&unhealthy));
    }
    let has_node = !object.text("/status/nodeRef/name").is_empty();
    let was_provisioned = flag(object, "/status/initialization/infrastructureProvisioned");
    let deleted = closed(object, condition::INFRASTRUCTURE_READY).filter(|gate| gate.reason == reason::DELETED);
    if let Some(deleted) = deleted.filter(|_| was_provisioned) {
        let sentence = t().explain_machine_vm_gone(name, why(&deleted));
        return Finding::because(State::Failed, object, deleted.reason, sentence, Actor::You)
            .detail(t().explain_machine_delete_to_replace());
    }
    if has_node {
        return joined(object);
    }
    let lacks = [condition::BOOTSTRAP_CONFIG_READY, condition::INFRASTRUCTURE_READY];
    let lacks = lacks.iter().filter_map(|type_| closed(object, type_));
    if let Some(missing) = lacks.into_iter().find(|gate| gate.reason == reason::DOES_NOT_EXIST) {
        let sentence = t().explain_machine_refers_to_missing(name, why(&missing));
        return Finding::because(State::Waiting, object, missing.reason, sentence, Actor::You);
    }
    if was_provisioned {
        let address = object.items("/status/addresses").filter_map(|address| address["address"].as_str());
        let sentence = match address.into_iter().find(|address| address.contains(['.', ':'])) {
            Some(address) => t().explain_node_starting_at(name, address),
            None => t().explain_node_starting(name),
        };
        return Finding::progressing(object, "WaitingForNode", sentence);
    }
    if !object.is_true(condition::BOOTSTRAP_CONFIG_READY) {
        let sentence = t().explain_machine_waits_bootstrap(name);
        return Finding::progressing(object, reason::WAITING_FOR_BOOTSTRAP_DATA, sentence);
    }
    Finding::progressing(object, phase, t().explain_machine_waits_vm(name))
}

/// The node has joined once.
fn joined(object: &Facts) -> Finding {
    let (name, node) = (object.name(), object.text("/status/nodeRef/name"));
    let Some(ready) = object.condition(condition::NODE_READY).filter(|ready| !ready.is_true()) else {
        return match object.condition(condition::NODE_HEALTHY).filter(|healthy| healthy.status == "False") {
            Some(healthy) => {
                let sentence = t().explain_node_short(node, said(healthy.message));
                Finding::because(State::Waiting, object, healthy.reason, sentence, Actor::You)
            }
            None => match object.condition(condition::READY).filter(|ready| !ready.is_true()) {
                None => Finding::ready(node),
                Some(open) => {
                    let sentence = t().explain_machine_joined_not_ready(name, why(&open));
                    Finding::progressing(object, open.reason, sentence)
                }
            },
        };
    };
    if ready.reason == reason::NODE_DELETED {
        let sentence = t().explain_node_deleted(node);
        return Finding::because(State::Waiting, object, ready.reason, sentence, Actor::You)
            .detail(t().explain_node_deleted_then());
    }
    if ready.status == "Unknown" {
        let sentence = match ready.reason {
            reason::CONNECTION_DOWN => t().explain_node_unknown(node),
            _ => t().explain_node_stopped_reporting(node, why(&ready)),
        };
        return Finding::because(State::Blocked, object, ready.reason, sentence, Actor::Administrator)
            .detail(t().explain_node_may_be_down());
    }
    let sentence = t().explain_node_joined_not_ready(node, why(&ready));
    Finding::progressing(object, object.text("/status/phase"), sentence)
}

/// A health check failed; whether and when the machine is replaced.
fn remediation(object: &Facts, why_unhealthy: &str, message: &str) -> Finding {
    let name = object.name();
    let owner = closed(object, condition::OWNER_REMEDIATED);
    match owner.map(|owner| (owner.reason, why(&owner))) {
        Some((reason::CANNOT_BE_REMEDIATED, limit)) => {
            let sentence = t().explain_machine_not_to_be_replaced(name, limit);
            Finding::because(State::Blocked, object, why_unhealthy, sentence, Actor::Administrator).detail(message)
        }
        Some((reason::REMEDIATION_DEFERRED, later)) => {
            let sentence = t().explain_machine_replaced_later(name, later);
            Finding::because(State::Waiting, object, why_unhealthy, sentence, Actor::Nobody).detail(message)
        }
        _ => {
            let sentence = t().explain_machine_being_replaced(name, message);
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
        Some(gate) if gate.reason == reason::WAITING_FOR_CONTROL_PLANE_INITIALIZED => {
            Finding::progressing(object, gate.reason, t().explain_bootstrap_waits_control_plane(name))
        }
        Some(gate) if !gate.message.is_empty() => Finding::progressing(
            object,
            reason::WAITING_FOR_BOOTSTRAP_DATA,
            t().explain_bootstrap_not_yet(name, why(&gate)),
        ),
        _ => Finding::progressing(object, "", t().explain_bootstrap_being_made(name)),
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
        (step::WAITING_FOR_CLUSTER_INFRASTRUCTURE_READY, _) => t().explain_machine_waits_endpoint(name),
        (step::WAITING_FOR_CONTROL_PLANE_INITIALIZED, _) => t().explain_machine_waits_control_plane(name),
        (step::WAITING_FOR_BOOTSTRAP_DATA, _) => t().explain_machine_waits_bootstrap(name),
        (step::WAITING_FOR_VIRTUAL_MACHINE_GROUP, _) => t().explain_machine_waits_group(name),
        (step::PROVISIONING, "") => t().explain_vm_of_being_made(name),
        (step::PROVISIONING, held) => t().explain_vm_of_not_made_yet(name, held),
        (step::POWERING_ON, "") => t().explain_vm_of_powering_on(name),
        (step::POWERING_ON, held) => t().explain_vm_of_not_on_yet(name, held),
        (step::WAITING_FOR_NETWORK_ADDRESS, _) => t().explain_vm_of_no_address(name),
        (step::WAITING_FOR_BIOS_UUID, _) => t().explain_vm_of_no_identity(name),
        (_, "") => t().explain_vm_of_requested(name),
        (_, message) => t().explain_vm_of_not_there_yet(name, message),
    };
    Finding::progressing(object, reason, sentence)
}
