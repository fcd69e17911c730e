//! What to ask of the hypervisor next. Pure.

use api::{
    meta::annotation,
    vmoperator::{PowerState as Wanted, VirtualMachine},
};
use chrono::{DateTime, Utc};
use hypervisor::{Machine, MachineId, MachineSpec, PowerState};
use kube::ResourceExt;
use uuid::Uuid;

use super::gates::Gates;

/// One step towards the machine that the object describes.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    /// There is no machine and a gate is closed, or everything is as it should be.
    Rest,
    /// There was a machine and the hypervisor has it no more. It is not made again by itself: its disks are gone, and
    /// a control plane that starts anew on empty disks would pass for the old one.
    Lost,
    /// Create this machine.
    Create(Box<MachineSpec>),
    /// Give the machine, which is off, this many CPUs and bytes of memory.
    Resize(u32, u64),
    /// Bring the machine to this power state.
    Power(PowerState),
}

/// Decides the next step for `vm`, whose machine the hypervisor knows as `machine`. One that is created carries the name
/// of `installation`.
pub(super) fn next(
    vm: &VirtualMachine,
    machine: Option<&Machine>,
    gates: &Gates,
    installation: &str,
    now: DateTime<Utc>,
) -> Step {
    match machine {
        Some(machine) if machine.power == PowerState::On && restart_is_due(vm, machine, now) => {
            Step::Power(PowerState::Off)
        }
        Some(machine) if machine.power == PowerState::Off && new_size(vm, machine, gates).is_some() => {
            new_size(vm, machine, gates).map_or(Step::Rest, |(cpus, memory)| Step::Resize(cpus, memory))
        }
        Some(machine) if machine.power == wanted_power(vm) => Step::Rest,
        Some(_) => Step::Power(wanted_power(vm)),
        None if vm.status.as_ref().is_some_and(|status| status.unique_id.is_some()) => Step::Lost,
        None if gates.first_closed().is_some() => Step::Rest,
        None => machine_spec(vm, gates, installation).map_or(Step::Rest, |spec| Step::Create(Box::new(spec))),
    }
}

/// Whether the machine was started before the time at which it is to be restarted. Once it was started again, by whomever,
/// there is nothing left to do, so a crash between off and on restarts nothing twice.
fn restart_is_due(vm: &VirtualMachine, machine: &Machine, now: DateTime<Utc>) -> bool {
    restart_time(vm).is_some_and(|time| time <= now && machine.started_at.is_some_and(|started| started < time))
}

/// When the machine is to be restarted, or was.
pub(super) fn restart_time(vm: &VirtualMachine) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(vm.spec.next_restart_time.as_deref()?).ok()?;
    Some(time.with_timezone(&Utc))
}

/// The CPUs and the bytes of memory of another class than the machine has. A class that was changed itself is given to
/// new machines only: those that have it were promised what it said.
fn new_size(vm: &VirtualMachine, machine: &Machine, gates: &Gates) -> Option<(u32, u64)> {
    let status = vm.status.as_ref()?;
    let has = status.class.as_ref().map(|class| class.name.as_str());
    let wanted = gates.resources(&vm.spec)?;
    let size = (wanted.cpus, wanted.memory);
    let differs = size != (machine.spec.resources.cpus, machine.spec.resources.memory);
    (differs && has.is_some() && has != vm.spec.class_name.as_deref()).then_some(size)
}

/// The power state that the specification asks for; on when it says nothing.
pub(super) fn wanted_power(vm: &VirtualMachine) -> PowerState {
    match vm.spec.power_state {
        Some(Wanted::PoweredOff) => PowerState::Off,
        Some(Wanted::Suspended) => PowerState::Suspended,
        Some(Wanted::PoweredOn) | None => PowerState::On,
    }
}

/// The machine's identity in the hypervisor: the object's UID, so that a repeated creation finds the first one.
pub(super) fn machine_id(vm: &VirtualMachine) -> MachineId {
    MachineId(vm.metadata.uid.clone().unwrap_or_default())
}

fn machine_spec(vm: &VirtualMachine, gates: &Gates, installation: &str) -> Option<MachineSpec> {
    let (image, _) = gates.image.as_ref().ok()?;
    let id = machine_id(vm);
    Some(MachineSpec {
        namespace: vm.namespace().unwrap_or_default(),
        name: vm.name_any(),
        bios_uuid: vm.spec.bios_uuid.clone().unwrap_or_else(|| derived(&id, "bios")),
        instance_uuid: vm.spec.instance_uuid.clone().unwrap_or_else(|| derived(&id, "instance")),
        resources: gates.resources(&vm.spec)?,
        image: image.clone(),
        installation: installation.to_owned(),
        user_data: gates.bootstrap.as_ref().ok()?.clone(),
        request_id: vm.annotations().get(annotation::REQUEST_ID).cloned().unwrap_or_default(),
        id,
    })
}

/// A UUID that follows from the machine's identity, so that every attempt chooses the same.
fn derived(id: &MachineId, purpose: &str) -> String {
    let namespace = Uuid::parse_str(&id.0).unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_OID, id.0.as_bytes()));
    Uuid::new_v5(&namespace, purpose.as_bytes()).to_string()
}
