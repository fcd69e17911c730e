//! Layer 2: clusters, control planes, deployments and sets of machines.

use api::{
    cluster::cluster::condition, controlplane::kubeadm_control_plane::condition as control_plane,
    vsphere::vsphere_cluster::condition as infrastructure,
};
use texts::t;

use super::{Finding, Note, closed, flag, title, why, words::said};
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
    let note = match host {
        "" => Note::from(""),
        host => Note::Endpoint { host: host.to_owned(), port },
    };
    if object.is_true(condition::AVAILABLE) {
        return Finding::ready(note);
    }
    let refers = [condition::INFRASTRUCTURE_READY, condition::CONTROL_PLANE_AVAILABLE];
    let missing = refers.iter().filter_map(|type_| closed(object, type_)).find(|c| MISSING.contains(&c.reason));
    if let Some(missing) = missing {
        let sentence = t().explain_cluster_refers_to_missing(name, why(&missing));
        return Finding::because(State::Waiting, object, missing.reason, sentence, Actor::You);
    }
    if let Some(topology) = closed(object, condition::TOPOLOGY_RECONCILED) {
        let sentence = t().explain_cluster_topology(name, why(&topology));
        return Finding::because(State::Blocked, object, topology.reason, sentence, Actor::You);
    }
    let initialized = flag(object, "/status/initialization/controlPlaneInitialized");
    let sentence = match (host.is_empty(), initialized) {
        (true, _) => t().explain_cluster_waits_endpoint(name),
        (false, false) => t().explain_cluster_silent_yet(name),
        (false, true) => {
            let open = object.condition(condition::AVAILABLE).map(|available| said(available.message));
            match open.filter(|open| !open.is_empty()) {
                Some(open) => t().explain_cluster_still_open(name, &open),
                None => t().explain_cluster_machines_missing(name),
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
            return Finding::progressing(object, note, t().explain_cluster_network(name, why(&gate)));
        }
    }
    let balancer = closed(object, infrastructure::LOAD_BALANCER_READY).filter(|gate| !gate.message.is_empty());
    let sentence = match balancer {
        Some(gate) => t().explain_cluster_no_endpoint(name, why(&gate)),
        None => t().explain_cluster_waits_address(name),
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
    let note = Note::Machines { ready, desired };
    let etcd =
        closed(object, control_plane::ETCD_CLUSTER_HEALTHY).filter(|_| object.is_true(control_plane::INITIALIZED));
    if let Some(etcd) = etcd {
        let sentence = t().explain_etcd(&title, why(&etcd));
        return Finding::because(State::Blocked, object, etcd.reason, sentence, Actor::Administrator);
    }
    if let Some(remediating) = object.condition(control_plane::REMEDIATING).filter(|condition| condition.is_true()) {
        let sentence = t().explain_replaces_unhealthy(&title, why(&remediating));
        return Finding::progressing(object, note, sentence);
    }
    if ready == desired && replicas == desired && up_to_date >= desired {
        return Finding::ready(note);
    }
    let rolling = up_to_date < replicas.min(desired);
    let sentence = if rolling {
        let present = up_to_date.min(desired);
        t().explain_replaces_in_turn(&title, present, desired)
    } else if replicas > desired {
        t().explain_goes_down(desired, &title, replicas)
    } else {
        match held_back(object) {
            Some(reason) => t().explain_ready_of_held(desired, &title, ready, reason),
            None => t().explain_ready_of(desired, &title, ready),
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
    let note = Note::Healthy { healthy, expected };
    if let Some(limit) = closed(object, "RemediationAllowed") {
        let sentence = t().explain_replaces_none(title(object), why(&limit));
        return Finding::because(State::Blocked, object, limit.reason, sentence, Actor::Administrator);
    }
    if healthy < expected {
        let sentence = t().explain_finds_unhealthy(expected - healthy, title(object), expected);
        return Finding::progressing(object, note, sentence);
    }
    Finding::ready(note)
}
