//! Defaults and rules of VirtualMachineService.

use std::collections::BTreeSet;

use super::VirtualMachineService;
use crate::cidr::Cidr;
use crate::field::{self, FieldError, Path};

/// A service with an address inside the cluster.
pub const CLUSTER_IP: &str = "ClusterIP";
/// A service with an address that a load balancer gives.
pub const LOAD_BALANCER: &str = "LoadBalancer";
/// A service that is another name for a DNS name.
pub const EXTERNAL_NAME: &str = "ExternalName";

const TYPES: [&str; 3] = [CLUSTER_IP, LOAD_BALANCER, EXTERNAL_NAME];
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

/// Fills what was left out: nothing, since every needed field is required.
pub fn default(_object: &mut VirtualMachineService) {}

/// What is wrong with the object by itself.
pub fn validate(object: &VirtualMachineService) -> Vec<FieldError> {
    let spec = &object.spec;
    let path = Path::new("spec");
    let mut errors = Vec::new();
    let type_ = spec.type_.as_str();
    if type_.is_empty() {
        errors.push(FieldError::required(path.child("type"), ""));
    } else if !TYPES.contains(&type_) {
        errors.push(FieldError::not_supported(path.child("type"), type_, TYPES));
    }
    if type_ == EXTERNAL_NAME {
        let name = spec.external_name.as_deref().unwrap_or_default();
        let path = path.child("externalName");
        if name.is_empty() {
            errors.push(FieldError::required(path, ""));
        } else {
            let wrong = field::dns_subdomain(name.trim_end_matches('.')).into_iter();
            errors.extend(wrong.map(|rule| FieldError::invalid(&path, name, rule)));
        }
    } else if spec.ports.as_ref().is_none_or(Vec::is_empty) {
        errors.push(FieldError::required(path.child("ports"), ""));
    }
    validate_ports(&path.child("ports"), object, &mut errors);
    if let Some(selector) = &spec.selector {
        errors.extend(field::labels(&path.child("selector"), selector));
    }
    if let Some(address) = spec.load_balancer_ip.as_deref().filter(|it| !it.is_empty()) {
        let path = path.child("loadBalancerIP");
        let wrong = field::ip_address(address).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid(&path, address, rule)));
    }
    for (index, range) in spec.load_balancer_source_ranges.iter().flatten().enumerate() {
        let path = path.child("loadBalancerSourceRanges").index(index);
        if let Err(error) = range.trim().parse::<Cidr>() {
            errors.push(FieldError::invalid(path, range.as_str(), error.to_string()));
        }
    }
    validate_families(&path, object, &mut errors);
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &VirtualMachineService, old: &VirtualMachineService) -> Vec<FieldError> {
    let mut errors = validate(new);
    let path = Path::new("spec");
    let (new, old) = (&new.spec, &old.spec);
    if new.type_ != old.type_ {
        errors.push(FieldError::immutable(path.child("type"), new.type_.as_str()));
    }
    let address = old.cluster_ip.as_deref().unwrap_or_default();
    if !address.is_empty() && new.cluster_ip != old.cluster_ip {
        errors.push(FieldError::immutable(path.child("clusterIp"), new.cluster_ip.as_deref()));
    }
    let primary = |families: &Option<Vec<String>>| families.iter().flatten().next().cloned();
    if let Some(family) = primary(&old.ip_families)
        && new.type_ != EXTERNAL_NAME
        && primary(&new.ip_families).as_ref() != Some(&family)
    {
        let path = path.child("ipFamilies").index(0);
        errors.push(FieldError::immutable(path, primary(&new.ip_families)));
    }
    errors
}

