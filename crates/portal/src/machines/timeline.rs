//! The gates that a machine passes, from its conditions. Pure.

use api::vmoperator::virtual_machine::condition;

use texts::t;

use crate::{
    facts::Facts,
    view::{Power, State, Step, StepState},
};

use super::row::power;

/// The gates in the order in which they are passed.
const GATES: [&str; 8] = [
    condition::CLASS_READY,
    condition::IMAGE_READY,
    condition::VM_SET_RESOURCE_POLICY_READY,
    condition::BOOTSTRAP_READY,
    condition::STORAGE_READY,
    condition::NETWORK_READY,
    condition::PLACEMENT_READY,
    condition::CREATED,
];

/// What people read of a gate, or of a machine that is to be off or on.
fn label(type_: &str, off: bool) -> String {
    match (type_, off) {
        (condition::CLASS_READY, _) => t().timeline_machine_class_found(),
        (condition::IMAGE_READY, _) => t().timeline_image_ready(),
        (condition::VM_SET_RESOURCE_POLICY_READY, _) => t().timeline_resource_policy_ready(),
        (condition::BOOTSTRAP_READY, _) => t().timeline_user_data_ready(),
        (condition::STORAGE_READY, _) => t().timeline_storage_ready(),
        (condition::NETWORK_READY, _) => t().timeline_network_ready(),
        (condition::PLACEMENT_READY, _) => t().timeline_host_chosen(),
        (condition::CREATED, _) => t().timeline_machine_made(),
        (condition::POWER_STATE_SYNCED, true) => t().timeline_power_as_asked(),
        (condition::POWER_STATE_SYNCED, false) => t().timeline_powered_on(),
        (_, true) => t().timeline_powered_off(),
        (_, false) => t().timeline_running_with_address(),
    }
}

/// Gates that are passed only by machines that name what they wait for.
const IF_NAMED: [&str; 2] = [condition::VM_SET_RESOURCE_POLICY_READY, condition::BOOTSTRAP_READY];

/// The gates in order, each with when it was passed.
pub(super) fn steps(vm: &Facts, state: State) -> Vec<Step> {
    let off = power(vm.text("/spec/powerState")) == Power::Off;
    let gates = GATES.iter().filter(|type_| !IF_NAMED.contains(type_) || vm.condition(type_).is_some());
    let marks = gates.copied().chain([condition::POWER_STATE_SYNCED, condition::READY]);
    let mut begun = vm.created();
    let mut open = true;
    let mut steps = Vec::new();
    for type_ in marks {
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
        steps.push(Step { name: label(type_, off), state: step, detail, started, finished });
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
