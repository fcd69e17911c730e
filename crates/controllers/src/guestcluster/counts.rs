//! How many machines a cluster is to have, and has. Pure.

use api::guest::GuestCluster;
use kube::ResourceExt;

use super::{objects, plan::Live};

/// Machines of one part of the cluster.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    /// Asked for.
    pub(super) desired: i32,
    /// There, in whatever state.
    pub(super) existing: i32,
    /// Of the present specification.
    pub(super) up_to_date: i32,
    /// With a ready node.
    pub(super) ready: i32,
    /// Whether the numbers are of the present specification, not of one before it.
    pub(super) observed: bool,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.desired += other.desired;
        self.existing += other.existing;
        self.up_to_date += other.up_to_date;
        self.ready += other.ready;
        self.observed &= other.observed;
    }
}

/// Machines of every part of the cluster.
pub(super) struct Counts {
    /// The control plane.
    pub(super) control_plane: Count,
    /// All pools together.
    pub(super) workers: Count,
    /// Each pool by name.
    pub(super) pools: Vec<(String, Count)>,
}

impl Counts {
    /// Counts them.
    pub(super) fn of(cluster: &GuestCluster, live: &Live) -> Self {
        let topology = &cluster.spec.topology;
        let found = live.control_plane.as_ref();
        let status = found.and_then(|one| one.status.as_ref());
        let control_plane = Count {
            desired: topology.control_plane.replicas,
            existing: status.and_then(|status| status.replicas).unwrap_or_default(),
            up_to_date: status.and_then(|status| status.up_to_date_replicas).unwrap_or_default(),
            ready: status.and_then(|status| status.ready_replicas).unwrap_or_default(),
            observed: found
                .is_some_and(|one| status.and_then(|status| status.observed_generation) == one.metadata.generation),
        };
        let mut workers = Count { observed: true, ..Count::default() };
        let pools = topology.node_pools.iter().map(|pool| {
            let name = objects::deployment_name(cluster, &pool.name);
            let found = live.deployments.iter().find(|one| one.name_any() == name);
            let status = found.and_then(|one| one.status.as_ref());
            let count = Count {
                desired: pool.replicas,
                existing: status.and_then(|status| status.replicas).unwrap_or_default(),
                up_to_date: status.and_then(|status| status.up_to_date_replicas).unwrap_or_default(),
                ready: status.and_then(|status| status.ready_replicas).unwrap_or_default(),
                observed: found
                    .is_some_and(|one| status.and_then(|status| status.observed_generation) == one.metadata.generation),
            };
            workers.add(count);
            (pool.name.clone(), count)
        });
        let pools = pools.collect();
        Self { control_plane, workers, pools }
    }
}
