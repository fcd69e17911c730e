//! Defaults and rules of GuestCluster.

use std::collections::BTreeSet;

use super::{GuestCluster, GuestClusterNetwork, GuestClusterNodePool, GuestClusterSpec};
use crate::cidr::Cidr;
use crate::cluster::NetworkRanges;
use crate::field::{self, FieldError, Path};
use crate::guest::GuestClusterCni;
use crate::quantity::Amount;
use crate::version::Version;

/// The VirtualMachineClass of machines for which none is named.
pub const DEFAULT_CLASS: &str = "best-effort-small";
/// The network plug-in of clusters that name none.
pub const DEFAULT_CNI: &str = "antrea";
/// Addresses of pods, where none are given.
pub const DEFAULT_POD_CIDR: &str = "192.168.0.0/16";
/// Addresses of services, where none are given.
pub const DEFAULT_SERVICE_CIDR: &str = "10.96.0.0/12";
/// The DNS domain of services, where none is given.
pub const DEFAULT_SERVICE_DOMAIN: &str = "cluster.local";
/// Longest name of a cluster: machine names are made from it and are DNS labels.
pub const MAX_NAME_LENGTH: usize = 41;
/// Longest `<cluster>-<pool>`: two random endings of five letters make it the name of a machine.
pub const MAX_POOL_PATH_LENGTH: usize = field::DNS_LABEL_MAX_LENGTH - 12;
/// Most pools of a cluster.
pub const MAX_NODE_POOLS: usize = 50;
/// Most machines of a pool.
pub const MAX_POOL_REPLICAS: i32 = 1000;
/// Sizes of a control plane: etcd needs an odd number, and more than five only slow it down.
pub const CONTROL_PLANE_REPLICAS: [i32; 3] = [1, 3, 5];

/// Fills what was left out: the networks, their plug-in, and the `v` of the version.
pub fn default(object: &mut GuestCluster) {
    let spec = &mut object.spec;
    if spec.distribution.version.starts_with(|it: char| it.is_ascii_digit()) {
        spec.distribution.version.insert(0, 'v');
    }
    let network = spec.network.get_or_insert_default();
    let ranges = |cidr: &str| NetworkRanges { cidr_blocks: vec![cidr.to_owned()] };
    network.pods.get_or_insert_with(|| ranges(DEFAULT_POD_CIDR));
    network.services.get_or_insert_with(|| ranges(DEFAULT_SERVICE_CIDR));
    network.service_domain.get_or_insert_with(|| DEFAULT_SERVICE_DOMAIN.to_owned());
    network.cni.get_or_insert_with(|| GuestClusterCni { name: DEFAULT_CNI.to_owned() });
}

/// What is wrong with the object by itself.
pub fn validate(object: &GuestCluster) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let name = object.metadata.name.as_deref().unwrap_or_default();
    if !name.is_empty() {
        validate_name(name, &mut errors);
    }
    let spec = &object.spec;
    let path = Path::new("spec");
    validate_version(&path, spec, &mut errors);
    let topology = path.child("topology");
    let control_plane = topology.child("controlPlane");
    let replicas = spec.topology.control_plane.replicas;
    if !CONTROL_PLANE_REPLICAS.contains(&replicas) {
        errors.push(FieldError::not_supported(control_plane.child("replicas"), replicas, CONTROL_PLANE_REPLICAS));
    }
    validate_class(&control_plane, &spec.topology.control_plane.class, &mut errors);
    validate_pools(&topology.child("nodePools"), name, &spec.topology.node_pools, &mut errors);
    if let Some(network) = &spec.network {
        validate_network(&path.child("network"), network, &mut errors);
    }
    errors
}

/// What is wrong with `new` by itself, and as what follows `old`.
pub fn validate_update(new: &GuestCluster, old: &GuestCluster) -> Vec<FieldError> {
    let mut errors = validate(new);
    validate_version_change(new, old, &mut errors);
    let path = Path::new("spec").child("network");
    let (Some(new), Some(old)) = (&new.spec.network, &old.spec.network) else {
        return errors;
    };
    let blocks = |ranges: &Option<NetworkRanges>| ranges.as_ref().map(|it| it.cidr_blocks.clone());
    for (name, new, old) in
        [("pods", blocks(&new.pods), blocks(&old.pods)), ("services", blocks(&new.services), blocks(&old.services))]
    {
        if old.is_some() && new != old {
            errors.push(FieldError::immutable(path.child(name).child("cidrBlocks"), new));
        }
    }
    if old.service_domain.is_some() && new.service_domain != old.service_domain {
        let value = new.service_domain.clone();
        errors.push(FieldError::immutable(path.child("serviceDomain"), value));
    }
    let plugin = |network: &GuestClusterNetwork| network.cni.as_ref().map(|it| it.name.clone());
    if old.cni.is_some() && plugin(new) != plugin(old) {
        errors.push(FieldError::immutable(path.child("cni").child("name"), plugin(new)));
    }
    errors
}

