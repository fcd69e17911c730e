//! Defaults and rules of VSphereCluster.

use super::VSphereCluster;
use crate::field::{FieldError, Path};

/// Fills what was left out: nothing, since the controller chooses the endpoint.
pub fn default(_object: &mut VSphereCluster) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VSphereCluster) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if let Some(endpoint) = &object.spec.control_plane_endpoint
        && endpoint.host.is_some() != endpoint.port.is_some()
    {
        let missing = if endpoint.host.is_some() { "port" } else { "host" };
        let path = Path::new("spec").child("controlPlaneEndpoint").child(missing);
        errors.push(FieldError::required(path, "host and port must be set together"));
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`. The rules on the network are those
/// that the public schema states in CEL.
pub fn validate_update(new: &VSphereCluster, old: &VSphereCluster) -> Vec<FieldError> {
    let mut errors = validate(new);
    let path = Path::new("spec");
    if let Some(old) = &old.spec.control_plane_endpoint
        && old.host.is_some()
        && new.spec.control_plane_endpoint.as_ref() != Some(old)
    {
        let value = new.spec.control_plane_endpoint.as_ref().and_then(|it| it.host.as_deref());
        errors.push(FieldError::immutable(path.child("controlPlaneEndpoint"), value));
    }
    let Some(old) = &old.spec.network else {
        return errors;
    };
    let path = path.child("network");
    let Some(new) = &new.spec.network else {
        errors.push(FieldError::forbidden(path, "cannot be removed after creation"));
        return errors;
    };
    if old.provider.is_some() && new.provider != old.provider {
        let value = new.provider.map(|it| it.as_str());
        errors.push(FieldError::immutable(path.child("provider"), value));
    }
    let path = path.child("nsxVPC");
    match (&new.nsx_vpc, &old.nsx_vpc) {
        (Some(new), Some(old)) if new.create_subnet_set != old.create_subnet_set => {
            let value = new.create_subnet_set;
            errors.push(FieldError::immutable(path.child("createSubnetSet"), value));
        }
        (Some(_), None) | (None, Some(_)) => {
            let rule = "cannot be added or removed after creation";
            errors.push(FieldError::forbidden(path, rule));
        }
        _ => {}
    }
    errors
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn cluster(spec: Value) -> VSphereCluster {
        serde_json::from_value(json!({
            "apiVersion": "vmware.infrastructure.cluster.x-k8s.io/v1beta2",
            "kind": "VSphereCluster",
            "metadata": {"name": "demo"},
            "spec": spec
        }))
        .unwrap()
    }

    #[test]
    fn an_endpoint_is_whole() {
        for (endpoint, expected) in [
            (json!({}), None),
            (json!({"host": "a", "port": 6443}), None),
            (json!({"host": "a"}), Some("spec.controlPlaneEndpoint.port")),
            (json!({"port": 1}), Some("spec.controlPlaneEndpoint.host")),
        ] {
            let errors = validate(&cluster(json!({"controlPlaneEndpoint": endpoint})));
            assert_eq!(errors.first().map(|it| it.field.as_str()), expected);
        }
    }

    #[test]
    fn what_was_chosen_stays() {
        let endpoint = |host: &str| json!({"controlPlaneEndpoint": {"host": host, "port": 1}});
        let network = |network: Value| json!({"network": network});
        for (old, new, expected) in [
            (json!({}), endpoint("a"), None),
            (endpoint("a"), endpoint("b"), Some("spec.controlPlaneEndpoint")),
            (json!({}), network(json!({"provider": "VPC"})), None),
            (network(json!({"provider": "VPC"})), json!({}), Some("spec.network")),
            (
                network(json!({"provider": "VPC"})),
                network(json!({"provider": "NSXTier1"})),
                Some("spec.network.provider"),
            ),
            (network(json!({})), network(json!({"nsxVPC": {}})), Some("spec.network.nsxVPC")),
            (
                network(json!({"nsxVPC": {"createSubnetSet": true}})),
                network(json!({"nsxVPC": {"createSubnetSet": false}})),
                Some("spec.network.nsxVPC.createSubnetSet"),
            ),
        ] {
            let errors = validate_update(&cluster(new), &cluster(old));
            assert_eq!(errors.first().map(|it| it.field.as_str()), expected);
        }
    }
}
