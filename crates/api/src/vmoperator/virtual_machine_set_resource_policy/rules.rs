//! Defaults and rules of VirtualMachineSetResourcePolicy.

use super::VirtualMachineSetResourcePolicy;
use crate::field::{FieldError, Path};
use crate::quantity::Amount;

/// Fills what was left out: nothing.
pub fn default(_object: &mut VirtualMachineSetResourcePolicy) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VirtualMachineSetResourcePolicy) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let Some(pool) = &object.spec.resource_pool else {
        return errors;
    };
    let (Some(reserved), Some(limits)) = (&pool.reservations, &pool.limits) else {
        return errors;
    };
    let path = Path::new("spec").child("resourcePool").child("reservations");
    for (name, reserved, limit) in [("cpu", &reserved.cpu, &limits.cpu), ("memory", &reserved.memory, &limits.memory)] {
        let (Some(reserved), Some(limit)) = (reserved, limit) else {
            continue;
        };
        let (Ok(amount), Ok(most)) = (Amount::try_from(reserved), Amount::try_from(limit)) else {
            continue;
        };
        // A limit of zero is none.
        if !most.is_zero() && amount > most {
            let rule = "reservation value cannot exceed the limit value";
            errors.push(FieldError::invalid(path.child(name), reserved.0.as_str(), rule));
        }
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`: machines stand in what was made.
pub fn validate_update(
    new: &VirtualMachineSetResourcePolicy,
    old: &VirtualMachineSetResourcePolicy,
) -> Vec<FieldError> {
    let mut errors = validate(new);
    let (new, old) = (&new.spec, &old.spec);
    for (name, same) in [
        ("resourcePool", new.resource_pool == old.resource_pool),
        ("folder", new.folder == old.folder),
        ("clusterModuleGroups", new.cluster_module_groups == old.cluster_module_groups),
    ] {
        if !same {
            let path = Path::new("spec").child(name);
            errors.push(FieldError::forbidden(path, "field is immutable"));
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn policy(spec: Value) -> VirtualMachineSetResourcePolicy {
        serde_json::from_value(json!({
            "apiVersion": "vmoperator.vmware.com/v1alpha6",
            "kind": "VirtualMachineSetResourcePolicy",
            "metadata": {"name": "demo"},
            "spec": spec
        }))
        .unwrap()
    }

    #[test]
    fn reservations_stay_within_limits() {
        let pool = |reserved: &str, limit: &str| {
            policy(json!({"resourcePool": {
                "reservations": {"memory": reserved}, "limits": {"memory": limit}
            }}))
        };
        assert_eq!(validate(&pool("1Gi", "1Gi")), []);
        assert_eq!(validate(&pool("1Gi", "0")), []);
        assert_eq!(
            validate(&pool("2Gi", "1Gi"))[0].to_string(),
            "spec.resourcePool.reservations.memory: Invalid value: \"2Gi\": reservation value cannot exceed the limit value"
        );
    }

    #[test]
    fn a_policy_stays() {
        let old = policy(json!({"folder": "a", "clusterModuleGroups": ["a"]}));
        let new = policy(json!({"folder": "b", "resourcePool": {"name": "a"}}));
        let fields: Vec<_> = validate_update(&new, &old).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["spec.resourcePool", "spec.folder", "spec.clusterModuleGroups"]);
    }
}
