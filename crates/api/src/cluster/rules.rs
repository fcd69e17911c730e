//! Defaults and rules that several kinds of Cluster API share.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use serde_json::json;

use super::MachineTemplateSpec;
use crate::field::{FieldError, Path};
use crate::meta::label;
use crate::selector;
use crate::version::Version;

/// Gives a version its `v`.
pub(crate) fn prefix_version(version: &mut String) {
    if version.starts_with(|it: char| it.is_ascii_digit()) {
        version.insert(0, 'v');
    }
}

/// Puts the Cluster's name on the object.
pub(crate) fn label_with_cluster(meta: &mut ObjectMeta, cluster: &str) {
    if !cluster.is_empty() {
        meta.labels.get_or_insert_default().insert(label::CLUSTER_NAME.to_owned(), label::value(cluster));
    }
}

/// Completes a selector and the template whose machines it is to select: an empty selector gets
/// `own` (a label key and the object's name), and both get the Cluster's name.
pub(crate) fn complete_selector(
    selector: &mut LabelSelector,
    template: &mut MachineTemplateSpec,
    own: (&str, &str),
    cluster: &str,
) {
    let (key, name) = own;
    let labels = template.metadata.get_or_insert_default().labels.get_or_insert_default();
    if selector::is_empty(selector) && !name.is_empty() {
        let value = label::value(name);
        selector.match_labels.get_or_insert_default().insert(key.to_owned(), value.clone());
        labels.insert(key.to_owned(), value);
    }
    if !cluster.is_empty() {
        let value = label::value(cluster);
        let key = label::CLUSTER_NAME.to_owned();
        selector.match_labels.get_or_insert_default().insert(key.clone(), value.clone());
        labels.insert(key, value);
    }
    if let Some(version) = &mut template.spec.version {
        prefix_version(version);
    }
}

/// What is wrong with a selector and the template whose machines it is to select.
pub(crate) fn validate_selector(
    selector: &LabelSelector,
    template: &MachineTemplateSpec,
    cluster: &str,
) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let path = Path::new("spec").child("template");
    let empty = std::collections::BTreeMap::new();
    let labels = template.metadata.as_ref().and_then(|it| it.labels.as_ref()).unwrap_or(&empty);
    if selector::is_empty(selector) {
        errors.push(FieldError::required("spec.selector", "must not be empty"));
    } else if !selector::matches(selector, labels) {
        let rule = format!("must match spec.selector {:?}", selector::format(selector));
        let path = path.child("metadata").child("labels");
        errors.push(FieldError::invalid(path, json!(labels), rule));
    }
    let path = path.child("spec");
    if template.spec.cluster_name != cluster {
        let value = template.spec.cluster_name.as_str();
        let rule = "must be the same as spec.clusterName";
        errors.push(FieldError::invalid(path.child("clusterName"), value, rule));
    }
    if let Some(version) = &template.spec.version {
        errors.extend(validate_version(&path.child("version"), version));
    }
    errors
}

/// What is wrong with a version: it must have all three numbers.
pub(crate) fn validate_version(path: &Path, version: &str) -> Option<FieldError> {
    let full = version.starts_with('v') && version.parse::<Version>().is_ok_and(|it| it.is_full());
    (!full).then(|| FieldError::invalid(path, version, "must be a valid semantic version"))
}

/// What is wrong with a count that may be a share, such as `1` or `25%`.
pub(crate) fn validate_share(path: &Path, share: Option<&IntOrString>) -> Option<FieldError> {
    let rule = "must be either an int or a percentage";
    match share? {
        IntOrString::Int(count) if *count < 0 => {
            Some(FieldError::invalid(path, *count, "must be greater than or equal to 0"))
        }
        IntOrString::Int(_) => None,
        IntOrString::String(text) => {
            let percent = text.strip_suffix('%').and_then(|it| it.parse::<u32>().ok());
            percent.is_none().then(|| FieldError::invalid(path, text.as_str(), rule))
        }
    }
}

/// An object stays with its Cluster.
pub(crate) fn validate_cluster_name(new: &str, old: &str) -> Option<FieldError> {
    (new != old).then(|| FieldError::forbidden("spec.clusterName", "field is immutable"))
}
