//! The status of a VirtualMachine from what was found. Pure.

use api::{
    conditions::{self, Status},
    vmoperator::{VirtualMachine, VirtualMachineStatus},
};
use hypervisor::{Machine, PowerState};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::{
    condition::{self, reason},
    describe::describe,
    gates::Gates,
    plan,
};
use crate::blocked::Blocked;

/// What the hypervisor had to say.
#[derive(Debug)]
pub(super) enum Seen {
    /// It has no machine, because a gate is closed.
    NotAsked,
    /// It had a machine and has it no more.
    Lost,
    /// It could not be asked, or did not create the machine.
    Failed(hypervisor::Error),
    /// It has this machine, and refused to change it when `refused` says so.
    There {
        /// The machine as it is now.
        machine: Box<Machine>,
        /// The change that was refused.
        refused: Option<Refused>,
    },
}

/// A change that the hypervisor refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// Of the power.
    Power(hypervisor::Error),
    /// Of CPUs and memory.
    Size(hypervisor::Error),
}

/// The new status of `vm`; what is not known any better stays as it was.
pub(super) fn status(vm: &VirtualMachine, gates: &Gates, seen: &Seen, now: &Time) -> VirtualMachineStatus {
    let mut status = vm.status.clone().unwrap_or_default();
    let mut statement = Statement { status: &mut status, generation: vm.metadata.generation, now };
    statement.gate(condition::CLASS_READY, gates.class.as_ref().err());
    statement.gate(condition::IMAGE_READY, gates.image.as_ref().err());
    if vm.spec.reserved.as_ref().is_some_and(|reserved| reserved.resource_policy_name.is_some()) {
        statement.gate(condition::VM_SET_RESOURCE_POLICY_READY, gates.policy.as_ref().err());
    }
    if vm.spec.bootstrap.is_some() {
        statement.gate(condition::BOOTSTRAP_READY, gates.bootstrap.as_ref().err());
    }
    statement.gate(condition::STORAGE_READY, gates.storage.as_ref().err());
    statement.gate(condition::NETWORK_READY, gates.network.as_ref().err());
    match seen {
        Seen::NotAsked => statement.waiting(gates),
        Seen::Lost => statement.lost(),
        Seen::Failed(error) => statement.failed(error),
        Seen::There { machine, refused } => statement.there(vm, gates, machine, refused.as_ref()),
    }
    if let Seen::There { machine, .. } = seen {
        describe(&mut status, vm, machine, size_differs(vm, gates, machine) == Some(false));
    }
    status
}

/// The status of a machine whose removal failed with `error`.
pub(super) fn deleting(vm: &VirtualMachine, error: &hypervisor::Error, now: &Time) -> VirtualMachineStatus {
    let mut status = vm.status.clone().unwrap_or_default();
    let mut statement = Statement { status: &mut status, generation: vm.metadata.generation, now };
    let message = format!("the hypervisor does not remove the machine: {error}");
    statement.set(condition::READY, Status::False, reason::DELETING, message);
    status
}

struct Statement<'a> {
    status: &'a mut VirtualMachineStatus,
    generation: Option<i64>,
    now: &'a Time,
}

