//! Defaults and rules of KubeadmConfigTemplate.

use super::KubeadmConfigTemplate;
use crate::bootstrap::kubeadm_config::{default_spec, validate_spec};
use crate::field::{FieldError, Path};

/// Fills what was left out, as for KubeadmConfig.
pub fn default(object: &mut KubeadmConfigTemplate) {
    if let Some(spec) = &mut object.spec.template.spec {
        default_spec(spec);
    }
}

/// What is wrong with the object by itself.
pub fn validate(object: &KubeadmConfigTemplate) -> Vec<FieldError> {
    let path = Path::new("spec").child("template").child("spec");
    object.spec.template.spec.as_ref().map(|spec| validate_spec(&path, spec)).unwrap_or_default()
}

/// What is wrong with `new` by itself: a template may change, and machines that stand keep theirs.
pub fn validate_update(new: &KubeadmConfigTemplate, _old: &KubeadmConfigTemplate) -> Vec<FieldError> {
    validate(new)
}
