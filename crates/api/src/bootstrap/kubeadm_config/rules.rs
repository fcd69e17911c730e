//! Defaults and rules of KubeadmConfig, and of the same settings inside templates and control planes.

use std::collections::BTreeSet;

use super::{KubeadmConfig, KubeadmConfigSpec};
use crate::bootstrap::{BootstrapFormat, Etcd};
use crate::field::{FieldError, Path};

/// Fills what was left out.
pub fn default(object: &mut KubeadmConfig) {
    default_spec(&mut object.spec);
}

/// What is wrong with the object by itself.
pub fn validate(object: &KubeadmConfig) -> Vec<FieldError> {
    validate_spec(&Path::new("spec"), &object.spec)
}

/// What is wrong with `new` by itself, and as what follows `old`: a change takes effect until the
/// bootstrap data is made, and none later, so any is allowed.
pub fn validate_update(new: &KubeadmConfig, _old: &KubeadmConfig) -> Vec<FieldError> {
    validate(new)
}

/// Fills what was left out: cloud-config, and images pulled only when absent.
pub(crate) fn default_spec(spec: &mut KubeadmConfigSpec) {
    spec.format.get_or_insert(BootstrapFormat::CloudConfig);
    let init = spec.init_configuration.as_mut().and_then(|it| it.node_registration.as_mut());
    let join = spec.join_configuration.as_mut().and_then(|it| it.node_registration.as_mut());
    for registration in [init, join].into_iter().flatten() {
        registration.image_pull_policy.get_or_insert_with(|| "IfNotPresent".to_owned());
    }
}

/// What is wrong with the settings at `path`.
pub(crate) fn validate_spec(path: &Path, spec: &KubeadmConfigSpec) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut paths = BTreeSet::new();
    for (index, file) in spec.files.iter().flatten().enumerate() {
        let path = path.child("files").index(index);
        if file.content.is_some() && file.content_from.is_some() {
            let rule = "only one of content or contentFrom may be specified for a single file";
            errors.push(FieldError::forbidden(&path, rule));
        }
        if !paths.insert(file.path.as_str()) {
            errors.push(FieldError::duplicate(path.child("path"), file.path.as_str()));
        }
    }
    for (index, user) in spec.users.iter().flatten().enumerate() {
        if user.passwd.is_some() && user.passwd_from.is_some() {
            let rule = "only one of passwd or passwdFrom may be specified for a single user";
            errors.push(FieldError::forbidden(path.child("users").index(index), rule));
        }
    }
    let ignition = spec.format == Some(BootstrapFormat::Ignition);
    if spec.ignition.is_some() && !ignition {
        let rule = "can be set only if spec.format is set to ignition";
        errors.push(FieldError::forbidden(path.child("ignition"), rule));
    }
    if spec.boot_commands.is_some() && ignition {
        let rule = "cannot be set when spec.format is set to ignition";
        errors.push(FieldError::forbidden(path.child("bootCommands"), rule));
    }
    if let Some(etcd) = spec.cluster_configuration.as_ref().and_then(|it| it.etcd.as_ref())
        && etcd.local.is_some()
        && etcd.external.is_some()
    {
        let path = path.child("clusterConfiguration").child("etcd");
        errors.push(FieldError::forbidden(path, "cannot have both external and local etcd"));
    }
    errors
}

/// The etcd settings, when there are any.
pub(crate) fn etcd(spec: Option<&KubeadmConfigSpec>) -> Option<&Etcd> {
    spec?.cluster_configuration.as_ref()?.etcd.as_ref()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn spec(json: Value) -> KubeadmConfigSpec {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn what_is_left_out_is_filled() {
        let mut spec = spec(json!({"initConfiguration": {"nodeRegistration": {}}}));
        default_spec(&mut spec);
        assert_eq!(
            serde_json::to_value(spec).unwrap(),
            json!({
                "format": "cloud-config",
                "initConfiguration": {"nodeRegistration": {"imagePullPolicy": "IfNotPresent"}}
            })
        );
    }

    #[test]
    fn each_rule_is_told() {
        let secret = json!({"secret": {"name": "a", "key": "b"}});
        for (settings, expected) in [
            (json!({"files": [{"path": "/a", "content": "x"}, {"path": "/b", "contentFrom": secret}]}), vec![]),
            (json!({"files": [{"path": "/a", "content": "x", "contentFrom": secret}]}), vec!["spec.files[0]"]),
            (json!({"files": [{"path": "/a"}, {"path": "/a"}]}), vec!["spec.files[1].path"]),
            (json!({"users": [{"name": "a", "passwd": "x", "passwdFrom": secret}]}), vec!["spec.users[0]"]),
            (json!({"ignition": {}}), vec!["spec.ignition"]),
            (json!({"format": "ignition", "ignition": {}}), vec![]),
            (json!({"format": "ignition", "bootCommands": ["true"]}), vec!["spec.bootCommands"]),
            (
                json!({"clusterConfiguration": {"etcd": {
                    "local": {},
                    "external": {"caFile": "a", "certFile": "b", "keyFile": "c", "endpoints": ["d"]}
                }}}),
                vec!["spec.clusterConfiguration.etcd"],
            ),
        ] {
            let errors = validate_spec(&Path::new("spec"), &spec(settings.clone()));
            let fields: Vec<_> = errors.iter().map(|it| it.field.as_str()).collect();
            assert_eq!(fields, expected, "{settings}");
        }
    }
}
