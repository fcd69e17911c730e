//! The gates that a machine passes, from its conditions. Pure.

use api::vmoperator::virtual_machine::condition;

use crate::{
    facts::Facts,
    view::{Power, State, Step, StepState},
};

use super::row::power;

/// The gates with the words for them, in the order in which they are passed.
const GATES: [(&str, &str); 8] = [
    (condition::CLASS_READY, "Machine class found"),
    (condition::IMAGE_READY, "Image ready"),
    (condition::VM_SET_RESOURCE_POLICY_READY, "Resource policy ready"),
    (condition::BOOTSTRAP_READY, "User data ready"),
    (condition::STORAGE_READY, "Storage ready"),
    (condition::NETWORK_READY, "Network ready"),
    (condition::PLACEMENT_READY, "Host chosen"),
    (condition::CREATED, "Machine made"),
];

/// Gates that are passed only by machines that name what they wait for.
const IF_NAMED: [&str; 2] = [condition::VM_SET_RESOURCE_POLICY_READY, condition::BOOTSTRAP_READY];

/// The gates in order, each with when it was passed.
pub(super) fn steps(vm: &Facts, state: State) -> Vec<Step> {
    let off = power(vm.text("/spec/powerState")) == Power::Off;
    let last = if off { "Powered off" } else { "Running with an address" };
    let gates = GATES.iter().filter(|(type_, _)| !IF_NAMED.contains(type_) || vm.condition(type_).is_some());
    let power = if off { "Power is as asked for" } else { "Powered on" };
    let marks = gates.copied().chain([(condition::POWER_STATE_SYNCED, power), (condition::READY, last)]);
    let mut begun = vm.created();
    let mut open = true;
    let mut steps = Vec::new();
    for (type_, name) in marks {
        let condition = vm.condition(type_);
        let passed = condition.as_ref().filter(|condition| condition.is_true());
        // A gate that was passed anew, as after a restart, did not hold up the ones before.
        let (step, started, finished) = match passed {
            Some(passed) => (StepState::Done, begun.min(passed.since), passed.since),
            None if open => (StepState::under_way(state), begun, None),
            None => (StepState::Ahead, None, None),
        };
        open = open && passed.is_some();
        begun = finished.or(begun);
        let detail = condition.as_ref().map(|condition| condition.message).filter(|text| !text.is_empty());
        let detail = detail.filter(|_| step != StepState::Done).map(str::to_owned);
        steps.push(Step { name: name.to_owned(), state: step, detail, started, finished });
    }
    steps
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::steps;
    use crate::{
        facts::Facts,
        view::{State, StepState},
    };

    fn vm(conditions: serde_json::Value) -> Facts {
        let object = json!({
            "metadata": {"name": "web", "creationTimestamp": "2026-01-01T00:00:00Z"},
            "spec": {"powerState": "PoweredOn"}, "status": {"conditions": conditions},
        });
        Facts::new(object, "v1", "VirtualMachine")
    }

    #[test]
    fn the_first_gate_that_is_closed_is_the_one_that_is_worked_on() {
        let passed = |type_: &str, second: u32| json!({"type": type_, "status": "True", "lastTransitionTime": format!("2026-01-01T00:00:0{second}Z")});
        let waiting = json!({"type": "VirtualMachineImageReady", "status": "False", "message": "62 % imported"});
        let vm = vm(json!([passed("VirtualMachineClassReady", 1), waiting, passed("VirtualMachineStorageReady", 1)]));
        let found: Vec<_> = steps(&vm, State::Waiting).into_iter().map(|s| (s.name, s.state, s.detail)).collect();
        assert_eq!(found[0], ("Machine class found".to_owned(), StepState::Done, None));
        assert_eq!(
            found[1],
            ("Image ready".to_owned(), StepState::Held(State::Waiting), Some("62 % imported".to_owned()))
        );
        assert_eq!(found[2], ("Storage ready".to_owned(), StepState::Done, None));
        assert_eq!(found[3].1, StepState::Ahead);
        // Nothing was named for bootstrap or policy.
        assert_eq!(found.len(), 8);
        assert_eq!(steps(&vm, State::Progressing)[1].state, StepState::Running);
    }
}