fn validate_name(name: &str, errors: &mut Vec<FieldError>) {
    let wrong = field::dns_label(name);
    errors.extend(wrong.into_iter().map(|rule| FieldError::invalid("metadata.name", name, rule)));
    if name.len() > MAX_NAME_LENGTH && name.len() <= field::DNS_LABEL_MAX_LENGTH {
        let rule = format!("must be no more than {MAX_NAME_LENGTH} bytes");
        errors.push(FieldError::invalid("metadata.name", name, rule));
    }
}

fn validate_version(path: &Path, spec: &GuestClusterSpec, errors: &mut Vec<FieldError>) {
    let path = path.child("distribution").child("version");
    let version = spec.distribution.version.as_str();
    if version.is_empty() {
        errors.push(FieldError::required(path, ""));
    } else if version.parse::<Version>().is_err() {
        let rule = "must be a release or the beginning of one (e.g. v1.34 or v1.34.2)";
        errors.push(FieldError::invalid(path, version, rule));
    }
}

/// Kubernetes goes neither back nor two minor versions at once.
fn validate_version_change(new: &GuestCluster, old: &GuestCluster, errors: &mut Vec<FieldError>) {
    let text = new.spec.distribution.version.as_str();
    // What the cluster runs, which is more precise than what was asked for.
    let running = old.status.as_ref().and_then(|status| status.version.as_deref());
    let running = running.unwrap_or(&old.spec.distribution.version);
    let (Ok(wanted), Ok(running)) = (text.parse::<Version>(), running.parse::<Version>()) else {
        return;
    };
    let path = "spec.distribution.version";
    let numbers = |it: &Version| (it.major, it.minor);
    let older_patch = numbers(&wanted) == numbers(&running)
        && wanted.is_full()
        && running.is_full()
        && wanted < running
        && !wanted.accepts(&running);
    if numbers(&wanted) < numbers(&running) || older_patch {
        let rule = format!("may not be older than {running}, which the cluster runs");
        errors.push(FieldError::invalid(path, text, rule));
    } else if wanted.skips_a_minor_after(&running) {
        let next = running.minor + 1;
        let rule = format!("may not skip a minor version: v{}.{next} comes next", running.major);
        errors.push(FieldError::invalid(path, text, rule));
    }
}

fn validate_class(path: &Path, class: &str, errors: &mut Vec<FieldError>) {
    let path = path.child("class");
    if class.is_empty() {
        errors.push(FieldError::required(path, ""));
        return;
    }
    let wrong = field::dns_subdomain(class);
    errors.extend(wrong.into_iter().map(|rule| FieldError::invalid(&path, class, rule)));
}

fn validate_pools(path: &Path, cluster: &str, pools: &[GuestClusterNodePool], errors: &mut Vec<FieldError>) {
    if pools.len() > MAX_NODE_POOLS {
        errors.push(FieldError::too_many(path, pools.len(), MAX_NODE_POOLS));
    }
    let mut names = BTreeSet::new();
    for (index, pool) in pools.iter().enumerate() {
        let path = path.index(index);
        let name = pool.name.as_str();
        if name.is_empty() {
            errors.push(FieldError::required(path.child("name"), ""));
        } else {
            let wrong = field::dns_label(name).into_iter();
            errors.extend(wrong.map(|rule| FieldError::invalid(path.child("name"), name, rule)));
            if !names.insert(name) {
                errors.push(FieldError::duplicate(path.child("name"), name));
            }
            if cluster.len() + 1 + name.len() > MAX_POOL_PATH_LENGTH {
                let rule =
                    format!("must be no more than {MAX_POOL_PATH_LENGTH} bytes together with the cluster's name");
                errors.push(FieldError::invalid(path.child("name"), name, rule));
            }
        }
        if !(0..=MAX_POOL_REPLICAS).contains(&pool.replicas) {
            let rule = format!("must be between 0 and {MAX_POOL_REPLICAS}, inclusive");
            errors.push(FieldError::invalid(path.child("replicas"), pool.replicas, rule));
        }
        validate_class(&path, &pool.class, errors);
        if let Some(labels) = &pool.labels {
            errors.extend(field::labels(&path.child("labels"), labels));
        }
        validate_taints(&path.child("taints"), pool, errors);
        validate_volumes(&path.child("volumes"), pool, errors);
    }
}

