//! Defaults and rules of MachineSet.

use super::MachineSet;
use crate::cluster::MachineDeletionOrder;
use crate::cluster::rules::{complete_selector, label_with_cluster, validate_cluster_name, validate_selector};
use crate::field::FieldError;
use crate::meta::label;

/// Fills what was left out: one machine, random order of deletion, selector and labels.
pub fn default(object: &mut MachineSet) {
    let spec = &mut object.spec;
    label_with_cluster(&mut object.metadata, &spec.cluster_name);
    spec.replicas.get_or_insert(1);
    spec.deletion.get_or_insert_default().order.get_or_insert(MachineDeletionOrder::Random);
    let name = object.metadata.name.as_deref().unwrap_or_default();
    let own = (label::SET_NAME, name);
    complete_selector(&mut spec.selector, &mut spec.template, own, &spec.cluster_name);
}

/// What is wrong with the object by itself.
pub fn validate(object: &MachineSet) -> Vec<FieldError> {
    let spec = &object.spec;
    let mut errors = validate_selector(&spec.selector, &spec.template, &spec.cluster_name);
    if let Some(replicas) = spec.replicas.filter(|it| *it < 0) {
        let rule = "must be greater than or equal to 0";
        errors.push(FieldError::invalid("spec.replicas", replicas, rule));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &MachineSet, old: &MachineSet) -> Vec<FieldError> {
    let mut errors = validate(new);
    errors.extend(validate_cluster_name(&new.spec.cluster_name, &old.spec.cluster_name));
    if new.spec.selector != old.spec.selector {
        errors.push(FieldError::forbidden("spec.selector", "field is immutable"));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{MachineSetSpec, MachineSpec, MachineTemplateSpec};

    fn machine_set() -> MachineSet {
        let template = MachineTemplateSpec {
            spec: MachineSpec {
                cluster_name: "demo".to_owned(),
                version: Some("1.34.2".to_owned()),
                ..Default::default()
            },
            ..Default::default()
        };
        let spec = MachineSetSpec { cluster_name: "demo".to_owned(), template, ..Default::default() };
        MachineSet::new("demo-workers", spec)
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let mut object = machine_set();
        default(&mut object);
        let spec = &object.spec;
        assert_eq!(spec.replicas, Some(1));
        assert_eq!(spec.template.spec.version.as_deref(), Some("v1.34.2"));
        assert_eq!(
            crate::selector::format(&spec.selector),
            "cluster.x-k8s.io/cluster-name=demo,cluster.x-k8s.io/set-name=demo-workers"
        );
        assert_eq!(spec.template.metadata.as_ref().unwrap().labels, spec.selector.match_labels);
        assert_eq!(validate(&object), []);
    }

    #[test]
    fn each_rule_is_told() {
        let mut object = machine_set();
        assert_eq!(validate(&object)[0].to_string(), "spec.selector: Required value: must not be empty");
        default(&mut object);
        let old = object.clone();
        object.spec.replicas = Some(-1);
        object.spec.template.spec.cluster_name = "other".to_owned();
        object.spec.selector.match_labels.as_mut().unwrap().insert("a".into(), "b".into());
        let fields: Vec<_> = validate_update(&object, &old).into_iter().map(|it| it.field).collect();
        assert_eq!(
            fields,
            ["spec.template.metadata.labels", "spec.template.spec.clusterName", "spec.replicas", "spec.selector",]
        );
    }
}
