//! The state of one object, judged by itself.

use api::guest::guest_cluster::condition as guest;

use super::{Finding, count, repeating_error, virtual_machine};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

/// The state of any object that a tree or a layer list shows.
pub(crate) fn assess(object: &Facts) -> Finding {
    if object.kind() == "VirtualMachine" {
        return virtual_machine::assess(object);
    }
    if object.is_deleting() {
        return deleting(object);
    }
    let is_paused = object.is_true("Paused") || object.at("/spec/paused") == Some(&true.into());
    if is_paused && object.kind() != "Node" {
        let sentence = format!("{} is paused; it goes on when `spec.paused` is removed", title(object));
        return Finding::because(State::Waiting, object, "paused", sentence, Actor::You);
    }
    let finding = match object.kind() {
        "GuestCluster" => guest_cluster(object),
        "Cluster" => cluster(object),
        "VSphereCluster" => vsphere_cluster(object),
        "VirtualMachineService" => service(object),
        "KubeadmControlPlane" | "MachineDeployment" | "MachineSet" => replicated(object),
        "Machine" => machine(object),
        "KubeadmConfig" => made(object, "/status/initialization/dataSecretCreated", "bootstrap data"),
        "VSphereMachine" => made(object, "/status/initialization/provisioned", "virtual machine"),
        "Node" => node(object),
        _ => by_ready_condition(object),
    };
    // An error that is tried again outranks "on its way", whatever the kind.
    match repeating_error(object) {
        Some(error) if matches!(finding.state, State::Progressing) => {
            let sentence = format!("{} is held up: {}", title(object), error.message);
            Finding::because(State::Blocked, object, error.reason, sentence, Actor::Administrator)
                .detail("It is tried again by itself, with longer pauses each time")
        }
        _ => finding,
    }
}

/// `Machine demo-x7`, `Cluster demo`.
pub(crate) fn title(object: &Facts) -> String {
    format!("{} {}", object.kind(), object.name())
}

fn deleting(object: &Facts) -> Finding {
    let finalizers: Vec<&str> = object.finalizers().collect();
    let sentence = match finalizers.as_slice() {
        [] => format!("{} is being removed", title(object)),
        [one] => format!("{} is being removed; {one} still has to finish", title(object)),
        many => format!("{} is being removed; {} still have to finish", title(object), many.join(" and ")),
    };
    let finding = Finding::because(State::Deleting, object, "deleting", sentence, Actor::Nobody);
    match object.condition("Deleting").filter(|condition| condition.is_true()) {
        Some(condition) => finding.detail(condition.message),
        None => finding,
    }
}

fn guest_cluster(object: &Facts) -> Finding {
    let name = object.name();
    for type_ in [guest::QUOTA_AVAILABLE, guest::VERSION_RESOLVED] {
        if let Some(condition) = object.condition(type_).filter(|condition| condition.status == "False") {
            return Finding::because(State::Waiting, object, condition.reason, condition.message, Actor::You);
        }
    }
    let not_found = [guest::reason::CLASS_NOT_FOUND, guest::reason::STORAGE_CLASS_NOT_FOUND];
    if let Some(condition) = object.conditions().find(|c| !c.is_true() && not_found.contains(&c.reason)) {
        return Finding::because(State::Waiting, object, condition.reason, condition.message, Actor::You);
    }
    if object.text("/status/phase") == "Failed" {
        let message = object.condition(guest::READY).map(|ready| ready.message).unwrap_or_default();
        let sentence = format!("{name} cannot become what was asked for: {message}");
        return Finding::because(State::Failed, object, "Failed", sentence, Actor::You);
    }
    let nodes = |pointer: &str| object.number(pointer).unwrap_or(0);
    let ready = nodes("/status/controlPlane/ready") + nodes("/status/workers/ready");
    let desired = nodes("/status/controlPlane/desired") + nodes("/status/workers/desired");
    let current = object.number("/metadata/generation") == object.number("/status/observedGeneration");
    match object.condition(guest::READY) {
        Some(condition) if condition.is_true() && current => Finding::ready(format!("{ready} of {desired} nodes")),
        Some(condition) if !condition.message.is_empty() && !condition.is_true() => Finding::progressing(
            object,
            format!("{ready} of {desired} nodes"),
            format!("{name}: {}", condition.message),
        ),
        _ => Finding::progressing(object, "requested", format!("{name} has been requested")),
    }
}

fn cluster(object: &Facts) -> Finding {
    let host = object.text("/spec/controlPlaneEndpoint/host");
    let note = if host.is_empty() { String::new() } else { format!("endpoint {host}:{}", port(object)) };
    if object.is_true("Available") {
        return Finding::ready(note);
    }
    let initialized = object.at("/status/initialization/controlPlaneInitialized") == Some(&true.into());
    let sentence = match (host.is_empty(), initialized) {
        (true, _) => format!("cluster {} waits for its endpoint", object.name()),
        (false, false) => format!("the control plane of {} does not answer yet", object.name()),
        (false, true) => format!("the control plane of {} answers; not all its machines are there yet", object.name()),
    };
    Finding::progressing(object, note, sentence)
}

fn port(object: &Facts) -> i64 {
    object.number("/spec/controlPlaneEndpoint/port").unwrap_or(6443)
}

fn vsphere_cluster(object: &Facts) -> Finding {
    if object.at("/status/initialization/provisioned") == Some(&true.into()) {
        return Finding::ready(object.text("/spec/controlPlaneEndpoint/host"));
    }
    let sentence = format!("cluster {} waits for its load balancer's address", object.name());
    Finding::progressing(object, "WaitingForEndpoint", sentence)
}

