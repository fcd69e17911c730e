//! The status of a GuestCluster from what was found. Pure.

use api::{
    conditions::{self, Status},
    guest::{
        GuestCluster, GuestClusterPhase as Phase, GuestClusterStatus, GuestClusterStatusCounts,
        GuestClusterStatusEndpoint, GuestClusterStatusNodePool,
        guest_cluster::condition::{self, reason},
    },
    vmoperator::VirtualMachineService,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::{
    cause::Chain,
    counts::Counts,
    parts::{self, Part},
    plan::{Live, NAME_TAKEN},
    release::Release,
    reservation,
};
use crate::blocked::Blocked;

/// Everything that the status is made of.
pub(super) struct Seen<'a> {
    /// The release, or why there is none.
    pub(super) release: Result<&'a Release, &'a Blocked>,
    /// Why layer 2 is not brought to the specification, when it is not.
    pub(super) blocked: Option<&'a Blocked>,
    /// Layer 2.
    pub(super) live: &'a Live,
    /// All machines of the cluster.
    pub(super) machines: &'a [Chain],
    /// The load balancer of the cluster's API.
    pub(super) balancer: Option<&'a VirtualMachineService>,
    /// Whether a quota bounds the namespace.
    pub(super) bounded: bool,
}

/// The new status.
pub(super) fn status(cluster: &GuestCluster, seen: &Seen<'_>, now: &Time) -> GuestClusterStatus {
    let mut status = cluster.status.clone().unwrap_or_default();
    let counts = Counts::of(cluster, seen.live);
    let mut statement = Statement { status: &mut status, generation: cluster.metadata.generation, now };
    match seen.release {
        Ok(release) => statement.set(
            condition::VERSION_RESOLVED,
            Status::True,
            reason::RESOLVED,
            format!("{} stands for {}", cluster.spec.distribution.version, release.version),
        ),
        Err(blocked) => {
            statement.set(condition::VERSION_RESOLVED, Status::False, blocked.reason, blocked.message.as_str())
        }
    }
    let reserved = reservation::of(cluster);
    if reserved.asked.is_some() {
        match reservation::waiting(&reserved) {
            Some(waiting) => statement.part(condition::QUOTA_AVAILABLE, &Err(waiting), ""),
            None if seen.bounded => statement.set(
                condition::QUOTA_AVAILABLE,
                Status::True,
                reason::RESERVED,
                "the whole topology with an upgrade's surge is reserved",
            ),
            None => statement.set(
                condition::QUOTA_AVAILABLE,
                Status::True,
                reason::NO_QUOTA,
                "no quota bounds the namespace",
            ),
        }
    }
    let control_plane = parts::control_plane(&counts, seen);
    statement.part(condition::CONTROL_PLANE_READY, &control_plane, "");
    let nodes = parts::nodes(&counts, seen, control_plane.is_ok());
    let none_asked = if counts.workers.desired == 0 { "no worker nodes are asked for" } else { "" };
    statement.part(condition::NODES_READY, &nodes, none_asked);
    let addons = parts::addons(cluster, control_plane.is_ok() && nodes.is_ok());
    statement.part(
        condition::ADDONS_READY,
        &addons,
        "no add-ons are installed by this system; the nodes report a working network",
    );
    let paused = cluster.spec.paused == Some(true);
    match paused {
        true => statement.set(condition::PAUSED, Status::True, reason::PAUSED, "spec.paused is true"),
        false if conditions::get(&statement.status.conditions, condition::PAUSED).is_some() => {
            statement.set(condition::PAUSED, Status::False, reason::NOT_PAUSED, "");
        }
        false => {}
    }
    let changing = parts::changing(&counts, seen);
    let blocked = seen.blocked.or(seen.release.err());
    let ready = match blocked {
        Some(blocked) => Err(blocked.clone()),
        None => control_plane.and(changing.clone().map_or(Ok(()), Err)).and(nodes).and(addons),
    };
    let told = match &ready {
        Err(blocked) if paused => Err(Blocked::new(reason::PAUSED, format!("paused; {}", blocked.message))),
        ready => ready.clone(),
    };
    statement.part(condition::READY, &told, "");

    status.phase = Some(phase(status.phase, &ready, blocked, changing.is_some(), seen.live.cluster.is_some()));
    if let Ok(release) = seen.release {
        status.version = Some(release.version.clone());
    }
    status.control_plane =
        Some(GuestClusterStatusCounts::new(counts.control_plane.ready, counts.control_plane.desired));
    status.workers = Some(GuestClusterStatusCounts::new(counts.workers.ready, counts.workers.desired));
    let pools = counts.pools.into_iter().map(|(name, pool)| GuestClusterStatusNodePool {
        name,
        desired: pool.desired,
        ready: pool.ready,
    });
    status.node_pools = Some(pools.collect());
    status.endpoint = endpoint(seen.live);
    status
}

/// The status while the cluster is being removed; `left` says what is still there.
pub(super) fn deleting(cluster: &GuestCluster, left: &str, now: &Time) -> GuestClusterStatus {
    let mut status = cluster.status.clone().unwrap_or_default();
    let mut statement = Statement { status: &mut status, generation: cluster.metadata.generation, now };
    statement.set(condition::DELETING, Status::True, reason::DELETING, left);
    statement.set(condition::READY, Status::False, reason::DELETING, left);
    status.phase = Some(Phase::Deleting);
    status
}

struct Statement<'a> {
    status: &'a mut GuestClusterStatus,
    generation: Option<i64>,
    now: &'a Time,
}

impl Statement<'_> {
    fn set(&mut self, type_: &str, status: Status, reason: &str, message: impl Into<String>) {
        conditions::set(&mut self.status.conditions, type_, status, reason, message, self.generation, self.now);
    }

    fn part(&mut self, type_: &str, part: &Part, fine: &str) {
        match part {
            Ok(()) => self.set(type_, Status::True, reason::READY, fine),
            Err(Blocked { reason, message }) => self.set(type_, Status::False, reason, message.as_str()),
        }
    }
}

fn phase(old: Option<Phase>, ready: &Part, blocked: Option<&Blocked>, changing: bool, made: bool) -> Phase {
    let served = matches!(old, Some(Phase::Running | Phase::Updating));
    match blocked {
        _ if ready.is_ok() => Phase::Running,
        Some(blocked) if blocked.reason == NAME_TAKEN => Phase::Failed,
        Some(_) if !made => Phase::Pending,
        _ if served && changing => Phase::Updating,
        _ if served => Phase::Running,
        _ => Phase::Provisioning,
    }
}

/// Where the cluster's API answers, once it is known.
pub(super) fn endpoint(live: &Live) -> Option<GuestClusterStatusEndpoint> {
    let endpoint = live.cluster.as_ref()?.spec.control_plane_endpoint.as_ref()?;
    let host = endpoint.host.clone().filter(|host| !host.is_empty())?;
    Some(GuestClusterStatusEndpoint { host, port: endpoint.port.filter(|port| *port > 0)? })
}
