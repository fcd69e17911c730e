//! Hosts with what they have and what was promised. Pure.

use crate::{
    amounts::{self, Amounts},
    explain::object,
    facts::Facts,
    view::{Gauge, HostCapacity},
};

/// One host with the machines that run on it.
pub(super) fn capacity(node: &Facts, machines: &[Facts], classes: &[Facts]) -> HostCapacity {
    let here: Vec<&Facts> = machines.iter().filter(|vm| vm.text("/status/nodeName") == node.name()).collect();
    let promised = amounts::used_by(here.iter().copied(), classes);
    HostCapacity {
        name: node.name().to_owned(),
        state: object::assess(node).state,
        cordoned: node.at("/spec/unschedulable") == Some(&true.into()),
        simulated: node.text("/status/nodeInfo/osImage").to_lowercase().contains("simulat"),
        machines: u32::try_from(here.len()).unwrap_or(u32::MAX),
        gauges: gauges(promised, size(node)),
    }
}

/// One host, its machines not yet counted.
pub(super) fn empty(node: &Facts) -> HostCapacity {
    capacity(node, &[], &[])
}

/// CPU and memory that a host has.
pub(super) fn size(node: &Facts) -> Amounts {
    let capacity = node.at("/status/capacity");
    let of = |key: &str, read: fn(&serde_json::Value) -> Option<u64>| {
        capacity.and_then(|all| read(all.get(key)?)).unwrap_or(0)
    };
    Amounts { milli_cpu: of("cpu", amounts::millis), memory: of("memory", amounts::units), storage: 0 }
}

/// CPU and memory; disks of hosts are not counted.
pub(super) fn gauges(promised: Amounts, there: Amounts) -> Vec<Gauge> {
    let mut gauges = promised.gauges(Amounts::default(), [Some(there.milli_cpu), Some(there.memory), None]);
    gauges.truncate(2);
    gauges
}
