//! Defaults and rules of VirtualMachineClass.

use super::VirtualMachineClass;
use crate::field::{FieldError, Path};
use crate::quantity::Amount;

/// Fills what was left out: nothing, since a class is written whole.
pub fn default(_object: &mut VirtualMachineClass) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VirtualMachineClass) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let path = Path::new("spec");
    if let Some(hardware) = &object.spec.hardware {
        let path = path.child("hardware");
        let rule = "must be greater than zero";
        if let Some(cpus) = hardware.cpus.filter(|it| *it <= 0) {
            errors.push(FieldError::invalid(path.child("cpus"), cpus, rule));
        }
        if let Some(memory) = &hardware.memory
            && Amount::try_from(memory).is_ok_and(|it| it.is_zero() || it.is_negative())
        {
            errors.push(FieldError::invalid(path.child("memory"), memory.0.as_str(), rule));
        }
    }
    let resources = object.spec.policies.as_ref().and_then(|it| it.resources.as_ref());
    if let Some(resources) = resources
        && let (Some(requests), Some(limits)) = (&resources.requests, &resources.limits)
    {
        let path = path.child("policies").child("resources").child("requests");
        for (name, request, limit) in
            [("cpu", &requests.cpu, &limits.cpu), ("memory", &requests.memory, &limits.memory)]
        {
            let (Some(request), Some(limit)) = (request, limit) else {
                continue;
            };
            let (Ok(amount), Ok(most)) = (Amount::try_from(request), Amount::try_from(limit)) else {
                continue;
            };
            // A limit of zero is none.
            if !most.is_zero() && amount > most {
                let rule = format!("{name} request must not be larger than the {name} limit");
                errors.push(FieldError::invalid(path.child(name), request.0.as_str(), rule));
            }
        }
    }
    errors
}

/// What is wrong with `new` by itself: a class may change, and machines that stand keep their shape
/// until they are turned on again.
pub fn validate_update(new: &VirtualMachineClass, _old: &VirtualMachineClass) -> Vec<FieldError> {
    validate(new)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_rule_is_told() {
        for (spec, expected) in [
            (json!({"hardware": {"cpus": 2, "memory": "4Gi"}}), vec![]),
            (json!({"hardware": {"cpus": 0, "memory": "0"}}), vec!["spec.hardware.cpus", "spec.hardware.memory"]),
            (
                json!({"policies": {"resources": {
                    "requests": {"cpu": "3", "memory": "1Gi"},
                    "limits": {"cpu": "2000m", "memory": "0"}
                }}}),
                vec!["spec.policies.resources.requests.cpu"],
            ),
        ] {
            let class: VirtualMachineClass = serde_json::from_value(json!({
                "apiVersion": "vmoperator.vmware.com/v1alpha6",
                "kind": "VirtualMachineClass",
                "metadata": {"name": "small"},
                "spec": spec
            }))
            .unwrap();
            let errors = validate(&class);
            let fields: Vec<_> = errors.iter().map(|it| it.field.as_str()).collect();
            assert_eq!(fields, expected);
        }
    }
}
