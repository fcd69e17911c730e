//! Layer 1: guest clusters, and the releases they may ask for.

use api::{
    guest::guest_cluster::condition as guest, quota::Amounts,
    run_tanzu::tanzu_kubernetes_release::condition as release_condition,
    vmoperator::virtual_machine::condition::reason as machine,
};
use texts::t;

use super::{Finding, Note, closed, quota_words, title, why, words::said};
use crate::{
    facts::Facts,
    view::{Actor, CatalogPart, Remedy, State},
};

/// Reasons of what somebody who may change the cluster must put right.
const ASKED_WRONG: [&str; 2] = [guest::reason::CLASS_NOT_FOUND, guest::reason::STORAGE_CLASS_NOT_FOUND];

/// Reasons that the controller takes over from a machine which does not get on, with the state that they mean.
pub(super) const FROM_MACHINES: [(&str, State, Actor); 4] = [
    (machine::HYPERVISOR_ERROR, State::Blocked, Actor::Administrator),
    (machine::INSUFFICIENT_CAPACITY, State::Waiting, Actor::Administrator),
    (machine::REFUSED, State::Failed, Actor::You),
    (machine::LOST, State::Failed, Actor::Administrator),
];

pub(super) fn guest_cluster(object: &Facts) -> Finding {
    let name = object.name();
    if let Some(condition) = closed(object, guest::VERSION_RESOLVED) {
        let sentence = t().explain_cluster_version(name, why(&condition));
        return asked_wrong(object, condition.reason, sentence);
    }
    if let Some(condition) = object.conditions().find(|c| !c.is_true() && ASKED_WRONG.contains(&c.reason)) {
        let sentence = t().explain_cluster_names_unknown(name, why(&condition));
        return asked_wrong(object, condition.reason, sentence);
    }
    if let Some(condition) = closed(object, guest::QUOTA_AVAILABLE) {
        return awaiting_quota(object, condition.reason, &why(&condition));
    }
    if object.text("/status/phase") == "Failed" {
        let message = object.condition(guest::READY).map(|ready| why(&ready)).unwrap_or_default();
        let sentence = t().explain_cluster_impossible(name, &message);
        return Finding::because(State::Failed, object, "Failed", sentence, Actor::You);
    }
    let nodes = |pointer: &str| object.number(pointer).unwrap_or(0);
    let ready = nodes("/status/controlPlane/ready") + nodes("/status/workers/ready");
    let desired = nodes("/status/controlPlane/desired") + nodes("/status/workers/desired");
    let note = Note::Nodes { ready, desired };
    let current = object.number("/metadata/generation") == object.number("/status/observedGeneration");
    let Some(condition) = object.condition(guest::READY) else {
        return Finding::progressing(object, Note::Requested, t().explain_cluster_requested(name));
    };
    if condition.is_true() && current {
        return Finding::ready(note);
    }
    if condition.is_true() {
        let sentence = t().explain_cluster_changed(name);
        return Finding::progressing(object, Note::Changed, sentence);
    }
    let why = why(&condition);
    if let Some((_, state, actor)) = FROM_MACHINES.iter().find(|(reason, ..)| *reason == condition.reason) {
        return Finding::because(*state, object, condition.reason, t().explain_cluster_held_up(name, &why), *actor);
    }
    let sentence = match condition.reason {
        guest::reason::ROLLING_OUT => t().explain_cluster_rolling_out(name, &why),
        guest::reason::SCALING => t().explain_cluster_scaling(name, &why),
        _ => t().explain_cluster_being_made(name, &why),
    };
    Finding::progressing(object, note, sentence)
}

fn asked_wrong(object: &Facts, reason: &str, sentence: String) -> Finding {
    Finding::because(State::Waiting, object, reason, sentence, Actor::You)
        .detail(t().explain_cluster_wrong_ask())
        .remedy(Remedy::Change(object.reference()))
}

/// Parked: what is short in words, and what goes on meanwhile.
fn awaiting_quota(object: &Facts, reason: &str, message: &str) -> Finding {
    let (name, namespace) = (object.name(), object.namespace());
    let short = object.at("/status/reservation/shortfall").map(Amounts::of_value);
    let short = short.as_ref().map(quota_words::amounts).unwrap_or_default();
    let grows = object.at("/status/reservation/granted").is_some();
    let sentence = match (short.as_str(), grows) {
        ("", _) => t().explain_cluster_waits_quota(name, message),
        (short, false) => t().explain_cluster_short_of_quota(name, namespace, short),
        (short, true) => t().explain_cluster_change_short_of_quota(name, namespace, short),
    };
    let detail = match grows {
        true => t().explain_cluster_quota_change_follows(),
        false => t().explain_cluster_quota_made_then(),
    };
    Finding::because(State::Waiting, object, reason, sentence, Actor::You)
        .detail(detail)
        .remedy(Remedy::RequestQuota { namespace: namespace.to_owned(), object: object.reference() })
}

/// The public kind: phase and conditions in the words of its own API.
pub(super) fn tanzu_kubernetes_cluster(object: &Facts) -> Finding {
    let name = object.name();
    let ready = object.condition("Ready");
    let message = ready.map(|ready| why(&ready)).unwrap_or_default();
    match object.text("/status/phase") {
        "failed" => {
            let sentence = t().explain_cluster_impossible(name, &message);
            Finding::because(State::Failed, object, "failed", sentence, Actor::You)
        }
        "updating" => Finding::progressing(object, Note::Updating, t().explain_cluster_updating(name, &message)),
        _ => match ready {
            Some(ready) if ready.is_true() => Finding::ready(object.text("/status/version")),
            Some(ready) => Finding::progressing(object, ready.reason, t().explain_cluster_being_made(name, &message)),
            None => Finding::progressing(object, Note::Requested, t().explain_cluster_requested(name)),
        },
    }
}

/// A release: on offer, or why it is not.
pub(super) fn release(object: &Facts) -> Finding {
    let version = match object.text("/spec/version") {
        "" => object.name(),
        version => version,
    };
    if let Some(condition) = closed(object, release_condition::READY) {
        let sentence = t().explain_release_not_yet(version, why(&condition));
        return Finding::because(State::Waiting, object, condition.reason, sentence, Actor::Administrator)
            .remedy(Remedy::OpenCatalog(CatalogPart::Images));
    }
    if let Some(condition) = closed(object, release_condition::COMPATIBLE) {
        let sentence = t().explain_release_not_offered(version, said(condition.message));
        return Finding::because(State::Waiting, object, condition.reason, sentence, Actor::Administrator)
            .detail(t().explain_release_stays(title(object)));
    }
    Finding::ready(version)
}
