//! Objects on their way out: per finalizer what is awaited and who must act.

use api::{
    cluster::machine::condition::{DELETING, reason},
    meta::{annotation, finalizer},
    vmoperator::virtual_machine::condition as vm,
};
use texts::t;

use super::{
    Around, Finding, Note, below, closed, title, why,
    words::{full_stop, listed, said},
};
use crate::{
    facts::Facts,
    view::{Actor, Blocker, State},
};

/// One object by itself.
pub(super) fn assess(object: &Facts) -> Finding {
    let blockers = blockers(object);
    let speaker = blockers.iter().find(|one| one.actor != Actor::Nobody).or(blockers.first());
    let (sentence, actor) = match (object.kind(), speaker) {
        ("Namespace", _) => (namespace(object), Actor::Nobody),
        (_, Some(blocker)) => (blocker.sentence.clone(), blocker.actor),
        (_, None) => (t().explain_going(title(object)), Actor::Nobody),
    };
    Finding::because(State::Deleting, object, Note::Deleting, sentence, actor)
}

/// Why a namespace is still there, as the API says it.
fn namespace(object: &Facts) -> String {
    let telling = ["NamespaceDeletionContentFailure", "NamespaceFinalizersRemaining", "NamespaceContentRemaining"];
    let said = telling.iter().filter_map(|type_| object.condition(type_)).find(|condition| condition.is_true());
    match said {
        Some(condition) => t().explain_namespace_going_why(object.name(), why(&condition)),
        None => t().explain_namespace_going(object.name()),
    }
}

/// A whole: how much is still there, and whatever holds it.
pub(super) fn in_context(about: &Facts, around: &Around<'_>) -> Finding {
    let own = assess(about);
    if !below::is_cluster(about) {
        return own;
    }
    let name = about.name();
    let rest = below::of(about, &around.objects);
    let of = |kind: &str| i64::try_from(rest.iter().filter(|object| object.kind() == kind).count()).unwrap_or(i64::MAX);
    let machines = of("VirtualMachine").max(of("Machine"));
    let sentence = match (machines, rest.is_empty()) {
        (1.., _) => t().explain_cluster_going_machines_left(machines, name),
        (_, true) => t().explain_cluster_going_all_gone(name),
        (_, false) => t().explain_cluster_going_machines_gone(name),
    };
    let finding = Finding::because(State::Deleting, about, own.note, sentence, Actor::Nobody);
    match held(about, &rest) {
        None => finding,
        Some(blocker) => {
            let mut finding = finding.detail(&blocker.sentence);
            if let Some(cause) = &mut finding.cause {
                cause.actor = blocker.actor;
                cause.object = Some(blocker.object);
            }
            finding
        }
    }
}

/// The blocker that needs somebody, the deepest first.
fn held(about: &Facts, rest: &[&Facts]) -> Option<Blocker> {
    let mut objects: Vec<&Facts> = rest.iter().copied().chain([about]).filter(|object| object.is_deleting()).collect();
    objects.sort_by_key(|object| std::cmp::Reverse(below::order(object)));
    objects.into_iter().flat_map(blockers).find(|blocker| blocker.actor != Actor::Nobody)
}

/// What each finalizer of an object that is being deleted waits for, in the order of the object's list. Empty when it has
/// none, or is not being deleted.
pub(crate) fn blockers(object: &Facts) -> Vec<Blocker> {
    if !object.is_deleting() {
        return Vec::new();
    }
    let since = object.time("/metadata/deletionTimestamp");
    let blocker = |finalizer: &str| {
        let (sentence, actor) = awaited(object, finalizer);
        Blocker {
            object: object.reference(),
            finalizer: finalizer.to_owned(),
            sentence: full_stop(&sentence),
            actor,
            since,
        }
    };
    object.finalizers().map(blocker).collect()
}

