//! Defaults and rules of VSphereMachine, and of the same settings inside templates.

use super::{VSphereMachine, VSphereMachineSpec};
use crate::field::{FieldError, Path};
use crate::quantity::Amount;

/// Fills what was left out: nothing, since the virtual machine has its own defaults.
pub fn default(_object: &mut VSphereMachine) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VSphereMachine) -> Vec<FieldError> {
    validate_spec(&Path::new("spec"), &object.spec)
}

/// What is wrong with `new` by itself, and as what follows `old`: a machine is replaced, not changed,
/// but for its identity and its way of being turned off.
pub fn validate_update(new: &VSphereMachine, old: &VSphereMachine) -> Vec<FieldError> {
    let mut errors = validate(new);
    let path = Path::new("spec");
    let (new, old) = (&new.spec, &old.spec);
    for (name, new, old) in [
        ("className", Some(&new.class_name), Some(&old.class_name)),
        ("imageName", Some(&new.image_name), Some(&old.image_name)),
        ("storageClass", new.storage_class.as_ref(), old.storage_class.as_ref()),
    ] {
        if new != old {
            errors.push(FieldError::immutable(path.child(name), new.map(String::as_str)));
        }
    }
    if old.provider_id.is_some() && new.provider_id != old.provider_id {
        let value = new.provider_id.as_deref();
        errors.push(FieldError::immutable(path.child("providerID"), value));
    }
    if new.volumes != old.volumes {
        errors.push(FieldError::forbidden(path.child("volumes"), "field is immutable"));
    }
    errors
}

/// What is wrong with the settings at `path`.
pub(crate) fn validate_spec(path: &Path, spec: &VSphereMachineSpec) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let path = path.child("volumes");
    let volumes = spec.volumes.as_deref().unwrap_or_default();
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index);
        if volumes[..index].iter().any(|other| other.name == volume.name) {
            errors.push(FieldError::duplicate(path.child("name"), volume.name.as_str()));
        }
        let path = path.child("capacity");
        match volume.capacity.get("storage") {
            None => errors.push(FieldError::required(path.key("storage"), "")),
            Some(storage) => {
                let positive = Amount::try_from(storage).is_ok_and(|it| !it.is_zero() && !it.is_negative());
                if !positive {
                    let rule = "must be greater than zero";
                    let value = storage.0.as_str();
                    errors.push(FieldError::invalid(path.key("storage"), value, rule));
                }
            }
        }
    }
    errors
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn machine(change: &Value) -> VSphereMachine {
        let mut spec = json!({"className": "small", "imageName": "v1.34.2", "storageClass": "fast"});
        for (key, value) in change.as_object().unwrap() {
            spec[key] = value.clone();
        }
        serde_json::from_value(json!({
            "apiVersion": "vmware.infrastructure.cluster.x-k8s.io/v1beta2",
            "kind": "VSphereMachine",
            "metadata": {"name": "demo-1"},
            "spec": spec
        }))
        .unwrap()
    }

    #[test]
    fn volumes_have_a_name_and_a_size() {
        let volume = |name: &str, capacity: Value| json!({"name": name, "capacity": capacity});
        let errors = validate(&machine(&json!({"volumes": [
            volume("a", json!({"storage": "1Gi"})),
            volume("a", json!({})),
            volume("b", json!({"storage": "0"})),
        ]})));
        let fields: Vec<_> = errors.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(
            fields,
            ["spec.volumes[1].name", "spec.volumes[1].capacity[storage]", "spec.volumes[2].capacity[storage]",]
        );
    }

    #[test]
    fn a_machine_is_replaced_rather_than_changed() {
        let old = machine(&json!({"providerID": "vsphere://a"}));
        for (change, expected) in [
            (json!({"providerID": "vsphere://a"}), None),
            (json!({"providerID": "vsphere://a", "powerOffMode": "soft"}), None),
            (json!({"providerID": "vsphere://b"}), Some("spec.providerID")),
            (json!({"providerID": "vsphere://a", "className": "large"}), Some("spec.className")),
            (json!({"providerID": "vsphere://a", "imageName": "x"}), Some("spec.imageName")),
            (json!({"providerID": "vsphere://a", "storageClass": "bulk"}), Some("spec.storageClass")),
        ] {
            let errors = validate_update(&machine(&change), &old);
            assert_eq!(errors.first().map(|it| it.field.as_str()), expected, "{change}");
        }
        assert_eq!(validate_update(&old, &machine(&json!({}))), [], "it may be set once");
    }
}