fn validate_ports(path: &Path, object: &VirtualMachineService, errors: &mut Vec<FieldError>) {
    let ports = object.spec.ports.as_deref().unwrap_or_default();
    let (mut names, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for (index, port) in ports.iter().enumerate() {
        let path = path.index(index);
        let name = port.name.as_str();
        if name.is_empty() {
            if ports.len() > 1 {
                errors.push(FieldError::required(path.child("name"), ""));
            }
        } else {
            let wrong = field::dns_label(name).into_iter();
            errors.extend(wrong.map(|rule| FieldError::invalid(path.child("name"), name, rule)));
            if !names.insert(name) {
                errors.push(FieldError::duplicate(path.child("name"), name));
            }
        }
        for (name, number) in [("port", port.port), ("targetPort", port.target_port)] {
            if !(1..=65_535).contains(&number) {
                let rule = "must be between 1 and 65535, inclusive";
                errors.push(FieldError::invalid(path.child(name), number, rule));
            }
        }
        let protocol = port.protocol.as_str();
        if !PROTOCOLS.contains(&protocol) {
            errors.push(FieldError::not_supported(path.child("protocol"), protocol, PROTOCOLS));
        }
        if !numbers.insert((port.port, protocol)) {
            errors.push(FieldError::duplicate(path, format!("{}/{protocol}", port.port)));
        }
    }
}

/// The rules that the public schema states in CEL.
fn validate_families(path: &Path, object: &VirtualMachineService, errors: &mut Vec<FieldError>) {
    const FAMILIES: [&str; 2] = ["IPv4", "IPv6"];
    let spec = &object.spec;
    let families = spec.ip_families.as_deref().unwrap_or_default();
    let path_ = path.child("ipFamilies");
    for (index, family) in families.iter().enumerate() {
        let path = path_.index(index);
        if !FAMILIES.contains(&family.as_str()) {
            errors.push(FieldError::not_supported(path, family.as_str(), FAMILIES));
        } else if families[..index].contains(family) {
            errors.push(FieldError::duplicate(path, family.as_str()));
        }
    }
    if spec.type_ == EXTERNAL_NAME {
        let rule = "may not be set for ExternalName services";
        if !families.is_empty() {
            errors.push(FieldError::forbidden(path_, rule));
        }
        if spec.ip_family_policy.is_some() {
            errors.push(FieldError::forbidden(path.child("ipFamilyPolicy"), rule));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn service(change: &Value) -> VirtualMachineService {
        let port = json!({"name": "api", "port": 6443, "targetPort": 6443, "protocol": "TCP"});
        let mut spec = json!({"type": "LoadBalancer", "ports": [port], "selector": {"a": "b"}});
        for (key, value) in change.as_object().unwrap() {
            spec[key] = value.clone();
        }
        serde_json::from_value(json!({
            "apiVersion": "vmoperator.vmware.com/v1alpha6",
            "kind": "VirtualMachineService",
            "metadata": {"name": "demo"},
            "spec": spec
        }))
        .unwrap()
    }

    #[test]
    fn each_rule_is_told() {
        let port = |name: &str, port: i32| json!({"name": name, "port": port, "targetPort": 1, "protocol": "TCP"});
        for (change, expected) in [
            (json!({}), vec![]),
            (json!({"type": "NodePort"}), vec!["spec.type"]),
            (json!({"ports": null}), vec!["spec.ports"]),
            (json!({"type": "ExternalName", "ports": null, "externalName": "a.b"}), vec![]),
            (json!({"type": "ExternalName", "ports": null}), vec!["spec.externalName"]),
            (json!({"ports": [port("a", 0)]}), vec!["spec.ports[0].port"]),
            (json!({"ports": [port("a", 1), port("a", 2)]}), vec!["spec.ports[1].name"]),
            (json!({"ports": [port("a", 1), port("b", 1)]}), vec!["spec.ports[1]"]),
            (json!({"loadBalancerIP": "x"}), vec!["spec.loadBalancerIP"]),
            (json!({"loadBalancerSourceRanges": ["10.0.0.0/8", "x"]}), vec!["spec.loadBalancerSourceRanges[1]"]),
            (json!({"selector": {"a b": "c"}}), vec!["spec.selector"]),
            (json!({"ipFamilies": ["IPv4", "IPv4"]}), vec!["spec.ipFamilies[1]"]),
            (json!({"ipFamilies": ["IPv5"]}), vec!["spec.ipFamilies[0]"]),
        ] {
            let errors = validate(&service(&change));
            let fields: Vec<_> = errors.iter().map(|it| it.field.as_str()).collect();
            assert_eq!(fields, expected, "{change}");
        }
    }

    #[test]
    fn type_and_address_stay() {
        for (old, new, expected) in [
            (json!({}), json!({"clusterIp": "10.0.0.1"}), None),
            (json!({}), json!({"type": "ClusterIP"}), Some("spec.type")),
            (json!({"clusterIp": "10.0.0.1"}), json!({}), Some("spec.clusterIp")),
            (json!({"ipFamilies": ["IPv4"]}), json!({"ipFamilies": ["IPv6"]}), Some("spec.ipFamilies[0]")),
            (json!({"ipFamilies": ["IPv4"]}), json!({"ipFamilies": ["IPv4", "IPv6"]}), None),
        ] {
            let errors = validate_update(&service(&new), &service(&old));
            assert_eq!(errors.first().map(|it| it.field.as_str()), expected, "{new}");
        }
    }
}