/// What one finalizer waits for, and who must act.
fn awaited(object: &Facts, finalizer: &str) -> (String, Actor) {
    let (name, title) = (object.name(), title(object));
    let nobody = |sentence: String| (sentence, Actor::Nobody);
    let condition = object.condition(DELETING).filter(|deleting| deleting.is_true());
    match (finalizer, condition) {
        (finalizer::MACHINE, condition) => machine(object, condition),
        (finalizer::VIRTUAL_MACHINE, _) => {
            match closed(object, vm::READY)
                .filter(|ready| ready.reason == vm::reason::DELETING && !ready.message.is_empty())
            {
                Some(ready) => (t().explain_vm_not_removed(name, why(&ready)), Actor::Administrator),
                None => nobody(t().explain_vm_removed_now(name)),
            }
        }
        (_, Some(failed)) if failed.reason == reason::INTERNAL_ERROR => {
            (t().explain_removal_fails(&title, why(&failed)), Actor::Administrator)
        }
        (_, Some(waiting)) if !waiting.message.trim().is_empty() => {
            nobody(t().explain_going_why(&title, said(waiting.message)))
        }
        (finalizer::GUEST_CLUSTER, _) => nobody(t().explain_cluster_goes_after(name)),
        (finalizer::CLUSTER, _) => nobody(t().explain_goes_after_machines_endpoint(&title)),
        (finalizer::KUBEADM_CONTROL_PLANE, _) => nobody(t().explain_goes_after_machines(&title)),
        (finalizer::MACHINE_DEPLOYMENT | finalizer::MACHINE_SET, _) => nobody(t().explain_goes_after_machines(&title)),
        (finalizer::VSPHERE_CLUSTER, _) => nobody(t().explain_goes_after_balancer(&title)),
        (finalizer::VSPHERE_MACHINE, _) => nobody(t().explain_goes_after_vm(&title)),
        (finalizer::VIRTUAL_MACHINE_SERVICE, _) => nobody(t().explain_address_given_back(name)),
        (finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY, _) => nobody(t().explain_goes_when_unused(&title)),
        (finalizer::CLUSTER_ACCESS, _) => nobody(t().explain_rights_taken_back(&title)),
        (finalizer::FOREGROUND, _) => nobody(t().explain_goes_after_owned(&title)),
        (finalizer::ORPHAN, _) => nobody(t().explain_owned_released(&title)),
        ("kubernetes.io/pvc-protection" | "kubernetes.io/pv-protection", _) => {
            (t().explain_goes_when_idle(&title), Actor::You)
        }
        (other, _) => (t().explain_held_by_foreign(&title, other), Actor::You),
    }
}

/// A Machine says itself how far it is.
fn machine(object: &Facts, condition: Option<crate::facts::Condition<'_>>) -> (String, Actor) {
    let name = object.name();
    let hooks: Vec<&str> = hooks(object);
    let Some(condition) = condition else { return (t().explain_machine_going(name), Actor::Nobody) };
    let message = said(condition.message);
    match condition.reason {
        reason::WAITING_FOR_PRE_DRAIN_HOOK | reason::WAITING_FOR_PRE_TERMINATE_HOOK => {
            (t().explain_machine_hooks(name, listed(&hooks)), Actor::You)
        }
        reason::DRAINING_NODE => (t().explain_node_draining(name, &message), Actor::Nobody),
        reason::WAITING_FOR_VOLUME_DETACH => (t().explain_machine_waits_volumes(name, &message), Actor::Nobody),
        reason::INTERNAL_ERROR => (t().explain_machine_removal_fails(name, &message), Actor::Administrator),
        _ if message.is_empty() => (t().explain_machine_going(name), Actor::Nobody),
        _ => (t().explain_machine_going_why(name, &message), Actor::Nobody),
    }
}

/// Finalizers that no part of this system takes away.
pub(crate) fn foreign_finalizers(object: &Facts) -> Vec<&str> {
    const OURS: [&str; 14] = [
        finalizer::CLUSTER,
        finalizer::MACHINE,
        finalizer::MACHINE_SET,
        finalizer::MACHINE_DEPLOYMENT,
        finalizer::KUBEADM_CONTROL_PLANE,
        finalizer::VSPHERE_CLUSTER,
        finalizer::VSPHERE_MACHINE,
        finalizer::VIRTUAL_MACHINE,
        finalizer::VIRTUAL_MACHINE_SERVICE,
        finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY,
        finalizer::GUEST_CLUSTER,
        finalizer::CLUSTER_ACCESS,
        finalizer::FOREGROUND,
        finalizer::ORPHAN,
    ];
    object.finalizers().filter(|finalizer| !OURS.contains(finalizer)).collect()
}

/// Annotations that hold a Machine before it is drained or removed.
pub(crate) fn hooks(object: &Facts) -> Vec<&str> {
    let annotations = object.at("/metadata/annotations").and_then(|all| all.as_object()).into_iter().flatten();
    let prefixes = [annotation::PRE_DRAIN_HOOK_PREFIX, annotation::PRE_TERMINATE_HOOK_PREFIX];
    annotations
        .map(|(key, _)| key.as_str())
        .filter(|key| prefixes.iter().any(|prefix| key.starts_with(prefix)))
        .collect()
}
