//! Defaults and rules of KubeadmControlPlane.

use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::KubeadmControlPlane;
use crate::bootstrap::kubeadm_config::{default_spec, etcd, validate_spec};
use crate::cluster::rules::{prefix_version, validate_version};
use crate::field::{FieldError, Path};
use crate::version::Version;

/// Fills what was left out: one machine, rolling update by one more, the `v` of the version, cloud-config.
pub fn default(object: &mut KubeadmControlPlane) {
    let spec = &mut object.spec;
    spec.replicas.get_or_insert(1);
    prefix_version(&mut spec.version);
    let strategy = spec.rollout.get_or_insert_default().strategy.get_or_insert_default();
    if strategy.type_.is_empty() {
        strategy.type_ = "RollingUpdate".to_owned();
    }
    strategy.rolling_update.get_or_insert_default().max_surge.get_or_insert(IntOrString::Int(1));
    default_spec(spec.kubeadm_config_spec.get_or_insert_default());
}

/// What is wrong with the object by itself.
pub fn validate(object: &KubeadmControlPlane) -> Vec<FieldError> {
    let spec = &object.spec;
    let path = Path::new("spec");
    let mut errors = Vec::new();
    let replicas = path.child("replicas");
    let stacked = etcd(spec.kubeadm_config_spec.as_ref()).is_none_or(|it| it.external.is_none());
    match spec.replicas {
        None => errors.push(FieldError::required(&replicas, "is required")),
        Some(count) if count <= 0 => {
            let rule = "cannot be less than or equal to 0";
            errors.push(FieldError::forbidden(&replicas, rule));
        }
        Some(count) if stacked && count % 2 == 0 => {
            let rule = "cannot be an even number when etcd is stacked";
            errors.push(FieldError::forbidden(&replicas, rule));
        }
        Some(_) => {}
    }
    errors.extend(validate_version(&path.child("version"), &spec.version));
    validate_surge(&path, object, &mut errors);
    if let Some(config) = &spec.kubeadm_config_spec {
        errors.extend(validate_spec(&path.child("kubeadmConfigSpec"), config));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &KubeadmControlPlane, old: &KubeadmControlPlane) -> Vec<FieldError> {
    let mut errors = validate(new);
    if let (Ok(to), Ok(from)) = (new.spec.version.parse::<Version>(), old.spec.version.parse::<Version>())
        && (to.major != from.major || to.minor > from.minor + 1)
    {
        let rule = format!("cannot update Kubernetes version from {from} to {to}");
        errors.push(FieldError::forbidden("spec.version", rule));
    }
    let path = Path::new("spec").child("kubeadmConfigSpec").child("clusterConfiguration");
    let external =
        |it: &KubeadmControlPlane| etcd(it.spec.kubeadm_config_spec.as_ref()).is_some_and(|it| it.external.is_some());
    if external(new) != external(old) {
        let rule = "cannot change between external and local etcd";
        errors.push(FieldError::forbidden(path.child("etcd"), rule));
    }
    let cluster = |it: &KubeadmControlPlane| it.spec.kubeadm_config_spec.as_ref()?.cluster_configuration.clone();
    let (new, old) = (cluster(new).unwrap_or_default(), cluster(old).unwrap_or_default());
    for (name, new, old) in [
        ("certificatesDir", new.certificates_dir, old.certificates_dir),
        ("controlPlaneEndpoint", new.control_plane_endpoint, old.control_plane_endpoint),
    ] {
        if old.is_some() && new != old {
            errors.push(FieldError::immutable(path.child(name), new));
        }
    }
    errors
}

/// A rollout goes up by one machine, or down by one where three or more keep the quorum.
fn validate_surge(path: &Path, object: &KubeadmControlPlane, errors: &mut Vec<FieldError>) {
    let strategy = object.spec.rollout.as_ref().and_then(|it| it.strategy.as_ref());
    let surge = strategy.and_then(|it| it.rolling_update.as_ref()).and_then(|it| it.max_surge.as_ref());
    let path = path.child("rollout").child("strategy").child("rollingUpdate").child("maxSurge");
    match surge {
        None | Some(IntOrString::Int(1)) => {}
        Some(IntOrString::Int(0)) => {
            if object.spec.replicas.is_some_and(|it| it < 3) {
                let rule = "when KubeadmControlPlane is configured to scale-in, replica count needs to be at least 3";
                errors.push(FieldError::forbidden(path, rule));
            }
        }
        Some(IntOrString::Int(other)) => {
            errors.push(FieldError::invalid(path, *other, "value must be 1 or 0"));
        }
        Some(IntOrString::String(other)) => {
            errors.push(FieldError::invalid(path, other.as_str(), "value must be 1 or 0"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn control_plane(spec: Value) -> KubeadmControlPlane {
        let mut object = json!({
            "apiVersion": "controlplane.cluster.x-k8s.io/v1beta2",
            "kind": "KubeadmControlPlane",
            "metadata": {"name": "demo"},
            "spec": {
                "version": "1.34.2",
                "machineTemplate": {"spec": {"infrastructureRef": {
                    "apiGroup": "vmware.infrastructure.cluster.x-k8s.io",
                    "kind": "VSphereMachineTemplate",
                    "name": "demo"
                }}}
            }
        });
        for (key, value) in spec.as_object().unwrap() {
            object["spec"][key] = value.clone();
        }
        let mut object = serde_json::from_value(object).unwrap();
        default(&mut object);
        object
    }

    fn messages(errors: &[FieldError]) -> Vec<String> {
        errors.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let object = control_plane(json!({}));
        let spec = serde_json::to_value(&object.spec).unwrap();
        assert_eq!(spec["replicas"], 1);
        assert_eq!(spec["version"], "v1.34.2");
        assert_eq!(spec["rollout"]["strategy"], json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}));
        assert_eq!(spec["kubeadmConfigSpec"]["format"], "cloud-config");
    }

    #[test]
    fn etcd_on_the_machines_needs_an_odd_number() {
        let external = json!({"clusterConfiguration": {"etcd": {"external": {
            "caFile": "a", "certFile": "b", "keyFile": "c", "endpoints": ["d"]
        }}}});
        for (spec, expected) in [
            (json!({"replicas": 1}), vec![]),
            (json!({"replicas": 3}), vec![]),
            (json!({"replicas": 0}), vec!["spec.replicas: Forbidden: cannot be less than or equal to 0"]),
            (json!({"replicas": 2}), vec!["spec.replicas: Forbidden: cannot be an even number when etcd is stacked"]),
            (json!({"replicas": 2, "kubeadmConfigSpec": external}), vec![]),
        ] {
            assert_eq!(messages(&validate(&control_plane(spec.clone()))), expected, "{spec}");
        }
    }

    #[test]
    fn the_surge_is_one_or_none() {
        let surge = |surge: Value, replicas: i32| {
            control_plane(json!({
                "replicas": replicas,
                "rollout": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge}}}
            }))
        };
        for (object, allowed) in [
            (surge(json!(1), 1), true),
            (surge(json!(0), 3), true),
            (surge(json!(0), 1), false),
            (surge(json!(2), 3), false),
            (surge(json!("50%"), 3), false),
        ] {
            let errors = messages(&validate(&object));
            assert_eq!(errors.is_empty(), allowed, "{errors:?}");
        }
    }

    #[test]
    fn what_machines_were_made_from_stays() {
        let config = |dir: &str| json!({"clusterConfiguration": {"certificatesDir": dir}});
        let old = control_plane(json!({"kubeadmConfigSpec": config("/a")}));
        let new = control_plane(json!({"kubeadmConfigSpec": config("/b"), "version": "v1.36.0"}));
        assert_eq!(
            messages(&validate_update(&new, &old)),
            [
                "spec.version: Forbidden: cannot update Kubernetes version from v1.34.2 to v1.36.0",
                "spec.kubeadmConfigSpec.clusterConfiguration.certificatesDir: Invalid value: \"/b\": field is immutable",
            ]
        );
        let next = control_plane(json!({"kubeadmConfigSpec": config("/a"), "version": "v1.35.0"}));
        assert_eq!(validate_update(&next, &old), []);
    }
}
