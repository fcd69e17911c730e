//! The events of a VirtualMachine.

use api::{
    conditions,
    vmoperator::{VirtualMachine, VirtualMachineStatus},
};

use super::{
    MANAGER,
    condition::{self, reason},
};
use crate::context::Context;

/// Reasons of a machine that is on its way: no trouble to tell of.
const UNDERWAY: [&str; 5] =
    [reason::WAITING_FOR_ADDRESS, reason::POWERING_ON, reason::POWERING_OFF, reason::SUSPENDING, reason::PROBE_UNKNOWN];

/// Tells of what is new since the last status.
pub(super) fn tell(ctx: &Context, vm: &VirtualMachine, new: &VirtualMachineStatus) {
    let old = vm.status.as_ref();
    let was = |type_: &str| old.and_then(|old| conditions::get(&old.conditions, type_));
    if let (None, Some(host)) = (old.and_then(|old| old.node_name.as_deref()), new.node_name.as_deref()) {
        ctx.tasks.normal(MANAGER, vm, "Created", format!("machine created on host {host}"));
    }
    // The first power-on is part of the creation.
    if let (Some(power), Some(before)) = (new.power_state, old.and_then(|old| old.power_state))
        && before != power
    {
        ctx.tasks.normal(MANAGER, vm, power.as_str(), format!("machine is {power}"));
    }
    if let Some(address) = address(new).filter(|new| old.and_then(address) != Some(*new)) {
        ctx.events.normal(MANAGER, vm, "AddressAssigned", format!("machine has the address {address}"));
    }
    if let Some(ready) = conditions::get(&new.conditions, condition::READY)
        && ready.status != "True"
        && !UNDERWAY.contains(&ready.reason.as_str())
        && was(condition::READY).is_none_or(|before| before.reason != ready.reason)
    {
        ctx.events.warning(MANAGER, vm, &ready.reason, ready.message.as_str());
    }
}

fn address(status: &VirtualMachineStatus) -> Option<&str> {
    let network = status.network.as_ref()?;
    network.primary_ip4.as_deref().or(network.primary_ip6.as_deref())
}
