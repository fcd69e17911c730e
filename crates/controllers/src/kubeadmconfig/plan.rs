//! How far a machine's bootstrap data is. Pure.

use api::{
    bootstrap::KubeadmConfig,
    cluster::{Cluster, Machine},
    meta::label,
};

use crate::{contract, error::Error, meta};

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Left alone.
    Paused,
    /// Someone gave the Machine a data Secret of this name.
    Provided(String),
    /// The data is there.
    Done,
    /// The cluster's endpoint is not known yet.
    WaitForInfrastructure,
    /// It joins what does not serve yet.
    WaitForControlPlane,
    /// It may be the one that starts the cluster.
    Init,
    /// It joins.
    Join,
}

/// Decides.
pub(super) fn step(config: &KubeadmConfig, machine: &Machine, cluster: &Cluster) -> Step {
    if contract::is_paused(Some(cluster), &config.metadata) {
        return Step::Paused;
    }
    if has_data(config) {
        return Step::Done;
    }
    if let Some(given) = &machine.spec.bootstrap.data_secret_name {
        return Step::Provided(given.clone());
    }
    if !contract::infrastructure_provisioned(cluster)
        || contract::endpoint(cluster.spec.control_plane_endpoint.as_ref()).is_none()
    {
        return Step::WaitForInfrastructure;
    }
    if contract::control_plane_initialized(cluster) {
        return Step::Join;
    }
    let is_control_plane = meta::label(&machine.metadata, label::CONTROL_PLANE).is_some();
    let only_joins = config.spec.join_configuration.is_some() && config.spec.init_configuration.is_none();
    if is_control_plane && !only_joins { Step::Init } else { Step::WaitForControlPlane }
}

/// Whether the data Secret was made.
pub(super) fn has_data(config: &KubeadmConfig) -> bool {
    config.status.as_ref().is_some_and(|status| status.data_secret_name.is_some())
}

/// The token with which the machine joins.
pub(super) fn token(config: &KubeadmConfig) -> Option<&str> {
    let discovery = config.spec.join_configuration.as_ref()?.discovery.as_ref()?;
    discovery.bootstrap_token.as_ref()?.token.as_deref()
}

/// Whether etcd runs elsewhere.
pub(super) fn has_external_etcd(config: &KubeadmConfig) -> bool {
    let configuration = config.spec.cluster_configuration.as_ref();
    configuration.and_then(|configuration| configuration.etcd.as_ref()).is_some_and(|etcd| etcd.external.is_some())
}

/// The Kubernetes version of the machine.
pub(super) fn version(machine: &Machine) -> Result<&str, Error> {
    machine.spec.version.as_deref().ok_or_else(|| Error::Invalid("the Machine names no version".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn cluster(provisioned: bool, initialized: bool) -> Cluster {
        serde_json::from_value(json!({"metadata": {"name": "demo"}, "spec": {"controlPlaneEndpoint": {"host": "h", "port": 1}},
            "status": {"initialization": {"infrastructureProvisioned": provisioned, "controlPlaneInitialized": initialized}}}))
        .unwrap()
    }

    fn machine(control_plane: bool, data: Option<&str>) -> Machine {
        let labels = if control_plane { json!({"cluster.x-k8s.io/control-plane": ""}) } else { json!({}) };
        serde_json::from_value(json!({"metadata": {"labels": labels}, "spec": {"clusterName": "demo", "bootstrap": {"dataSecretName": data},
            "infrastructureRef": {"apiGroup": "g", "kind": "k", "name": "n"}}}))
        .unwrap()
    }

    fn config(spec: Value, data: Option<&str>) -> KubeadmConfig {
        serde_json::from_value(json!({"metadata": {}, "spec": spec, "status": {"dataSecretName": data}})).unwrap()
    }

    #[test]
    fn who_waits_for_what() {
        let (first, joining) = (json!({"initConfiguration": {}}), json!({"joinConfiguration": {}}));
        let cases = [
            (config(first.clone(), None), machine(true, None), cluster(false, false), Step::WaitForInfrastructure),
            (config(first.clone(), None), machine(true, None), cluster(true, false), Step::Init),
            (config(json!({}), None), machine(true, None), cluster(true, false), Step::Init),
            (config(joining.clone(), None), machine(true, None), cluster(true, false), Step::WaitForControlPlane),
            (config(joining.clone(), None), machine(false, None), cluster(true, false), Step::WaitForControlPlane),
            (config(joining.clone(), None), machine(false, None), cluster(true, true), Step::Join),
            (config(first.clone(), None), machine(true, None), cluster(true, true), Step::Join),
            (config(joining.clone(), Some("d")), machine(false, None), cluster(true, true), Step::Done),
            (
                config(joining, None),
                machine(false, Some("mine")),
                cluster(true, true),
                Step::Provided("mine".to_owned()),
            ),
        ];
        for (config, machine, cluster, expected) in cases {
            assert_eq!(step(&config, &machine, &cluster), expected);
        }
    }
}
