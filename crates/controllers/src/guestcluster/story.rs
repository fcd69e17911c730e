//! The events of a GuestCluster.

use api::{
    conditions,
    guest::{
        GuestCluster, GuestClusterStatus,
        guest_cluster::condition::{READY, reason},
    },
};

use super::{MANAGER, plan};
use crate::context::Context;

/// Tells of what is new since the last status.
pub(super) fn tell(ctx: &Context, cluster: &GuestCluster, new: &GuestClusterStatus) {
    let old = cluster.status.as_ref();
    if let Some(version) =
        new.version.as_ref().filter(|version| old.and_then(|old| old.version.as_ref()) != Some(version))
    {
        ctx.events.normal(
            MANAGER,
            cluster,
            "VersionResolved",
            format!("{} stands for {version}", cluster.spec.distribution.version),
        );
    }
    if let Some(phase) = new.phase.filter(|phase| old.and_then(|old| old.phase) != Some(*phase)) {
        ctx.events.normal(
            MANAGER,
            cluster,
            phase.as_str(),
            format!("the cluster is {}", phase.as_str().to_lowercase()),
        );
    }
    let now = conditions::get(&new.conditions, READY);
    let before = old.and_then(|old| conditions::get(&old.conditions, READY));
    if let Some(now) = now
        && matches!(
            now.reason.as_str(),
            reason::CLASS_NOT_FOUND | reason::STORAGE_CLASS_NOT_FOUND | reason::NO_MATCHING_RELEASE | plan::NAME_TAKEN
        )
        && before.is_none_or(|before| before.message != now.message)
    {
        ctx.events.warning(MANAGER, cluster, &now.reason, now.message.as_str());
    }
}