impl Statement<'_> {
    fn set(&mut self, type_: &str, status: Status, reason: &str, message: impl Into<String>) {
        conditions::set(&mut self.status.conditions, type_, status, reason, message, self.generation, self.now);
    }

    fn gate(&mut self, type_: &str, closed: Option<&Blocked>) {
        match closed {
            None => self.set(type_, Status::True, reason::TRUE, ""),
            Some(Blocked { reason, message }) => self.set(type_, Status::False, reason, message.as_str()),
        }
    }

    fn waiting(&mut self, gates: &Gates) {
        let message = gates.first_closed().map(|closed| closed.message.clone()).unwrap_or_default();
        let reason = gates.quota.as_ref().err().map_or(reason::NOT_READY, |closed| closed.reason);
        conditions::remove(&mut self.status.conditions, condition::PLACEMENT_READY);
        self.set(condition::CREATED, Status::False, reason, message.as_str());
        self.set(condition::READY, Status::False, reason, message);
    }

    fn lost(&mut self) {
        let message = "the hypervisor has this machine no more; delete the VirtualMachine to have it replaced";
        for type_ in [condition::CREATED, condition::READY] {
            self.set(type_, Status::False, reason::LOST, message);
        }
        conditions::remove(&mut self.status.conditions, condition::POWER_STATE_SYNCED);
        // The identity stays: it tells that there was a machine.
        self.status.power_state = None;
        self.status.network = None;
        self.status.node_name = None;
    }

    fn failed(&mut self, error: &hypervisor::Error) {
        use hypervisor::Error;
        let existed = self.status.unique_id.is_some();
        let reason = match error {
            Error::NoCapacity(_) => reason::INSUFFICIENT_CAPACITY,
            Error::Invalid(_) => reason::REFUSED,
            Error::Unavailable(_) | Error::NotFound(_) => reason::HYPERVISOR_ERROR,
        };
        let message = error.to_string();
        if matches!(error, Error::NoCapacity(_)) {
            self.set(condition::PLACEMENT_READY, Status::False, reason, message.as_str());
        }
        // Of a machine that was there, the hypervisor's silence says nothing.
        if !existed {
            self.set(condition::CREATED, Status::False, reason, message.as_str());
        }
        let ready = if existed { Status::Unknown } else { Status::False };
        self.set(condition::READY, ready, reason, message);
    }

    fn there(&mut self, vm: &VirtualMachine, gates: &Gates, machine: &Machine, refused: Option<&Refused>) {
        self.set(condition::PLACEMENT_READY, Status::True, reason::TRUE, "");
        self.set(condition::CREATED, Status::True, reason::TRUE, "");
        match size_differs(vm, gates, machine) {
            None => {}
            Some(false) => self.set(condition::CONFIGURATION_SYNCED, Status::True, reason::TRUE, ""),
            Some(true) => {
                let has_class = self.status.class.as_ref().map(|class| class.name.as_str());
                let message = if has_class == vm.spec.class_name.as_deref() {
                    "the machine was made with another size; a class that was changed is given to new machines only"
                } else {
                    "the machine takes the size of its new class when it is powered off and on, or restarted"
                };
                self.set(condition::CONFIGURATION_SYNCED, Status::False, reason::SIZE_DIFFERS, message);
            }
        }
        if let Some(Refused::Size(error)) = refused {
            let reason = match error {
                hypervisor::Error::NoCapacity(_) => reason::INSUFFICIENT_CAPACITY,
                hypervisor::Error::Invalid(_) => reason::REFUSED,
                _ => reason::HYPERVISOR_ERROR,
            };
            let message = error.to_string();
            self.set(condition::CONFIGURATION_SYNCED, Status::False, reason, message.as_str());
            return self.set(condition::READY, Status::False, reason, message);
        }
        let wanted = plan::wanted_power(vm);
        if let Some(Refused::Power(error)) = refused {
            let message = error.to_string();
            self.set(condition::POWER_STATE_SYNCED, Status::False, reason::HYPERVISOR_ERROR, message.as_str());
            return self.set(condition::READY, Status::False, reason::HYPERVISOR_ERROR, message);
        }
        if machine.power != wanted {
            let message = format!("the machine is {}, {} is asked for", word(machine.power), word(wanted));
            let reason = match wanted {
                PowerState::On => reason::POWERING_ON,
                PowerState::Off => reason::POWERING_OFF,
                PowerState::Suspended => reason::SUSPENDING,
            };
            self.set(condition::POWER_STATE_SYNCED, Status::False, reason, message.as_str());
            return self.set(condition::READY, Status::False, reason, message);
        }
        self.set(condition::POWER_STATE_SYNCED, Status::True, reason::TRUE, "");
        let networked = vm.spec.network.as_ref().is_none_or(|network| network.disabled != Some(true));
        if machine.power == PowerState::On && networked && machine.address.is_none() {
            let message = match machine.message.as_str() {
                "" => "the machine has no address yet".to_owned(),
                words => format!("the machine has no address yet: {words}"),
            };
            return self.set(condition::READY, Status::False, reason::WAITING_FOR_ADDRESS, message);
        }
        if vm.spec.readiness_probe.is_some() {
            let message = "readiness probes are not run by this system";
            return self.set(condition::READY, Status::Unknown, reason::PROBE_UNKNOWN, message);
        }
        self.set(condition::READY, Status::True, reason::TRUE, machine.message.as_str());
    }
}

/// Whether the machine has another size than the class that the object names; `None` while that is not known.
fn size_differs(vm: &VirtualMachine, gates: &Gates, machine: &Machine) -> Option<bool> {
    let (wanted, has) = (gates.resources(&vm.spec)?, machine.spec.resources);
    Some((wanted.cpus, wanted.memory) != (has.cpus, has.memory))
}

fn word(power: PowerState) -> &'static str {
    match power {
        PowerState::On => "powered on",
        PowerState::Off => "powered off",
        PowerState::Suspended => "suspended",
    }
}
