//! The state of a VirtualMachine: the layer that most often knows the cause.

use api::vmoperator::virtual_machine::condition::{self, reason};

use super::{Finding, repeating_error};
use crate::{
    facts::Facts,
    view::{Actor, State},
};

/// Gates before creation, with the words for what is missing and who can bring it.
const GATES: [(&str, &str, Actor); 6] = [
    (condition::CLASS_READY, "its machine class", Actor::You),
    (condition::IMAGE_READY, "its image", Actor::Administrator),
    (condition::VM_SET_RESOURCE_POLICY_READY, "its resource policy", Actor::Nobody),
    (condition::BOOTSTRAP_READY, "its bootstrap data", Actor::Nobody),
    (condition::STORAGE_READY, "its storage", Actor::You),
    (condition::NETWORK_READY, "its network", Actor::Administrator),
];

pub(super) fn assess(vm: &Facts) -> Finding {
    let name = vm.name();
    if vm.is_deleting() {
        let finding = Finding::progressing(vm, "deleting", format!("machine {name} is being removed"));
        let finding = Finding { state: State::Deleting, ..finding };
        return match vm.condition(condition::READY).filter(|ready| ready.reason == reason::DELETING) {
            Some(ready) => finding.detail(ready.message),
            None => finding,
        };
    }
    for (type_, what, actor) in GATES {
        if let Some(gate) = vm.condition(type_).filter(|gate| gate.status == "False") {
            let sentence = format!("machine {name} waits for {what}: {}", gate.message);
            return Finding::because(State::Waiting, vm, gate.reason, sentence, actor);
        }
    }
    let Some(ready) = vm.condition(condition::READY) else {
        return Finding::progressing(vm, "requested", format!("machine {name} has been requested"));
    };
    match ready.reason {
        reason::INSUFFICIENT_CAPACITY => {
            let sentence = format!("machine {name} waits for a host: {}", ready.message);
            Finding::because(State::Waiting, vm, "no host has room", sentence, Actor::Administrator).detail(
                "It goes on by itself as soon as a host has room; a smaller class or fewer nodes would help too",
            )
        }
        reason::HYPERVISOR_ERROR => {
            let sentence = format!("the hypervisor reports an error for machine {name}: {}", ready.message);
            Finding::because(State::Blocked, vm, ready.reason, sentence, Actor::Administrator)
                .detail("It is tried again by itself, with longer pauses each time")
        }
        reason::LOST => {
            let sentence = format!("machine {name} is gone: {}", ready.message);
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::Administrator)
        }
        "RefusedByHypervisor" => {
            let sentence = format!("the hypervisor refuses machine {name}: {}", ready.message);
            Finding::because(State::Failed, vm, ready.reason, sentence, Actor::You)
        }
        _ if ready.is_true() => Finding::ready(address_or_host(vm)),
        _ => match repeating_error(vm) {
            Some(error) => {
                let sentence = format!("machine {name} is held up: {}", error.message);
                Finding::because(State::Blocked, vm, error.reason, sentence, Actor::Administrator)
            }
            None => starting(vm, ready.reason, ready.message),
        },
    }
}

fn starting(vm: &Facts, reason: &str, message: &str) -> Finding {
    let (name, host) = (vm.name(), vm.text("/status/nodeName"));
    let place = if host.is_empty() { String::new() } else { format!(" on host {host}") };
    let sentence = match reason {
        reason::POWERING_ON => format!("machine {name} is being powered on{place}"),
        "WaitingForAddress" => format!("machine {name} is booting{place} and has no address yet"),
        reason::POWERING_OFF => format!("machine {name} is being powered off"),
        _ if message.is_empty() => format!("machine {name} is being made{place}"),
        _ => format!("machine {name}{place}: {message}"),
    };
    Finding::progressing(vm, reason, sentence)
}

fn address_or_host(vm: &Facts) -> String {
    let (address, host) = (vm.text("/status/network/primaryIP4"), vm.text("/status/nodeName"));
    match (address, host) {
        ("", "") => String::new(),
        ("", host) => format!("on host {host}"),
        (address, _) => address.to_owned(),
    }
}
