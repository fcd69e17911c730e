//! The parts of a cluster: each ready, or why not. Pure.

use api::{
    guest::{GuestCluster, guest_cluster::condition::reason},
    meta::label,
};

use super::{
    cause,
    counts::{Count, Counts},
    status::{Seen, endpoint},
};
use crate::{blocked::Blocked, meta};

/// A part of the cluster: ready, or why not.
pub(super) type Part = Result<(), Blocked>;

/// The control plane answers, and all its machines are ready.
pub(super) fn control_plane(counts: &Counts, seen: &Seen<'_>) -> Part {
    let own = || seen.machines.iter().filter(|chain| cause::is_control_plane(&chain.machine));
    let machines = || cause::of_machines(own());
    if endpoint(seen.live).is_none() {
        let asked = seen.live.cluster.is_some();
        let why = if asked { cause::of_endpoint(seen.balancer) } else { "nothing has been made yet".to_owned() };
        return Err(Blocked::new(reason::WAITING_FOR_ENDPOINT, why));
    }
    let Count { desired, ready, .. } = counts.control_plane;
    let state = format!("{ready} of {desired} control plane machines are ready");
    let initialized = seen
        .live
        .control_plane
        .as_ref()
        .and_then(|one| one.status.as_ref()?.initialization.as_ref()?.control_plane_initialized);
    if initialized != Some(true) {
        let reason = cause::stuck(own()).unwrap_or(reason::PROVISIONING);
        return Err(Blocked::new(reason, machines().unwrap_or(state)));
    }
    if ready < desired {
        return Err(Blocked::new(
            cause::stuck(own()).unwrap_or(reason::NOT_READY),
            machines().map_or_else(|| state.clone(), |why| format!("{state}; {why}")),
        ));
    }
    Ok(())
}

/// The nodes of every pool are ready. `control_plane` tells whether there is one to join.
pub(super) fn nodes(counts: &Counts, seen: &Seen<'_>, control_plane: bool) -> Part {
    let Count { desired, ready, .. } = counts.workers;
    let behind = counts.pools.iter().any(|(_, pool)| pool.ready < pool.desired);
    if !behind {
        return Ok(());
    }
    let own = || seen.machines.iter().filter(|chain| !cause::is_control_plane(&chain.machine));
    let workers = || cause::of_machines(own());
    let state = format!("{ready} of {desired} worker nodes are ready");
    if !control_plane && ready == 0 {
        return Err(Blocked::new(
            reason::WAITING_FOR_CONTROL_PLANE,
            format!("{state}; they join when the control plane is ready"),
        ));
    }
    Err(Blocked::new(
        cause::stuck(own()).unwrap_or(reason::WAITING_FOR_NODES),
        workers().map_or_else(|| state.clone(), |why| format!("{state}; {why}")),
    ))
}

/// Nodes are ready only with a working network plug-in, so ready nodes tell of it.
pub(super) fn addons(cluster: &GuestCluster, nodes: bool) -> Part {
    if nodes {
        return Ok(());
    }
    let plugin = cluster
        .spec
        .network
        .as_ref()
        .and_then(|network| network.cni.as_ref())
        .map_or("the network plug-in", |cni| cni.name.as_str());
    Err(Blocked::new(reason::WAITING_FOR_NODES, format!("{plugin} shows in ready nodes only, and not all are ready")))
}

/// What is being changed about the machines, when something is.
pub(super) fn changing(counts: &Counts, seen: &Seen<'_>) -> Option<Blocked> {
    let parts = || {
        std::iter::once(("the control plane".to_owned(), counts.control_plane))
            .chain(counts.pools.iter().map(|(name, pool)| (format!("node pool {name}"), *pool)))
    };
    if let Ok(release) = seen.release {
        let of_control_plane = seen.live.control_plane.as_ref().map(|one| &one.spec.version);
        let of_pools = seen.live.deployments.iter().filter_map(|one| one.spec.template.spec.version.as_ref());
        if of_control_plane.into_iter().chain(of_pools).any(|version| *version != release.kubernetes) {
            return Some(Blocked::new(
                reason::ROLLING_OUT,
                format!("machines are being replaced by ones of {}", release.version),
            ));
        }
    }
    if let Some((part, _)) = parts().find(|(_, count)| !count.observed) {
        let message = format!("{part}: its new specification has not been acted on yet");
        return Some(Blocked::new(reason::ROLLING_OUT, message));
    }
    if let Some((part, count)) = parts().find(|(_, count)| count.up_to_date < count.existing) {
        let message =
            format!("{part}: {} of {} machines are of the present specification", count.up_to_date, count.existing);
        return Some(Blocked::new(reason::ROLLING_OUT, message));
    }
    if let Some(pool) = seen.live.deployments.iter().find_map(|one| {
        let pool = meta::label(&one.metadata, label::NODE_POOL)?;
        let asked = counts.pools.iter().any(|(name, _)| name == pool);
        (!asked).then(|| pool.to_owned())
    }) {
        let message = format!("node pool {pool} is being removed");
        return Some(Blocked::new(reason::SCALING, message));
    }
    let (part, count) = parts().find(|(_, count)| count.existing != count.desired)?;
    Some(Blocked::new(reason::SCALING, format!("{part}: {} machines of {}", count.existing, count.desired)))
}
