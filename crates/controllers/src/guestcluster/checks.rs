//! What must exist before a cluster's machines can. Pure.

use std::collections::BTreeSet;

use api::guest::{GuestCluster, guest_cluster::condition::reason};

use crate::blocked::Blocked;

/// Whether every class and storage class that the topology names exists.
///
/// # Errors
/// Names the first that does not, and where it is named.
pub(super) fn named_objects(
    cluster: &GuestCluster,
    classes: &BTreeSet<String>,
    storage_classes: &BTreeSet<String>,
) -> Result<(), Blocked> {
    let topology = &cluster.spec.topology;
    let control_plane = std::iter::once((
        "the control plane".to_owned(),
        &topology.control_plane.class,
        topology.control_plane.storage_class.as_ref(),
    ));
    let pools = topology
        .node_pools
        .iter()
        .map(|pool| (format!("node pool {}", pool.name), &pool.class, pool.storage_class.as_ref()));
    for (part, class, storage_class) in control_plane.chain(pools) {
        check(reason::CLASS_NOT_FOUND, "class", "classes", class, classes, &part)?;
        if let Some(storage_class) = storage_class {
            check(
                reason::STORAGE_CLASS_NOT_FOUND,
                "storage class",
                "storage classes",
                storage_class,
                storage_classes,
                &part,
            )?;
        }
    }
    for pool in &topology.node_pools {
        for volume in pool.volumes.iter().flatten() {
            if let Some(storage_class) = &volume.storage_class {
                let part = format!("volume {} of node pool {}", volume.name, pool.name);
                check(
                    reason::STORAGE_CLASS_NOT_FOUND,
                    "storage class",
                    "storage classes",
                    storage_class,
                    storage_classes,
                    &part,
                )?;
            }
        }
    }
    Ok(())
}

fn check(
    reason: &'static str,
    what: &str,
    plural: &str,
    name: &str,
    existing: &BTreeSet<String>,
    part: &str,
) -> Result<(), Blocked> {
    if existing.contains(name) {
        return Ok(());
    }
    let missing = Blocked::missing(what, name, plural, existing.iter().cloned().collect());
    Err(Blocked::new(reason, format!("{part}: {}", missing.message)))
}