fn service(object: &Facts) -> Finding {
    let address = object.items("/status/loadBalancer/ingress").next().and_then(|ingress| ingress["ip"].as_str());
    match address {
        Some(address) => Finding::ready(address),
        None if object.text("/spec/type") != "LoadBalancer" => Finding::ready(""),
        None => {
            let sentence = format!("the load balancer {} has no address yet", object.name());
            Finding::progressing(object, "WaitingForAddress", sentence)
        }
    }
}

fn replicated(object: &Facts) -> Finding {
    let desired = object.number("/spec/replicas").unwrap_or(1);
    let number = |pointer: &str| object.number(pointer).unwrap_or(0);
    let (ready, replicas) = (number("/status/readyReplicas"), number("/status/replicas"));
    let up_to_date = object.number("/status/upToDateReplicas").unwrap_or(desired);
    let note = format!("{ready} of {desired}");
    if ready == desired && replicas == desired && up_to_date >= desired {
        return Finding::ready(note);
    }
    let sentence = if ready > desired || replicas > desired {
        format!("{} has {} too many", title(object), count(replicas - desired, "machine"))
    } else if up_to_date < desired && ready == desired {
        format!("{} replaces {}", title(object), count(desired - up_to_date, "machine"))
    } else {
        format!("{} has {ready} of {} ready", title(object), count(desired, "machine"))
    };
    Finding::progressing(object, note, sentence)
}

fn machine(object: &Facts) -> Finding {
    let name = object.name();
    let phase = object.text("/status/phase");
    if phase == "Failed" {
        let message = object.condition("Ready").map(|ready| ready.message).unwrap_or_default();
        return Finding::because(
            State::Failed,
            object,
            phase,
            format!("machine {name} failed: {message}"),
            Actor::Administrator,
        );
    }
    if object.is_true("NodeReady") && object.condition("Ready").is_none_or(|ready| ready.is_true()) {
        return Finding::ready(object.text("/status/nodeRef/name"));
    }
    let address =
        object.items("/status/addresses").filter_map(|address| address["address"].as_str()).find(|a| a.contains('.'));
    let provisioned = object.at("/status/initialization/infrastructureProvisioned") == Some(&true.into());
    let has_node = !object.text("/status/nodeRef/name").is_empty();
    match (provisioned, has_node) {
        (_, true) => match object.condition("NodeReady").filter(|node| !node.is_true()) {
            Some(node) if node.status == "Unknown" => {
                let sentence = format!("node {name} has stopped to report: {}", node.message);
                Finding::because(State::Blocked, object, node.reason, sentence, Actor::Administrator)
            }
            node => {
                let message = node.map(|n| n.message).unwrap_or_default();
                Finding::progressing(object, phase, format!("node {name} has joined and is not ready yet: {message}"))
            }
        },
        (true, false) => {
            let place = address.map(|address| format!(" ({address})")).unwrap_or_default();
            let sentence = format!("node {name} is starting: its machine has an address{place} and has not joined yet");
            Finding::progressing(object, "WaitingForNode", sentence)
        }
        (false, false) if !object.is_true("BootstrapConfigReady") => Finding::progressing(
            object,
            "WaitingForBootstrapData",
            format!("machine {name} waits for its bootstrap data"),
        ),
        (false, false) => Finding::progressing(object, phase, format!("machine {name} waits for its virtual machine")),
    }
}

/// KubeadmConfig and VSphereMachine: done when a flag of their status is set.
fn made(object: &Facts, flag: &str, what: &str) -> Finding {
    if object.at(flag) == Some(&true.into()) {
        return Finding::ready("");
    }
    let open =
        object.conditions().find(|condition| condition.status == "False" && !condition.reason.starts_with("Not"));
    let reason = open.map(|condition| condition.reason).unwrap_or_default().to_owned();
    let sentence = match reason.as_str() {
        "WaitingForControlPlaneInitialized" => {
            format!("{} waits until the control plane answers", object.name())
        }
        "WaitingForClusterInfrastructureReady" => {
            format!("{} waits for the cluster's endpoint", object.name())
        }
        "WaitingForBootstrapData" => format!("{} waits for its bootstrap data", object.name()),
        _ => format!("the {what} of {} is being made", object.name()),
    };
    Finding::progressing(object, reason, sentence)
}

fn node(object: &Facts) -> Finding {
    let unschedulable = object.at("/spec/unschedulable") == Some(&true.into());
    match object.condition("Ready") {
        Some(ready) if ready.is_true() && unschedulable => {
            let sentence = format!("host {} takes no new machines: it is in maintenance", object.name());
            Finding::because(State::Waiting, object, "maintenance", sentence, Actor::Administrator)
        }
        Some(ready) if ready.is_true() => Finding::ready(""),
        Some(ready) => {
            let sentence = format!("host {} is not ready: {}", object.name(), ready.message);
            Finding::because(State::Blocked, object, ready.reason, sentence, Actor::Administrator)
        }
        None => Finding::progressing(object, "", format!("host {} has not reported yet", object.name())),
    }
}

/// Kinds without a rule of their own: what their `Ready` condition says; without one they are as they should be.
fn by_ready_condition(object: &Facts) -> Finding {
    match object.condition("Ready").filter(|ready| !ready.is_true()) {
        None => Finding::ready(""),
        Some(ready) => {
            let sentence = format!("{} is not ready: {}", title(object), ready.message);
            Finding::progressing(object, ready.reason, sentence)
        }
    }
}
