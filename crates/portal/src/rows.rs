//! One cluster as a row of a list, from the GuestCluster alone. Pure.

use chrono::Utc;
use serde_json::Value;

use crate::{
    explain::object,
    facts::Facts,
    view::{ClusterRow, Count, State},
};

/// The row of a GuestCluster. Its state comes from its own status, so that a long list reads one kind only.
pub(crate) fn row(guest: &Facts) -> ClusterRow {
    let finding = object::assess(guest);
    let resolved = guest.text("/status/version");
    let creator = guest.annotation(api::meta::annotation::CREATED_BY);
    ClusterRow {
        namespace: guest.namespace().to_owned(),
        name: guest.name().to_owned(),
        state: finding.state,
        cause: (finding.state != State::Ready).then_some(finding.cause).flatten(),
        version: if resolved.is_empty() { guest.text("/spec/distribution/version") } else { resolved }.to_owned(),
        control_plane: count(guest.number("/status/controlPlane/ready"), control_plane_nodes(guest)),
        workers: count(guest.number("/status/workers/ready"), worker_nodes(guest)),
        created: guest.created().unwrap_or_else(Utc::now),
        created_by: (!creator.is_empty()).then(|| creator.to_owned()),
    }
}

/// Control plane nodes that the spec asks for.
pub(crate) fn control_plane_nodes(guest: &Facts) -> i64 {
    guest.number("/spec/topology/controlPlane/replicas").unwrap_or(1)
}

/// Worker nodes of all pools that the spec asks for.
pub(crate) fn worker_nodes(guest: &Facts) -> i64 {
    guest.items("/spec/topology/nodePools").map(|pool| pool.get("replicas").and_then(Value::as_i64).unwrap_or(1)).sum()
}

/// Ready of desired, as unsigned numbers.
pub(crate) fn count(ready: Option<i64>, desired: i64) -> Count {
    let whole = |number: i64| u32::try_from(number.max(0)).unwrap_or(u32::MAX);
    Count { ready: whole(ready.unwrap_or(0)), desired: whole(desired) }
}
