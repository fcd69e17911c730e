//! What a plan stands on: the namespace's quota and machines, and what is free on hosts.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
};

use api::version::Version;

use super::placement::Room;
use crate::{
    SignedIn,
    amounts::{self, Amounts},
    facts::Facts,
    kind, namespaces, read,
    view::Error,
};

/// What is read of a namespace for a plan.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    /// Its ResourceQuotas.
    pub(crate) quotas: Vec<Facts>,
    /// Its guest clusters.
    pub(crate) clusters: Vec<Facts>,
    /// Its virtual machines.
    pub(crate) machines: Vec<Facts>,
    /// Its machine classes.
    pub(crate) classes: Vec<Facts>,
    /// Hosts that take machines; empty when the portal may not know of them.
    pub(crate) rooms: Vec<Room>,
    /// Whether this user may know the names of hosts.
    pub(crate) names_hosts: bool,
}

/// Reads it; what this user may not see is empty.
///
/// # Errors
/// When the API does not answer.
pub(crate) async fn of(ctx: &SignedIn, namespace: &str) -> Result<Ground, Error> {
    let list = async |kind| read::or_none(read::list(&ctx.client, kind, Some(namespace), "").await);
    let (quotas, clusters, machines, classes, rooms, names_hosts) = tokio::try_join!(
        list(&kind::RESOURCE_QUOTA),
        list(&kind::GUEST_CLUSTER),
        list(&kind::VIRTUAL_MACHINE),
        list(&kind::VIRTUAL_MACHINE_CLASS),
        rooms(ctx),
        namespaces::may(ctx, "list", &kind::NODE, None),
    )?;
    Ok(Ground { quotas, clusters, machines, classes, rooms, names_hosts })
}

/// How long what is free on hosts is taken as it was found: a plan is asked for with every key that is pressed.
const FRESH: Duration = Duration::from_secs(3);

/// What was found last, and when. One for the program: it is read as the portal itself and the same for everybody.
static FOUND: Mutex<Option<(Instant, Vec<Room>)>> = Mutex::new(None);

/// What is free on hosts, read as the portal itself: developers may know whether something fits, not what runs where.
async fn rooms(ctx: &SignedIn) -> Result<Vec<Room>, Error> {
    let found = FOUND.lock().ok().and_then(|found| found.clone());
    if let Some((_, rooms)) = found.filter(|(at, _)| at.elapsed() < FRESH) {
        return Ok(rooms);
    }
    let list = async |kind| read::or_none(read::list(&ctx.reviewer, kind, None, "").await);
    let (nodes, machines) = tokio::try_join!(list(&kind::NODE), list(&kind::VIRTUAL_MACHINE))?;
    let rooms = free(&nodes, &machines);
    if let Ok(mut found) = FOUND.lock() {
        *found = Some((Instant::now(), rooms.clone()));
    }
    Ok(rooms)
}

/// Bytes of the disks of the image of the newest release that this version means. Pure.
pub(crate) fn image(version: &str, releases: &[Facts], images: &[Facts]) -> u64 {
    let Ok(meant) = version.parse::<Version>() else { return 0 };
    let parsed = releases.iter().filter_map(|one| Some((one.text("/spec/version").parse::<Version>().ok()?, one)));
    let release = parsed.filter(|(it, _)| meant.accepts(it)).max_by(|one, other| one.0.cmp(&other.0));
    let name = release.map(|(_, release)| release.text("/spec/osImages/0/name")).unwrap_or_default();
    images.iter().find(|image| image.name() == name).map(amounts::of_image).unwrap_or_default()
}

/// What is free on the hosts that take machines. Pure.
pub(crate) fn free(nodes: &[Facts], machines: &[Facts]) -> Vec<Room> {
    let open =
        nodes.iter().filter(|node| node.is_true("Ready") && node.at("/spec/unschedulable") != Some(&true.into()));
    let room = |node: &Facts| {
        let size = |key: &str, read: fn(&serde_json::Value) -> Option<u64>| {
            node.at("/status/allocatable").and_then(|all| read(all.get(key)?)).unwrap_or(0)
        };
        let whole =
            Amounts { milli_cpu: size("cpu", amounts::millis), memory: size("memory", amounts::units), storage: 0 };
        let here = machines.iter().filter(|vm| vm.text("/status/nodeName") == node.name());
        let used = amounts::used_by(here, &[]);
        let free = Amounts {
            milli_cpu: whole.milli_cpu.saturating_sub(used.milli_cpu),
            memory: whole.memory.saturating_sub(used.memory),
            storage: 0,
        };
        Room { host: node.name().to_owned(), whole, free }
    };
    open.map(room).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::free;
    use crate::facts::Facts;

    #[test]
    fn only_hosts_that_take_machines_have_room() {
        let node = |name: &str, ready: &str, spec: Value| {
            let status = json!({"conditions": [{"type": "Ready", "status": ready}], "allocatable": {"cpu": "8", "memory": "16Gi"}});
            Facts::new(json!({"metadata": {"name": name}, "spec": spec, "status": status}), "v1", "Node")
        };
        let nodes = [
            node("a", "True", json!({})),
            node("b", "Unknown", json!({})),
            node("c", "True", json!({"unschedulable": true})),
        ];
        let hardware = json!({"cpu": {"total": 3}, "memory": {"total": "4Gi"}});
        let vm = Facts::new(json!({"status": {"nodeName": "a", "hardware": hardware}}), "v1", "VirtualMachine");
        let rooms = free(&nodes, &[vm]);
        assert_eq!(rooms.len(), 1);
        assert_eq!((rooms[0].free.milli_cpu, rooms[0].free.memory), (5000, 12 << 30));
    }
}
