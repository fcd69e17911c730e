//! The Supervisor's own kinds: hosts, namespaces, claims, quotas, services.

use texts::t;

use super::{Finding, Note, flag, title, why};
use crate::{
    facts::Facts,
    view::{Actor, Remedy, State},
};

/// A Node of the Supervisor is a hypervisor host.
pub(super) fn node(object: &Facts) -> Finding {
    let name = object.name();
    let host = || Remedy::OpenHost(name.to_owned());
    match object.condition("Ready") {
        Some(ready) if ready.is_true() && flag(object, "/spec/unschedulable") => {
            let sentence = t().explain_host_maintenance(name);
            Finding::because(State::Waiting, object, Note::Maintenance, sentence, Actor::Administrator).remedy(host())
        }
        Some(ready) if ready.is_true() => Finding::ready(""),
        Some(ready) if ready.status == "Unknown" => {
            let sentence = t().explain_host_unknown(name, why(&ready));
            Finding::because(State::Blocked, object, ready.reason, sentence, Actor::Administrator).remedy(host())
        }
        Some(ready) => {
            let sentence = t().explain_host_down(name, why(&ready));
            Finding::because(State::Blocked, object, ready.reason, sentence, Actor::Administrator)
                .detail(t().explain_host_down_then())
                .remedy(host())
        }
        None => Finding::progressing(object, "", t().explain_host_not_reported(name)),
    }
}

/// A namespace that is not being deleted is as it should be.
pub(super) fn namespace(object: &Facts) -> Finding {
    Finding::ready(object.text("/status/phase"))
}

pub(super) fn claim(object: &Facts) -> Finding {
    let name = object.name();
    match object.text("/status/phase") {
        "Lost" => {
            let sentence = t().explain_claim_lost(name);
            Finding::because(State::Failed, object, "Lost", sentence, Actor::Administrator)
        }
        "Pending" => Finding::progressing(object, "Pending", t().explain_claim_pending(name)),
        _ => Finding::ready(object.text("/status/capacity/storage")),
    }
}

/// What of a quota is used up, as a note; that is no trouble by itself.
pub(super) fn quota(object: &Facts) -> Finding {
    let hard = object.at("/status/hard").or_else(|| object.at("/spec/hard")).cloned().unwrap_or_default();
    let used = object.at("/status/used").cloned().unwrap_or_default();
    let (hard, used) = (api::quota::Amounts::of_value(&hard), api::quota::Amounts::of_value(&used));
    let full: Vec<&str> = hard.iter().filter(|(name, limit)| used.get(name) >= *limit).map(|(name, _)| name).collect();
    let over = used.only(|name| hard.names(name)).beyond(&hard).without_nothing();
    match (over.is_nothing(), full.as_slice()) {
        (false, _) => Finding::ready(Note::OverBy(over)),
        (true, []) => Finding::ready(""),
        (true, full) => Finding::ready(Note::UsedUp(full.iter().map(|name| (*name).to_owned()).collect())),
    }
}

pub(super) fn service(object: &Facts) -> Finding {
    let address = object.items("/status/loadBalancer/ingress").next();
    let address = address.and_then(|ingress| ingress["ip"].as_str().or_else(|| ingress["hostname"].as_str()));
    match address {
        Some(address) => Finding::ready(address),
        None if object.text("/spec/type") != "LoadBalancer" => Finding::ready(object.text("/spec/clusterIP")),
        None => {
            let sentence = t().explain_balancer_of_no_address(title(object));
            Finding::progressing(object, "WaitingForAddress", sentence)
        }
    }
}

pub(super) fn pod(object: &Facts) -> Finding {
    let phase = object.text("/status/phase");
    let waiting = object
        .items("/status/containerStatuses")
        .find_map(|container| container.pointer("/state/waiting/reason").and_then(|reason| reason.as_str()));
    match (phase, waiting) {
        ("Failed", _) => {
            let sentence = t().explain_failed(title(object), super::words::said(object.text("/status/message")));
            Finding::because(State::Failed, object, phase, sentence, Actor::You)
        }
        (_, Some(reason @ ("CrashLoopBackOff" | "ImagePullBackOff" | "ErrImagePull"))) => {
            let sentence = t().explain_pod_does_not_start(title(object), reason);
            Finding::because(State::Blocked, object, reason, sentence, Actor::You)
        }
        ("Succeeded", _) => Finding::ready(Note::Done),
        _ => super::object::by_convention(object),
    }
}
