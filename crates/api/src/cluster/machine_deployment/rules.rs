//! Defaults and rules of MachineDeployment.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::MachineDeployment;
use crate::cluster::MachineRolloutStrategyType;
use crate::cluster::rules::{
    complete_selector, label_with_cluster, validate_cluster_name, validate_selector, validate_share,
};
use crate::field::{FieldError, Path};
use crate::meta::label;

/// Fills what was left out: one machine, rolling update by one more and none fewer, selector and labels.
pub fn default(object: &mut MachineDeployment) {
    let spec = &mut object.spec;
    label_with_cluster(&mut object.metadata, &spec.cluster_name);
    spec.replicas.get_or_insert(1);
    let strategy = spec.rollout.get_or_insert_default().strategy.get_or_insert_default();
    if strategy.type_ == MachineRolloutStrategyType::RollingUpdate {
        let update = strategy.rolling_update.get_or_insert_default();
        update.max_surge.get_or_insert(IntOrString::Int(1));
        update.max_unavailable.get_or_insert(IntOrString::Int(0));
    }
    let name = object.metadata.name.as_deref().unwrap_or_default();
    let own = (label::DEPLOYMENT_NAME, name);
    complete_selector(&mut spec.selector, &mut spec.template, own, &spec.cluster_name);
}

/// What is wrong with the object by itself.
pub fn validate(object: &MachineDeployment) -> Vec<FieldError> {
    let spec = &object.spec;
    let mut errors = validate_selector(&spec.selector, &spec.template, &spec.cluster_name);
    let path = Path::new("spec");
    if let Some(replicas) = spec.replicas.filter(|it| *it < 0) {
        let rule = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(path.child("replicas"), replicas, rule));
    }
    if let Some(strategy) = spec.rollout.as_ref().and_then(|it| it.strategy.as_ref())
        && let Some(update) = &strategy.rolling_update
    {
        let path = path.child("rollout").child("strategy").child("rollingUpdate");
        if strategy.type_ == MachineRolloutStrategyType::OnDelete {
            let rule = "only allowed when type is RollingUpdate";
            errors.push(FieldError::forbidden(&path, rule));
        }
        errors.extend(validate_share(&path.child("maxSurge"), update.max_surge.as_ref()));
        errors.extend(validate_share(&path.child("maxUnavailable"), update.max_unavailable.as_ref()));
    }
    if let Some(remediation) = &spec.remediation {
        let path = path.child("remediation").child("maxInFlight");
        errors.extend(validate_share(&path, remediation.max_in_flight.as_ref()));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &MachineDeployment, old: &MachineDeployment) -> Vec<FieldError> {
    let mut errors = validate(new);
    errors.extend(validate_cluster_name(&new.spec.cluster_name, &old.spec.cluster_name));
    if new.spec.selector != old.spec.selector {
        errors.push(FieldError::forbidden("spec.selector", "field is immutable"));
    }
    errors
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment() -> MachineDeployment {
        serde_json::from_value(json!({
            "apiVersion": "cluster.x-k8s.io/v1beta2",
            "kind": "MachineDeployment",
            "metadata": {"name": "demo-workers"},
            "spec": {
                "clusterName": "demo",
                "selector": {},
                "template": {"spec": {
                    "clusterName": "demo",
                    "version": "1.34.2",
                    "bootstrap": {"configRef": {
                        "apiGroup": "bootstrap.cluster.x-k8s.io",
                        "kind": "KubeadmConfigTemplate",
                        "name": "demo-workers"
                    }},
                    "infrastructureRef": {
                        "apiGroup": "vmware.infrastructure.cluster.x-k8s.io",
                        "kind": "VSphereMachineTemplate",
                        "name": "demo-workers"
                    }
                }}
            }
        }))
        .unwrap()
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let mut object = deployment();
        default(&mut object);
        let spec = serde_json::to_value(&object.spec).unwrap();
        assert_eq!(spec["replicas"], 1);
        assert_eq!(
            spec["rollout"]["strategy"],
            json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}})
        );
        let labels = json!({
            "cluster.x-k8s.io/cluster-name": "demo",
            "cluster.x-k8s.io/deployment-name": "demo-workers"
        });
        assert_eq!(spec["selector"]["matchLabels"], labels);
        assert_eq!(spec["template"]["metadata"]["labels"], labels);
        assert_eq!(spec["template"]["spec"]["version"], "v1.34.2");
        assert_eq!(object.metadata.labels.as_ref().unwrap()[label::CLUSTER_NAME], "demo");
        assert_eq!(validate(&object), []);
    }

    #[test]
    fn a_selector_that_is_given_stays() {
        let mut object = deployment();
        let labels = |it: &mut MachineDeployment| {
            it.spec.selector.match_labels.get_or_insert_default().insert("a".into(), "b".into());
        };
        labels(&mut object);
        default(&mut object);
        assert!(!object.spec.selector.match_labels.as_ref().unwrap().contains_key(label::DEPLOYMENT_NAME));
        let errors = validate(&object);
        assert_eq!(errors.len(), 1, "the template lacks the label");
        assert_eq!(errors[0].field, "spec.template.metadata.labels");
    }

    #[test]
    fn a_long_name_becomes_a_label_value() {
        let mut object = deployment();
        object.metadata.name = Some("a".repeat(70));
        default(&mut object);
        assert_eq!(validate(&object), []);
        let value = &object.spec.selector.match_labels.as_ref().unwrap()[label::DEPLOYMENT_NAME];
        assert!(value.starts_with("hash_") && value.len() < 63, "{value}");
    }

    #[test]
    fn shares_are_numbers_or_percentages() {
        for (share, allowed) in [
            (json!(0), true),
            (json!(3), true),
            (json!("25%"), true),
            (json!(-1), false),
            (json!("3"), false),
            (json!("-5%"), false),
            (json!("many"), false),
        ] {
            let mut object = deployment();
            object.spec.rollout = serde_json::from_value(json!({"strategy": {
                "type": "RollingUpdate",
                "rollingUpdate": {"maxSurge": share}
            }}))
            .unwrap();
            default(&mut object);
            assert_eq!(validate(&object).is_empty(), allowed, "{share}");
        }
    }

    #[test]
    fn cluster_and_selector_stay() {
        let mut old = deployment();
        default(&mut old);
        let mut new = old.clone();
        new.spec.cluster_name = "other".to_owned();
        new.spec.template.spec.cluster_name = "other".to_owned();
        new.spec.selector.match_labels = new.spec.template.metadata.clone().unwrap().labels;
        new.spec.selector.match_labels.as_mut().unwrap().remove(label::DEPLOYMENT_NAME);
        let messages: Vec<_> = validate_update(&new, &old).iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            ["spec.clusterName: Forbidden: field is immutable", "spec.selector: Forbidden: field is immutable",]
        );
    }
}
