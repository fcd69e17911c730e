//! Layer 2: clusters, control planes, deployments and sets of machines.

use api::{
    cluster::cluster::condition, controlplane::kubeadm_control_plane::condition as control_plane,
    vsphere::vsphere_cluster::condition as infrastructure,
};

use super::{Finding, closed, flag, title, why, words::count, words::said};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

/// Reasons of a reference to an object that is not there.
const MISSING: [&str; 2] = [condition::reason::DOES_NOT_EXIST, condition::reason::DELETED];

pub(super) fn cluster(object: &Facts) -> Finding {
    let name = object.name();
    let host = object.text("/spec/controlPlaneEndpoint/host");
    let port = object.number("/spec/controlPlaneEndpoint/port").unwrap_or(6443);
    let note = if host.is_empty() { String::new() } else { format!("endpoint {host}:{port}") };
    if object.is_true(condition::AVAILABLE) {
        return Finding::ready(note);
    }
    let refers = [condition::INFRASTRUCTURE_READY, condition::CONTROL_PLANE_AVAILABLE];
    let missing = refers.iter().filter_map(|type_| closed(object, type_)).find(|c| MISSING.contains(&c.reason));
    if let Some(missing) = missing {
        let sentence = format!("Cluster {name} refers to an object that is not there: {}", why(&missing));
        return Finding::because(State::Waiting, object, missing.reason, sentence, Actor::You);
    }
    if let Some(topology) = closed(object, condition::TOPOLOGY_RECONCILED) {
        let sentence = format!("The topology of cluster {name} cannot be applied: {}", why(&topology));
        return Finding::because(State::Blocked, object, topology.reason, sentence, Actor::You);
    }
    let initialized = flag(object, "/status/initialization/controlPlaneInitialized");
    let sentence = match (host.is_empty(), initialized) {
        (true, _) => format!("Cluster {name} waits for its endpoint"),
        (false, false) => format!("The control plane of cluster {name} does not answer yet"),
        (false, true) => {
            let open = object.condition(condition::AVAILABLE).map(|available| said(available.message));
            match open.filter(|open| !open.is_empty()) {
                Some(open) => format!("The control plane of cluster {name} has answered; still open: {open}"),
                None => format!("The control plane of cluster {name} answers; not all its machines are there yet"),
            }
        }
    };
    Finding::progressing(object, note, sentence)
}

pub(super) fn vsphere_cluster(object: &Facts) -> Finding {
    let name = object.name();
    if flag(object, "/status/initialization/provisioned") {
        return Finding::ready(object.text("/spec/controlPlaneEndpoint/host"));
    }
    let gates = [
        (infrastructure::RESOURCE_POLICY_READY, "WaitingForResourcePolicy"),
        (infrastructure::NETWORK_READY, "WaitingForNetwork"),
    ];
    for (type_, note) in gates {
        if let Some(gate) = closed(object, type_) {
            return Finding::progressing(
                object,
                note,
                format!("The network of cluster {name} is being made: {}", why(&gate)),
            );
        }
    }
    let balancer = closed(object, infrastructure::LOAD_BALANCER_READY).filter(|gate| !gate.message.is_empty());
    let sentence = match balancer {
        Some(gate) => format!("Cluster {name} has no endpoint yet: {}", why(&gate)),
        None => format!("Cluster {name} waits for its load balancer's address"),
    };
    Finding::progressing(object, "WaitingForEndpoint", sentence)
}

/// Kinds that keep a number of machines.
pub(super) fn replicated(object: &Facts) -> Finding {
    let title = title(object);
    let desired = object.number("/spec/replicas").unwrap_or(1);
    let number = |pointer: &str| object.number(pointer).unwrap_or(0);
    let (ready, replicas) = (number("/status/readyReplicas"), number("/status/replicas"));
    let up_to_date = object.number("/status/upToDateReplicas").unwrap_or(desired);
    let note = format!("{ready} of {desired}");
    let etcd =
        closed(object, control_plane::ETCD_CLUSTER_HEALTHY).filter(|_| object.is_true(control_plane::INITIALIZED));
    if let Some(etcd) = etcd {
        let sentence = format!("The etcd of {title} is not healthy: {}", why(&etcd));
        return Finding::because(State::Blocked, object, etcd.reason, sentence, Actor::Administrator);
    }
    if let Some(remediating) = object.condition(control_plane::REMEDIATING).filter(|condition| condition.is_true()) {
        let sentence = format!("{title} replaces an unhealthy machine: {}", why(&remediating));
        return Finding::progressing(object, note, sentence);
    }
    if ready == desired && replicas == desired && up_to_date >= desired {
        return Finding::ready(note);
    }
    let rolling = up_to_date < replicas.min(desired);
    let machines = |number: i64| count(number, "machine");
    let sentence = if rolling {
        let present = up_to_date.min(desired);
        format!(
            "{title} replaces its machines one after the other: {present} of {desired} are of the present specification"
        )
    } else if replicas > desired {
        format!("{title} goes down from {replicas} to {}", machines(desired))
    } else {
        match held_back(object) {
            Some(reason) => format!("{title} has {ready} of {} ready: {reason}", machines(desired)),
            None => format!("{title} has {ready} of {} ready", machines(desired)),
        }
    };
    Finding::progressing(object, note, sentence)
}

/// Why no machine is added: the bullet under the counts of `ScalingUp`.
fn held_back(object: &Facts) -> Option<String> {
    let message = object.condition(condition::SCALING_UP).filter(|condition| condition.is_true())?.message;
    let (_, reason) = message.split_once("\n* ")?;
    Some(said(reason))
}

pub(super) fn health_check(object: &Facts) -> Finding {
    let number = |pointer: &str| object.number(pointer).unwrap_or(0);
    let (healthy, expected) = (number("/status/currentHealthy"), number("/status/expectedMachines"));
    let note = format!("{healthy} of {expected} healthy");
    if let Some(limit) = closed(object, "RemediationAllowed") {
        let sentence =
            format!("{} replaces no machine, because too many are unhealthy: {}", title(object), why(&limit));
        return Finding::because(State::Blocked, object, limit.reason, sentence, Actor::Administrator);
    }
    if healthy < expected {
        let sick = count(expected - healthy, "machine");
        let sentence = format!("{} finds {sick} of {expected} unhealthy and has it replaced", title(object));
        return Finding::progressing(object, note, sentence);
    }
    Finding::ready(note)
}
