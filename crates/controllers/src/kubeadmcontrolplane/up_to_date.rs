//! Whether a machine comes from the present spec of its control plane. Pure.

use api::{
    bootstrap::{KubeadmConfig, KubeadmConfigSpec, NodeRegistration},
    cluster::Machine,
    controlplane::KubeadmControlPlane,
    meta::annotation,
    vsphere::VSphereMachine,
};

use crate::meta;

/// What differs, in words for people; empty when nothing does. An object that is not known (any more) does not count.
pub(crate) fn differences(
    object: &KubeadmControlPlane,
    machine: &Machine,
    infrastructure: Option<&VSphereMachine>,
    config: Option<&KubeadmConfig>,
) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(version) = machine.spec.version.as_ref().filter(|version| **version != object.spec.version) {
        found.push(format!("Version {version}, {} required", object.spec.version));
    }
    let template = &object.spec.machine_template.spec.infrastructure_ref;
    let cloned_from = infrastructure.and_then(|one| meta::annotation(&one.metadata, annotation::CLONED_FROM_NAME));
    if cloned_from.is_some_and(|from| from != template.name) {
        found.push("VSphereMachine is not up-to-date".to_owned());
    }
    let wanted = object.spec.kubeadm_config_spec.clone().unwrap_or_default();
    if config.is_some_and(|config| !is_same(&wanted, &config.spec)) {
        found.push("KubeadmConfig is not up-to-date".to_owned());
    }
    if let Some(after) = object.spec.rollout.as_ref().and_then(|rollout| rollout.after.as_ref())
        && after.0 <= api::time::now().0
        && machine.metadata.creation_timestamp.as_ref().is_some_and(|created| created.0 < after.0)
    {
        found.push(format!("spec.rollout.after {} has passed", after.0));
    }
    found
}

/// Whether a KubeadmConfig was made from this spec. Only the part that the machine used is compared (init or join),
/// without what is filled in for each machine, and what is left out equals its default.
fn is_same(wanted: &KubeadmConfigSpec, made: &KubeadmConfigSpec) -> bool {
    let (mut wanted, made) = (wanted.clone(), made.clone());
    if made.init_configuration.is_none() {
        wanted.init_configuration = None;
    } else {
        wanted.init_configuration.get_or_insert_default();
    }
    if made.join_configuration.is_none() {
        wanted.join_configuration = None;
    } else {
        wanted.join_configuration.get_or_insert_default();
    }
    normalize(wanted) == normalize(made)
}

/// Filled in as admission does, without what each machine gets for itself.
fn normalize(spec: KubeadmConfigSpec) -> KubeadmConfigSpec {
    let mut config = KubeadmConfig { spec, ..KubeadmConfig::default() };
    api::bootstrap::kubeadm_config::default(&mut config);
    let spec = &mut config.spec;
    spec.cluster_configuration.get_or_insert_default();
    let init = spec.init_configuration.as_mut().and_then(|init| init.node_registration.as_mut());
    let join = spec.join_configuration.as_mut().and_then(|join| join.node_registration.as_mut());
    for registration in [init, join].into_iter().flatten() {
        defaults(registration);
    }
    if let Some(init) = &mut spec.init_configuration {
        init.bootstrap_tokens = None;
        init.node_registration.get_or_insert_with(registration);
    }
    if let Some(join) = &mut spec.join_configuration {
        join.discovery = None;
        join.control_plane.get_or_insert_default();
        join.node_registration.get_or_insert_with(registration);
    }
    config.spec
}

fn registration() -> NodeRegistration {
    let mut registration = NodeRegistration::default();
    defaults(&mut registration);
    registration
}

fn defaults(registration: &mut NodeRegistration) {
    registration.image_pull_policy.get_or_insert_with(|| "IfNotPresent".to_owned());
    registration.image_pull_serial.get_or_insert(true);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn spec(value: Value) -> KubeadmConfigSpec {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_each_machine_gets_does_not_count() {
        let wanted =
            json!({"initConfiguration": {"nodeRegistration": {"criSocket": "x"}}, "preKubeadmCommands": ["a"]});
        let cases = [
            // The first machine.
            (
                json!({"initConfiguration": {"nodeRegistration": {"criSocket": "x"}}, "preKubeadmCommands": ["a"], "format": "cloud-config"}),
                true,
            ),
            // One that joined.
            (
                json!({"joinConfiguration": {"controlPlane": {}, "discovery": {"bootstrapToken": {"token": "t"}}}, "preKubeadmCommands": ["a"]}),
                true,
            ),
            (json!({"joinConfiguration": {"controlPlane": {}}, "preKubeadmCommands": ["b"]}), false),
            (
                json!({"initConfiguration": {"nodeRegistration": {"criSocket": "y"}}, "preKubeadmCommands": ["a"]}),
                false,
            ),
            (json!({"clusterConfiguration": {"imageRepository": "r"}, "preKubeadmCommands": ["a"]}), false),
        ];
        for (made, same) in cases {
            assert_eq!(is_same(&spec(wanted.clone()), &spec(made.clone())), same, "{made}");
        }
    }

    #[test]
    fn a_control_plane_without_settings_is_up_to_date() {
        for made in [json!({"initConfiguration": {}}), json!({"joinConfiguration": {"controlPlane": {}}})] {
            assert!(is_same(&spec(json!({})), &spec(made.clone())), "{made}");
        }
    }

    #[test]
    fn version_and_template_count() {
        let object: KubeadmControlPlane = serde_json::from_value(json!({"metadata": {}, "spec": {"version": "v1.35.0",
            "machineTemplate": {"spec": {"infrastructureRef": {"apiGroup": "g", "kind": "VSphereMachineTemplate", "name": "new"}}}}}))
        .unwrap();
        let machine: Machine =
            serde_json::from_value(json!({"metadata": {}, "spec": {"clusterName": "c", "version": "v1.34.0",
            "bootstrap": {}, "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}}))
            .unwrap();
        let infrastructure: VSphereMachine =
            serde_json::from_value(json!({"metadata": {"annotations": {"cluster.x-k8s.io/cloned-from-name": "old"}},
            "spec": {"className": "c", "imageName": "i"}}))
            .unwrap();
        assert_eq!(
            differences(&object, &machine, Some(&infrastructure), None),
            ["Version v1.34.0, v1.35.0 required", "VSphereMachine is not up-to-date"]
        );
        assert_eq!(differences(&object, &machine, None, None).len(), 1);
    }
}
