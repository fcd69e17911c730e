//! Layer 3: the state of a VirtualMachine, the layer that most often knows the cause.

use api::vmoperator::virtual_machine::condition::{self, reason};
use texts::t;

use super::{Finding, Note, closed, repeating_error, tried_again, why, words::said};
use crate::{
    facts::{Condition, Facts},
    view::{Actor, CatalogPart, Remedy, State},
};

/// Gates before creation, in the order in which they are passed.
const GATES: [&str; 6] = [
    condition::CLASS_READY,
    condition::IMAGE_READY,
    condition::VM_SET_RESOURCE_POLICY_READY,
    condition::BOOTSTRAP_READY,
    condition::STORAGE_READY,
    condition::NETWORK_READY,
];

/// Reasons of a gate that stays closed until the specification changes.
const ASKED_WRONG: [&str; 4] = [reason::NOT_FOUND, reason::NOT_SET, "Invalid", "Unsupported"];

pub(super) fn assess(vm: &Facts) -> Finding {
    let name = vm.name();
    if let Some(gate) = GATES.iter().find_map(|type_| closed(vm, type_)) {
        return behind_gate(vm, &gate);
    }
    if let Some(created) = closed(vm, condition::CREATED).filter(|created| created.reason == reason::QUOTA_EXCEEDED) {
        let sentence = t().explain_vm_waits_quota(name, why(&created));
        return Finding::because(State::Waiting, vm, created.reason, sentence, Actor::You)
            .detail(t().explain_vm_quota_made_then())
            .remedy(Remedy::RequestQuota { namespace: vm.namespace().to_owned(), object: vm.reference() });
    }
    let paused = closed(vm, condition::RECONCILE_READY).filter(|c| c.reason == reason::RECONCILE_PAUSED);
    if let Some(paused) = paused {
        let sentence = t().explain_vm_paused(name);
        return Finding::because(State::Waiting, vm, paused.reason, sentence, Actor::You);
    }
    let Some(ready) = vm.condition(condition::READY) else {
        return Finding::progressing(vm, Note::Requested, t().explain_vm_requested(name));
    };
    match ready.reason {
        reason::INSUFFICIENT_CAPACITY => {
            let sentence = t().explain_vm_waits_host(name, why(&ready));
            Finding::because(State::Waiting, vm, Note::NoRoom, sentence, Actor::Administrator)
                .detail(t().explain_vm_host_then())
                .remedy(Remedy::OpenHosts)
        }
        reason::HYPERVISOR_ERROR => {
            let sentence = t().explain_vm_hypervisor_error(name, why(&ready));
            Finding::because(State::Blocked, vm, ready.reason, sentence, Actor::Administrator).detail(tried_again())
        }
        reason::LOST => {
            let sentence = t().explain_vm_gone(name, why(&ready));
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::Administrator)
        }
        reason::REFUSED => {
            let sentence = t().explain_vm_refused(name, why(&ready));
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::You)
                .detail(t().explain_vm_refused_then())
                .remedy(Remedy::Change(vm.reference()))
        }
        // Nobody runs the probe, so nobody can say more than that the machine runs.
        _ if ready.is_true() || ready.reason == reason::PROBE_UNKNOWN => running(vm),
        reason::PROBE_FAILED => {
            let sentence = t().explain_vm_probe_failed(name, why(&ready));
            Finding::because(State::Waiting, vm, ready.reason, sentence, Actor::You)
        }
        _ => match repeating_error(vm) {
            Some(error) => {
                let sentence = t().explain_vm_held_up(name, why(&error));
                Finding::because(State::Blocked, vm, error.reason, sentence, Actor::Administrator).detail(tried_again())
            }
            None => starting(vm, ready.reason, &said(ready.message)),
        },
    }
}

