//! Layer 3: the state of a VirtualMachine, the layer that most often knows the cause.

use api::vmoperator::virtual_machine::condition::{self, reason};

use super::{Finding, TRIED_AGAIN, closed, repeating_error, why, words::said};
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
        let sentence = format!("Machine {name} waits for quota: {}", why(&created));
        return Finding::because(State::Waiting, vm, created.reason, sentence, Actor::You)
            .detail("It is made as soon as the quota is raised or something else in the namespace is deleted")
            .remedy(Remedy::RequestQuota { namespace: vm.namespace().to_owned(), object: vm.reference() });
    }
    let paused = closed(vm, condition::RECONCILE_READY).filter(|c| c.reason == reason::RECONCILE_PAUSED);
    if let Some(paused) = paused {
        let sentence = format!("Machine {name} is paused; nothing about it changes until somebody resumes it");
        return Finding::because(State::Waiting, vm, paused.reason, sentence, Actor::You);
    }
    let Some(ready) = vm.condition(condition::READY) else {
        return Finding::progressing(vm, "requested", format!("Machine {name} has been requested"));
    };
    match ready.reason {
        reason::INSUFFICIENT_CAPACITY => {
            let sentence = format!("Machine {name} waits for a host: {}", why(&ready));
            Finding::because(State::Waiting, vm, "no host has room", sentence, Actor::Administrator)
                .detail(
                    "It goes on by itself as soon as a host has room; a smaller class or fewer machines would help too",
                )
                .remedy(Remedy::OpenHosts)
        }
        reason::HYPERVISOR_ERROR => {
            let sentence = format!("The hypervisor reports an error for machine {name}: {}", why(&ready));
            Finding::because(State::Blocked, vm, ready.reason, sentence, Actor::Administrator).detail(TRIED_AGAIN)
        }
        reason::LOST => {
            let sentence = format!("Machine {name} is gone: {}", why(&ready));
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::Administrator)
        }
        reason::REFUSED => {
            let sentence = format!("The hypervisor refuses machine {name}: {}", why(&ready));
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::You)
                .detail("It is tried again when its specification changes")
                .remedy(Remedy::Change(vm.reference()))
        }
        // Nobody runs the probe, so nobody can say more than that the machine runs.
        _ if ready.is_true() || ready.reason == reason::PROBE_UNKNOWN => running(vm),
        reason::PROBE_FAILED => {
            let sentence = format!("Machine {name} runs and what it should serve does not answer: {}", why(&ready));
            Finding::because(State::Waiting, vm, ready.reason, sentence, Actor::You)
        }
        _ => match repeating_error(vm) {
            Some(error) => {
                let sentence = format!("Machine {name} is held up: {}", why(&error));
                Finding::because(State::Blocked, vm, error.reason, sentence, Actor::Administrator).detail(TRIED_AGAIN)
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
        condition::CLASS_READY if wrong => {
            change(waiting(format!("Machine {name} waits for its machine class: {why}"), Actor::You))
        }
        condition::CLASS_READY => {
            waiting(format!("Machine {name} waits for its machine class: {why}"), Actor::Administrator)
                .remedy(Remedy::OpenCatalog(CatalogPart::Classes))
        }
        condition::IMAGE_READY if wrong => {
            change(waiting(format!("Machine {name} waits for its image: {why}"), Actor::You))
        }
        condition::IMAGE_READY if gate.reason == reason::IMAGE_IMPORTING => {
            waiting(format!("Machine {name} waits for its image: {why}"), Actor::Nobody)
        }
        condition::IMAGE_READY => waiting(format!("Machine {name} waits for its image: {why}"), Actor::Administrator)
            .remedy(Remedy::OpenCatalog(CatalogPart::Images)),
        condition::VM_SET_RESOURCE_POLICY_READY => {
            waiting(format!("Machine {name} waits for its resource policy: {why}"), Actor::Nobody)
        }
        condition::BOOTSTRAP_READY => {
            let actor = if wrong && vm.controller_uid().is_none() { Actor::You } else { Actor::Nobody };
            waiting(format!("Machine {name} waits for its bootstrap data: {why}"), actor)
        }
        condition::STORAGE_READY => change(waiting(format!("Machine {name} waits for its storage: {why}"), Actor::You)),
        _ if wrong => change(waiting(format!("Machine {name} waits for its network: {why}"), Actor::You)),
        _ => waiting(format!("Machine {name} waits for its network: {why}"), Actor::Administrator),
    }
}

/// As asked for: running, or off because it is asked to be.
fn running(vm: &Facts) -> Finding {
    if let Some(failed) = closed(vm, condition::GUEST_BOOTSTRAP) {
        let sentence = format!("Machine {} runs and its first start went wrong inside: {}", vm.name(), why(&failed));
        return Finding::because(State::Waiting, vm, failed.reason, sentence, Actor::You)
            .detail("Its bootstrap data is run once; correct it and make the machine anew");
    }
    match vm.text("/status/powerState") {
        "PoweredOff" => Finding::ready("powered off"),
        "Suspended" => Finding::ready("suspended"),
        _ => Finding::ready(address_or_host(vm)),
    }
}

fn starting(vm: &Facts, reason: &str, message: &str) -> Finding {
    let (name, host) = (vm.name(), vm.text("/status/nodeName"));
    let sentence = match (reason, host, message) {
        (reason::POWERING_ON, "", _) => format!("Machine {name} is being powered on"),
        (reason::POWERING_ON, host, _) => format!("Machine {name} is being powered on on host {host}"),
        (reason::POWERING_OFF, ..) => format!("Machine {name} is being powered off"),
        ("Suspending", ..) => format!("Machine {name} is being suspended"),
        ("WaitingForAddress", "", _) => format!("Machine {name} is booting and has no address yet"),
        ("WaitingForAddress", host, _) => format!("Machine {name} is booting on host {host} and has no address yet"),
        (_, "", "") => format!("Machine {name} is being made"),
        (_, host, "") => format!("Machine {name} is being made on host {host}"),
        (_, _, message) => format!("Machine {name} is being made: {message}"),
    };
    Finding::progressing(vm, reason, sentence)
}

fn address_or_host(vm: &Facts) -> String {
    let address = match vm.text("/status/network/primaryIP4") {
        "" => vm.text("/status/network/primaryIP6"),
        address => address,
    };
    match (address, vm.text("/status/nodeName")) {
        ("", "") => String::new(),
        ("", host) => format!("on host {host}"),
        (address, _) => address.to_owned(),
    }
}
