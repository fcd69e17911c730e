//! One hypervisor host: capacity, machines, heartbeat, events, and its maintenance.

mod maintenance;
mod room;

use chrono::Utc;
use kube::Client;
use serde_json::Value;

pub use maintenance::{preview, set};

use super::{hosts, layer::Row, only_admins};
use crate::{
    SignedIn,
    amounts::Amounts,
    conditions::conditions,
    explain::object,
    facts::Facts,
    kind, namespaces,
    object::events,
    read,
    view::{Error, HostCapacity, HostPage, LayerRow},
};

/// Where the heartbeats of Nodes are.
const LEASES: &str = "kube-node-lease";

/// The page of a host.
///
/// # Errors
/// `Forbidden` for anybody but administrators; `NotFound` when there is no such host.
pub async fn host(ctx: &SignedIn, name: &str) -> Result<HostPage, Error> {
    only_admins(ctx)?;
    let (node, machines, lease, may_change) = tokio::try_join!(
        read::get(&ctx.client, &kind::NODE, None, name),
        ctx.fleet.objects(ctx, &kind::VIRTUAL_MACHINE),
        heartbeat(&ctx.client, name),
        namespaces::may(ctx, "patch", &kind::NODE, None),
    )?;
    let events = events(ctx, &node).await?;
    let rows = machines.rows();
    let here: Vec<&Row> = rows.values().filter(|row| row.shown.host.as_deref() == Some(name)).collect();
    let text = |value: &Value| value.get("address").and_then(Value::as_str).map(str::to_owned);
    let finding = object::assess(&node);
    Ok(HostPage {
        cause: finding.cause.map(|cause| cause.sentence),
        capacity: capacity(&node, &here),
        system: node.text("/status/nodeInfo/osImage").to_owned(),
        addresses: node.items("/status/addresses").filter(|one| one["type"] != "Hostname").filter_map(text).collect(),
        heartbeat: lease.and_then(|lease| lease.time("/spec/renewTime")),
        conditions: conditions(&node),
        maintenance: maintenance::of(&node),
        machines: here.into_iter().take(HostPage::MACHINES).map(Row::told).collect::<Vec<LayerRow>>(),
        events,
        may_change,
        created: node.created(),
        api_path: kind::NODE.path(None, Some(name)),
        kubectl: kind::NODE.kubectl(None, name),
        read_at: Utc::now(),
    })
}

async fn heartbeat(client: &Client, name: &str) -> Result<Option<Facts>, Error> {
    read::find(client, &kind::LEASE, Some(LEASES), name).await
}

/// One host with the machines on it.
fn capacity(node: &Facts, machines: &[&Row]) -> HostCapacity {
    let promised = machines.iter().map(|row| row.amounts).fold(Amounts::default(), Amounts::plus);
    HostCapacity {
        machines: u32::try_from(machines.len()).unwrap_or(u32::MAX),
        gauges: hosts::gauges(promised, hosts::size(node)),
        ..hosts::empty(node)
    }
}