fn behind_gate(vm: &Facts, gate: &Condition<'_>) -> Finding {
    let (name, why) = (vm.name(), why(gate));
    let wrong = ASKED_WRONG.contains(&gate.reason);
    let waiting = |sentence: String, actor| Finding::because(State::Waiting, vm, gate.reason, sentence, actor);
    let change = |finding: Finding| if wrong { finding.remedy(Remedy::Change(vm.reference())) } else { finding };
    match gate.type_ {
        condition::CLASS_READY if wrong => change(waiting(t().explain_vm_waits_class(name, &why), Actor::You)),
        condition::CLASS_READY => waiting(t().explain_vm_waits_class(name, &why), Actor::Administrator)
            .remedy(Remedy::OpenCatalog(CatalogPart::Classes)),
        condition::IMAGE_READY if wrong => change(waiting(t().explain_vm_waits_image(name, &why), Actor::You)),
        condition::IMAGE_READY if gate.reason == reason::IMAGE_IMPORTING => {
            waiting(t().explain_vm_waits_image(name, &why), Actor::Nobody)
        }
        condition::IMAGE_READY => waiting(t().explain_vm_waits_image(name, &why), Actor::Administrator)
            .remedy(Remedy::OpenCatalog(CatalogPart::Images)),
        condition::VM_SET_RESOURCE_POLICY_READY => waiting(t().explain_vm_waits_policy(name, &why), Actor::Nobody),
        condition::BOOTSTRAP_READY => {
            let actor = if wrong && vm.controller_uid().is_none() { Actor::You } else { Actor::Nobody };
            waiting(t().explain_vm_waits_bootstrap(name, &why), actor)
        }
        condition::STORAGE_READY => change(waiting(t().explain_vm_waits_storage(name, &why), Actor::You)),
        _ if wrong => change(waiting(t().explain_vm_waits_network(name, &why), Actor::You)),
        _ => waiting(t().explain_vm_waits_network(name, &why), Actor::Administrator),
    }
}

/// As asked for: running, or off because it is asked to be.
fn running(vm: &Facts) -> Finding {
    if let Some(failed) = closed(vm, condition::GUEST_BOOTSTRAP) {
        let sentence = t().explain_vm_first_start(vm.name(), why(&failed));
        return Finding::because(State::Waiting, vm, failed.reason, sentence, Actor::You)
            .detail(t().explain_vm_first_start_then());
    }
    match vm.text("/status/powerState") {
        "PoweredOff" => Finding::ready(Note::PoweredOff),
        "Suspended" => Finding::ready(Note::Suspended),
        _ => Finding::ready(address_or_host(vm)),
    }
}

fn starting(vm: &Facts, reason: &str, message: &str) -> Finding {
    let (name, host) = (vm.name(), vm.text("/status/nodeName"));
    let sentence = match (reason, host, message) {
        (reason::POWERING_ON, "", _) => t().explain_vm_powering_on(name),
        (reason::POWERING_ON, host, _) => t().explain_vm_powering_on_host(name, host),
        (reason::POWERING_OFF, ..) => t().explain_vm_powering_off(name),
        ("Suspending", ..) => t().explain_vm_suspending(name),
        ("WaitingForAddress", "", _) => t().explain_vm_booting(name),
        ("WaitingForAddress", host, _) => t().explain_vm_booting_host(name, host),
        (_, "", "") => t().explain_vm_being_made(name),
        (_, host, "") => t().explain_vm_being_made_host(name, host),
        (_, _, message) => t().explain_vm_being_made_why(name, message),
    };
    Finding::progressing(vm, reason, sentence)
}

fn address_or_host(vm: &Facts) -> Note {
    let address = match vm.text("/status/network/primaryIP4") {
        "" => vm.text("/status/network/primaryIP6"),
        address => address,
    };
    match (address, vm.text("/status/nodeName")) {
        ("", "") => Note::from(""),
        ("", host) => Note::OnHost(host.to_owned()),
        (address, _) => Note::from(address),
    }
}