fn validate_taints(path: &Path, pool: &GuestClusterNodePool, errors: &mut Vec<FieldError>) {
    const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    let mut seen = BTreeSet::new();
    for (index, taint) in pool.taints.iter().flatten().enumerate() {
        let path = path.index(index);
        let wrong = field::label_key(&taint.key).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid(path.child("key"), taint.key.as_str(), rule)));
        let value = taint.value.as_deref().unwrap_or_default();
        let wrong = field::label_value(value).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid(path.child("value"), value, rule)));
        let effect = taint.effect.as_str();
        if !EFFECTS.contains(&effect) {
            errors.push(FieldError::not_supported(path.child("effect"), effect, EFFECTS));
        }
        if !seen.insert((taint.key.as_str(), effect)) {
            errors.push(FieldError::duplicate(path, format!("{}:{effect}", taint.key)));
        }
    }
}

fn validate_volumes(path: &Path, pool: &GuestClusterNodePool, errors: &mut Vec<FieldError>) {
    let (mut names, mut mounts) = (BTreeSet::new(), BTreeSet::new());
    for (index, volume) in pool.volumes.iter().flatten().enumerate() {
        let path = path.index(index);
        let name = volume.name.as_str();
        let wrong = field::dns_label(name).into_iter();
        errors.extend(wrong.map(|rule| FieldError::invalid(path.child("name"), name, rule)));
        if !names.insert(name) {
            errors.push(FieldError::duplicate(path.child("name"), name));
        }
        let mount = volume.mount_path.as_str();
        if !mount.starts_with('/') || mount == "/" {
            let rule = "must be an absolute path other than /";
            errors.push(FieldError::invalid(path.child("mountPath"), mount, rule));
        } else if !mounts.insert(mount) {
            errors.push(FieldError::duplicate(path.child("mountPath"), mount));
        }
        let positive = Amount::try_from(&volume.capacity).is_ok_and(|it| !it.is_zero() && !it.is_negative());
        if !positive {
            let value = volume.capacity.0.as_str();
            let rule = "must be greater than zero";
            errors.push(FieldError::invalid(path.child("capacity"), value, rule));
        }
    }
}

fn validate_network(path: &Path, network: &GuestClusterNetwork, errors: &mut Vec<FieldError>) {
    let mut seen: Vec<(String, Cidr)> = Vec::new();
    for (name, ranges) in [("pods", &network.pods), ("services", &network.services)] {
        let Some(ranges) = ranges else { continue };
        let path = path.child(name).child("cidrBlocks");
        if ranges.cidr_blocks.is_empty() {
            errors.push(FieldError::required(&path, ""));
        }
        if ranges.cidr_blocks.len() > 2 {
            errors.push(FieldError::too_many(&path, ranges.cidr_blocks.len(), 2));
        }
        for (index, text) in ranges.cidr_blocks.iter().enumerate() {
            let path = String::from(path.index(index));
            let cidr = match text.parse::<Cidr>() {
                Ok(cidr) => cidr,
                Err(error) => {
                    errors.push(FieldError::invalid(path, text.as_str(), error.to_string()));
                    continue;
                }
            };
            if let Some((other, _)) = seen.iter().find(|(_, other)| other.overlaps(cidr)) {
                let rule = format!("must not overlap with {other}");
                errors.push(FieldError::invalid(path.clone(), text.as_str(), rule));
            }
            seen.push((path, cidr));
        }
    }
    if let Some(domain) = &network.service_domain {
        let wrong = field::dns_subdomain(domain).into_iter();
        let path = path.child("serviceDomain");
        errors.extend(wrong.map(|rule| FieldError::invalid(&path, domain.as_str(), rule)));
    }
    if let Some(cni) = &network.cni {
        let wrong = field::dns_label(&cni.name).into_iter();
        let path = path.child("cni").child("name");
        errors.extend(wrong.map(|rule| FieldError::invalid(&path, cni.name.as_str(), rule)));
    }
}

#[cfg(test)]
mod tests;
