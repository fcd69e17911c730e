//! Defaults and rules of Cluster.

use super::{Cluster, ClusterSpec};
use crate::cidr::Cidr;
use crate::cluster::rules::{prefix_version, validate_version};
use crate::cluster::{ContractRef, NetworkRanges};
use crate::field::{self, FieldError, Path};

/// Fills what was left out: the `v` of the topology's version.
pub fn default(object: &mut Cluster) {
    if let Some(topology) = &mut object.spec.topology {
        prefix_version(&mut topology.version);
    }
}

/// What is wrong with the object by itself.
pub fn validate(object: &Cluster) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if !name.is_empty() {
        let wrong = field::dns_label(name).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid("metadata.name", name, rule)));
    }
    let path = Path::new("spec");
    if let Some(network) = &object.spec.cluster_network {
        let path = path.child("clusterNetwork");
        validate_ranges(&path.child("pods"), network.pods.as_ref(), &mut errors);
        validate_ranges(&path.child("services"), network.services.as_ref(), &mut errors);
    }
    if let Some(topology) = &object.spec.topology {
        errors.extend(validate_version(&path.child("topology").child("version"), &topology.version));
    }
    if object.spec == ClusterSpec::default() {
        let rule = "spec in body should have at least 1 properties";
        errors.push(FieldError::invalid(&path, 0, rule));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &Cluster, old: &Cluster) -> Vec<FieldError> {
    let mut errors = validate(new);
    let path = Path::new("spec");
    for (name, new, old) in [
        ("controlPlaneRef", &new.spec.control_plane_ref, &old.spec.control_plane_ref),
        ("infrastructureRef", &new.spec.infrastructure_ref, &old.spec.infrastructure_ref),
    ] {
        if old.is_some() && new != old {
            let value = new.as_ref().map(|it: &ContractRef| it.name.as_str());
            errors.push(FieldError::immutable(path.child(name), value));
        }
    }
    if let Some(old) = &old.spec.control_plane_endpoint
        && old.host.is_some()
        && new.spec.control_plane_endpoint.as_ref() != Some(old)
    {
        let value = new.spec.control_plane_endpoint.as_ref().and_then(|it| it.host.as_deref());
        errors.push(FieldError::immutable(path.child("controlPlaneEndpoint"), value));
    }
    errors
}

fn validate_ranges(path: &Path, ranges: Option<&NetworkRanges>, errors: &mut Vec<FieldError>) {
    let path = path.child("cidrBlocks");
    for (index, text) in ranges.iter().flat_map(|it| &it.cidr_blocks).enumerate() {
        if let Err(error) = text.parse::<Cidr>() {
            errors.push(FieldError::invalid(path.index(index), text.as_str(), error.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::{ApiEndpoint, ClusterNetwork};

    fn cluster() -> Cluster {
        let reference = |kind: &str| ContractRef { kind: kind.to_owned(), ..Default::default() };
        Cluster::new(
            "demo",
            ClusterSpec {
                control_plane_ref: Some(reference("KubeadmControlPlane")),
                infrastructure_ref: Some(reference("VSphereCluster")),
                ..Default::default()
            },
        )
    }

    fn fields(errors: &[FieldError]) -> Vec<&str> {
        errors.iter().map(|it| it.field.as_str()).collect()
    }

    #[test]
    fn each_rule_is_told() {
        assert_eq!(validate(&cluster()), []);
        assert_eq!(fields(&validate(&Cluster::new("demo", ClusterSpec::default()))), ["spec"]);
        let mut object = cluster();
        object.metadata.name = Some("a.b".to_owned());
        object.spec.cluster_network = Some(ClusterNetwork {
            pods: Some(NetworkRanges { cidr_blocks: vec!["10.0.0.0/8".into(), "x".into()] }),
            ..Default::default()
        });
        assert_eq!(fields(&validate(&object)), ["metadata.name", "spec.clusterNetwork.pods.cidrBlocks[1]"]);
    }

    #[test]
    fn references_and_endpoint_stay_once_set() {
        let endpoint = |host: &str| Some(ApiEndpoint { host: Some(host.to_owned()), port: Some(6443) });
        let (mut old, mut new) = (cluster(), cluster());
        new.spec.control_plane_endpoint = endpoint("10.0.0.1");
        assert_eq!(validate_update(&new, &old), [], "it may be set once");
        old.spec.control_plane_endpoint = endpoint("10.0.0.1");
        new.spec.control_plane_endpoint = endpoint("10.0.0.2");
        new.spec.infrastructure_ref = Some(ContractRef::default());
        assert_eq!(fields(&validate_update(&new, &old)), ["spec.infrastructureRef", "spec.controlPlaneEndpoint"]);
    }
}
