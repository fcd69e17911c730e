//! Defaults and rules of VSphereMachineTemplate.

use super::VSphereMachineTemplate;
use crate::field::{FieldError, Path};
use crate::vsphere::vsphere_machine::validate_spec;

/// Fills what was left out: nothing, as for VSphereMachine.
pub fn default(_object: &mut VSphereMachineTemplate) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VSphereMachineTemplate) -> Vec<FieldError> {
    let path = Path::new("spec").child("template").child("spec");
    let Some(spec) = &object.spec.template.spec else {
        return Vec::new();
    };
    let mut errors = validate_spec(&path, spec);
    if spec.provider_id.is_some() {
        let rule = "cannot be set in templates";
        errors.push(FieldError::forbidden(path.child("providerID"), rule));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`: machines tell by the template's name
/// whether they come from it, so its settings stay.
pub fn validate_update(new: &VSphereMachineTemplate, old: &VSphereMachineTemplate) -> Vec<FieldError> {
    let mut errors = validate(new);
    if new.spec.template.spec != old.spec.template.spec {
        let rule =
            "VSphereMachineTemplate spec.template.spec field is immutable. Please create a new resource instead.";
        errors.push(FieldError::forbidden("spec.template.spec", rule));
    }
    errors
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_stay_and_name_no_machine() {
        let template = |class: &str, provider: Option<&str>| -> VSphereMachineTemplate {
            serde_json::from_value(json!({
                "apiVersion": "vmware.infrastructure.cluster.x-k8s.io/v1beta2",
                "kind": "VSphereMachineTemplate",
                "metadata": {"name": "demo"},
                "spec": {"template": {"spec": {
                    "className": class, "imageName": "v1.34.2", "providerID": provider
                }}}
            }))
            .unwrap()
        };
        assert_eq!(validate(&template("small", None)), []);
        assert_eq!(validate(&template("small", Some("vsphere://a")))[0].field, "spec.template.spec.providerID");
        let errors = validate_update(&template("large", None), &template("small", None));
        assert_eq!(errors[0].field, "spec.template.spec");
    }
}
