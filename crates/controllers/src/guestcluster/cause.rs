//! Why a cluster is not ready: the one sentence that reaches down to the lowest layer that knows. Pure.

use std::sync::Arc;

use api::{
    cluster::Machine,
    cluster::machine::condition as machine,
    conditions,
    vmoperator::{VirtualMachine, VirtualMachineService},
    vmoperator::{virtual_machine::condition as vm, virtual_machine_service::condition as service},
    vsphere::VSphereMachine,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Condition;
use kube::ResourceExt;

use crate::meta;

/// A Machine with what lies below it.
#[derive(Clone)]
pub(super) struct Chain {
    /// The Machine.
    pub(super) machine: Arc<Machine>,
    /// Its VSphereMachine.
    pub(super) vsphere: Option<Arc<VSphereMachine>>,
    /// Its VirtualMachine.
    pub(super) vm: Option<Arc<VirtualMachine>>,
}

/// Whether the machine belongs to the control plane.
pub(super) fn is_control_plane(machine: &Machine) -> bool {
    machine.labels().contains_key(api::meta::label::CONTROL_PLANE)
}

/// What keeps the machines from being ready; `None` when all of them are.
///
/// The message is of the machine whose trouble is worst: one that the hypervisor will not have before one that is only
/// on its way.
pub(super) fn of_machines<'a>(chains: impl IntoIterator<Item = &'a Chain>) -> Option<String> {
    let mut causes: Vec<(Rank, String, String)> = chains.into_iter().filter_map(of_machine).collect();
    causes.sort_unstable();
    let others = causes.len().checked_sub(1)?;
    let (_, machine, why) = causes.swap_remove(0);
    let more = match others {
        0 => String::new(),
        1 => " (1 more machine is not ready)".to_owned(),
        count => format!(" ({count} more machines are not ready)"),
    };
    Some(format!("machine {machine}: {why}{more}"))
}

/// The reason of a machine that does not get on by itself, so that whoever reads only the cluster knows what to make of
/// it; `None` when all machines are on their way.
pub(super) fn stuck<'a>(chains: impl IntoIterator<Item = &'a Chain>) -> Option<&'static str> {
    let told = chains.into_iter().filter_map(|chain| {
        let status = chain.vm.as_ref()?.status.as_ref()?;
        conditions::get(&status.conditions, vm::READY).map(|ready| ready.reason.as_str())
    });
    let told: Vec<&str> = told.collect();
    STUCK.into_iter().find(|reason| told.contains(reason))
}

/// Reasons of a VirtualMachine that does not get on, the worst first.
const STUCK: [&str; 4] =
    [vm::reason::LOST, vm::reason::REFUSED, vm::reason::HYPERVISOR_ERROR, vm::reason::INSUFFICIENT_CAPACITY];

/// How much a cause asks for attention; the first is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Somebody must act, or the hypervisor must.
    Stuck,
    /// It is on its way.
    Underway,
    /// It is being removed.
    Leaving,
}

fn of_machine(chain: &Chain) -> Option<(Rank, String, String)> {
    let machine = &chain.machine;
    let told = |rank: Rank, why: String| Some((rank, machine.name_any(), why));
    let status = machine.status.as_ref();
    if meta::is_deleting(&machine.metadata) {
        let why = status.and_then(|status| words(conditions::get(&status.conditions, machine::DELETING)));
        return told(Rank::Leaving, why.unwrap_or_else(|| "is being deleted".to_owned()));
    }
    if status.is_some_and(|status| conditions::is_true(&status.conditions, machine::READY)) {
        return None;
    }
    if let Some((rank, why)) = chain.vm.as_deref().and_then(of_vm) {
        return told(rank, why);
    }
    if chain.vm.is_none() {
        // What keeps it from being made.
        let below = chain.vsphere.as_deref().and_then(|one| {
            let status = one.status.as_ref()?;
            words(
                status
                    .conditions
                    .iter()
                    .flatten()
                    .find(|one| one.type_ != "Paused" && one.status == "False" && !one.message.is_empty()),
            )
        });
        let above = || {
            status.and_then(|status| {
                words(
                    conditions::get(&status.conditions, machine::BOOTSTRAP_CONFIG_READY)
                        .filter(|one| one.status != "True"),
                )
            })
        };
        let why = below.or_else(above).unwrap_or_else(|| "its virtual machine is not asked for yet".to_owned());
        return told(Rank::Underway, why);
    }
    // The virtual machine runs: the guest is next.
    let guest = chain
        .vm
        .as_ref()
        .and_then(|one| conditions::get(&one.status.as_ref()?.conditions, vm::READY))
        .and_then(|one| words(Some(one)));
    let node = status.and_then(|status| {
        let of = |type_| words(conditions::get(&status.conditions, type_).filter(|one| one.status != "True"));
        of(machine::NODE_HEALTHY).or_else(|| of(machine::NODE_READY)).or_else(|| of(machine::READY))
    });
    let why = match (node, guest) {
        (Some(node), Some(guest)) => format!("{node}; the guest says: {guest}"),
        (Some(node), None) => node,
        (None, Some(guest)) => format!("the guest says: {guest}"),
        (None, None) => "its node has not joined yet".to_owned(),
    };
    told(Rank::Underway, why)
}

/// What keeps a virtual machine from being ready; `None` when it is.
fn of_vm(object: &VirtualMachine) -> Option<(Rank, String)> {
    let Some(status) = &object.status else {
        return Some((Rank::Underway, "its virtual machine is not looked at yet".to_owned()));
    };
    let ready = conditions::get(&status.conditions, vm::READY)
        .filter(|one| one.status != "True" && one.reason != vm::reason::PROBE_UNKNOWN)?;
    let created = conditions::is_true(&status.conditions, vm::CREATED);
    let rank = if created && ready.status == "False" { Rank::Underway } else { Rank::Stuck };
    Some((rank, words(Some(ready)).unwrap_or_else(|| ready.reason.clone())))
}

/// What keeps the load balancer of the cluster's API from having an address.
pub(super) fn of_endpoint(balancer: Option<&VirtualMachineService>) -> String {
    let status = balancer.and_then(|one| one.status.as_ref());
    let told = status.and_then(|status| conditions::get(&status.conditions, service::READY));
    let blocked = told.filter(|one| one.status == "False" && one.reason != service::reason::NO_ENDPOINTS);
    match blocked.and_then(|one| words(Some(one))) {
        Some(why) => format!("the load balancer of the API has no address: {why}"),
        None => "the load balancer of the API has no address yet".to_owned(),
    }
}

/// The message of a condition on one line, when it has one.
fn words(condition: Option<&Condition>) -> Option<String> {
    let message = condition?.message.split_whitespace().collect::<Vec<_>>().join(" ");
    // Lists of one carry a bullet in the public conditions.
    let message = message.strip_prefix("* ").unwrap_or(&message);
    (!message.is_empty()).then(|| message.to_owned())
}
