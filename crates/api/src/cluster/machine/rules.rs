//! Defaults and rules of Machine.

use super::{Machine, MachineBootstrap};
use crate::cluster::rules::{label_with_cluster, prefix_version, validate_cluster_name, validate_version};
use crate::field::{FieldError, Path};

/// How long a deleted machine's Node is tried to be removed, in seconds, where nothing else is said.
pub const DEFAULT_NODE_DELETION_TIMEOUT_SECONDS: i32 = 10;

/// Fills what was left out: the Cluster's label, the `v` of the version, the time for deleting the Node.
pub fn default(object: &mut Machine) {
    label_with_cluster(&mut object.metadata, &object.spec.cluster_name);
    if let Some(version) = &mut object.spec.version {
        prefix_version(version);
    }
    object
        .spec
        .deletion
        .get_or_insert_default()
        .node_deletion_timeout_seconds
        .get_or_insert(DEFAULT_NODE_DELETION_TIMEOUT_SECONDS);
}

/// What is wrong with the object by itself.
pub fn validate(object: &Machine) -> Vec<FieldError> {
    let path = Path::new("spec");
    let mut errors = Vec::new();
    if object.spec.bootstrap == MachineBootstrap::default() {
        let rule = "expected either spec.bootstrap.dataSecretName or spec.bootstrap.configRef to be populated";
        errors.push(FieldError::required(path.child("bootstrap").child("data"), rule));
    }
    if let Some(version) = &object.spec.version {
        errors.extend(validate_version(&path.child("version"), version));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &Machine, old: &Machine) -> Vec<FieldError> {
    let mut errors = validate(new);
    errors.extend(validate_cluster_name(&new.spec.cluster_name, &old.spec.cluster_name));
    if old.spec.provider_id.is_some() && new.spec.provider_id != old.spec.provider_id {
        let value = new.spec.provider_id.clone();
        errors.push(FieldError::immutable("spec.providerID", value));
    }
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::MachineSpec;
    use crate::meta::label;

    fn machine() -> Machine {
        Machine::new(
            "demo-1",
            MachineSpec {
                bootstrap: MachineBootstrap { data_secret_name: Some("demo-1".to_owned()), ..Default::default() },
                cluster_name: "demo".to_owned(),
                version: Some("1.34.2".to_owned()),
                ..Default::default()
            },
        )
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let mut object = machine();
        default(&mut object);
        assert_eq!(object.metadata.labels.as_ref().unwrap()[label::CLUSTER_NAME], "demo");
        assert_eq!(object.spec.version.as_deref(), Some("v1.34.2"));
        assert_eq!(object.spec.deletion.as_ref().unwrap().node_deletion_timeout_seconds, Some(10));
        assert_eq!(validate(&object), []);
    }

    #[test]
    fn each_rule_is_told() {
        let mut object = machine();
        object.spec.bootstrap = MachineBootstrap::default();
        object.spec.version = Some("v1.34".to_owned());
        let messages: Vec<_> = validate(&object).iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "spec.bootstrap.data: Required value: expected either spec.bootstrap.dataSecretName or spec.bootstrap.configRef to be populated",
                "spec.version: Invalid value: \"v1.34\": must be a valid semantic version",
            ]
        );
    }

    #[test]
    fn a_machine_keeps_its_cluster_and_identity() {
        let (mut old, mut new) = (machine(), machine());
        default(&mut old);
        default(&mut new);
        new.spec.provider_id = Some("vsphere://a".to_owned());
        assert_eq!(validate_update(&new, &old), [], "it may be set once");
        old.spec.provider_id = Some("vsphere://b".to_owned());
        new.spec.cluster_name = "other".to_owned();
        let fields: Vec<_> = validate_update(&new, &old).into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["spec.clusterName", "spec.providerID"]);
    }
}
