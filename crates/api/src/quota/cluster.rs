//! What a guest cluster takes: its whole topology, and the machines that a rollout has too many.

use super::machine::{add_disk, positive};
use super::{Amounts, class_size};
use crate::guest::GuestClusterTopology;
use crate::quantity::Amount;
use crate::vmoperator::VirtualMachineClassSpec;

/// What the machines of a cluster take.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterNeeds {
    /// All machines, the surge included: what is reserved.
    pub total: Amounts,
    /// One machine more of the control plane and of every pool with machines: a rollout makes a new machine before it
    /// removes an old one (`maxSurge` 1), in all of them at once when their class changes.
    pub surge: Amounts,
}

/// What the topology takes when every machine's first disk is a copy of an image with so many bytes of disks.
///
/// # Errors
/// The name of the first class of which `class` knows nothing.
pub fn guest_cluster<'a>(
    topology: &'a GuestClusterTopology,
    image: Amount,
    class: impl Fn(&str) -> Option<VirtualMachineClassSpec>,
) -> Result<ClusterNeeds, &'a str> {
    let size = |name: &'a str, storage_class: Option<&String>| -> Result<Amounts, &'a str> {
        let mut machine = class_size(&class(name).ok_or(name)?);
        add_disk(&mut machine, storage_class.map_or("", String::as_str), image);
        Ok(machine)
    };
    let mut needs = ClusterNeeds::default();
    let mut take = |machine: &Amounts, replicas: i32| {
        if replicas > 0 {
            needs.total = needs.total.plus(&machine.times(i64::from(replicas) + 1));
            needs.surge = needs.surge.plus(machine);
        }
    };
    let control_plane = &topology.control_plane;
    take(&size(&control_plane.class, control_plane.storage_class.as_ref())?, control_plane.replicas);
    for pool in &topology.node_pools {
        let mut machine = size(&pool.class, pool.storage_class.as_ref())?;
        for volume in pool.volumes.iter().flatten() {
            let class = volume.storage_class.as_ref().or(pool.storage_class.as_ref());
            add_disk(&mut machine, class.map_or("", String::as_str), positive(&volume.capacity).unwrap_or_default());
        }
        take(&machine, pool.replicas);
    }
    Ok(needs)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_whole_topology_with_its_surge() {
        let topology = serde_json::from_value(json!({
            "controlPlane": {"replicas": 3, "class": "small", "storageClass": "fast"},
            "nodePools": [
                {"name": "a", "replicas": 2, "class": "large", "storageClass": "fast",
                    "volumes": [{"name": "data", "mountPath": "/data", "capacity": "10Gi", "storageClass": "bulk"}]},
                {"name": "b", "replicas": 0, "class": "large"},
            ],
        }))
        .unwrap();
        let class = |name: &str| {
            let (cpus, memory) = match name {
                "small" => (2, "4Gi"),
                "large" => (8, "16Gi"),
                _ => return None,
            };
            Some(serde_json::from_value(json!({"hardware": {"cpus": cpus, "memory": memory}})).unwrap())
        };
        let needs = guest_cluster(&topology, Amount::from_bytes(20 << 30), class).unwrap();
        assert_eq!(
            needs.total.to_string(),
            "bulk.storageclass.storage.k8s.io/requests.storage=30Gi,fast.storageclass.storage.k8s.io/requests.storage=140Gi,\
             requests.cpu=32,requests.memory=64Gi,requests.storage=170Gi"
        );
        assert_eq!(
            (needs.surge.get("requests.cpu"), needs.surge.get("requests.memory").to_string().as_str()),
            (Amount::from_units(10), "20Gi")
        );
        let none = |_: &str| None;
        assert_eq!(guest_cluster(&topology, Amount::ZERO, none), Err("small"));
    }
}
