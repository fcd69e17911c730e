//! Empties a host step by step: gathers its machines, and does what `maintenance` decides.

use std::{sync::Arc, time::Duration};

use api::{cluster::Machine, controlplane::KubeadmControlPlane, maintenance::Evacuation, vmoperator::VirtualMachine};
use hypervisor::MachineId;
use kube::ResourceExt;
use serde_json::json;

use super::{
    MANAGER,
    maintenance::{self, Guest, Owner, Pool, Stay, Step},
};
use crate::{context::Context, error::Error, key::Key, meta};

/// Pause before a step that did not work is tried again; also the pace of a host whose machines go by themselves.
pub(super) const PAUSE: Duration = Duration::from_secs(5);

/// How far a host is.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// Machines that are still on it.
    pub(super) left: usize,
    /// Why some stay for now.
    pub(super) stay: Vec<Stay>,
    /// What did not work, in the words of whoever refused.
    pub(super) trouble: Option<String>,
}

/// The VirtualMachines on a host.
pub(super) fn machines(ctx: &Context, host: &str) -> Vec<Arc<VirtualMachine>> {
    let on_it =
        |vm: &Arc<VirtualMachine>| vm.status.as_ref().and_then(|status| status.node_name.as_deref()) == Some(host);
    let mut machines: Vec<_> = ctx.informers.virtual_machines.all().into_iter().filter(on_it).collect();
    machines.sort_by_key(|vm| Key::of(vm.as_ref()));
    machines
}

/// Takes the next steps to empty a host.
///
/// # Errors
/// When the API refuses. What the hypervisor refuses is in the progress.
pub(super) async fn step(ctx: &Context, host: &str, evacuation: Evacuation) -> Result<Progress, Error> {
    let machines = machines(ctx, host);
    let guests: Vec<Guest> = machines.iter().map(|vm| guest(ctx, vm)).collect();
    let (steps, stay) = maintenance::next(&guests, evacuation);
    let mut progress = Progress { left: guests.len(), stay, trouble: None };
    for step in steps {
        match step {
            Step::Relocate(key) => relocate(ctx, host, &machines, &key, &mut progress).await,
            Step::Delete(key) => {
                if let Some(machine) = ctx.informers.machines.get(&key) {
                    let message = format!("host {host} is being emptied: another machine takes its place");
                    ctx.events.normal(MANAGER, &*machine, "HostMaintenance", message);
                    ctx.informers.machines.delete(&machine).await?;
                }
            }
            Step::RollOut(key) => {
                if let Some(plane) = ctx.informers.kubeadm_control_planes.get(&key) {
                    let message =
                        format!("host {host} is being emptied: the machines of the control plane are replaced");
                    ctx.events.normal(MANAGER, &*plane, "HostMaintenance", message);
                    let patch = json!({"spec": {"rollout": {"after": api::time::now()}}});
                    ctx.informers.kubeadm_control_planes.patch(MANAGER, &key, &patch).await?;
                }
            }
        }
    }
    Ok(progress)
}

/// Moves one machine; when no host has room for it, the next ones are tried, which may be smaller.
async fn relocate(ctx: &Context, host: &str, machines: &[Arc<VirtualMachine>], first: &Key, progress: &mut Progress) {
    let Some(driver) = ctx.driver.maintenance() else { return };
    let from_first = machines.iter().skip_while(|vm| Key::of(vm.as_ref()) != *first);
    for vm in from_first.filter(|vm| vm.metadata.deletion_timestamp.is_none()) {
        let id = MachineId(vm.uid().unwrap_or_default());
        match driver.relocate(&id, host).await {
            Ok(machine) => {
                let message = format!("moved from host {host}, which is being emptied, to {}", machine.host);
                ctx.events.normal(MANAGER, &**vm, "Relocated", message);
                progress.trouble = None;
                return;
            }
            Err(refusal @ hypervisor::Error::NoCapacity(_)) => {
                progress.trouble.get_or_insert_with(|| refusal.to_string());
            }
            Err(refusal) => {
                progress.trouble = Some(refusal.to_string());
                return;
            }
        }
    }
}

fn guest(ctx: &Context, vm: &VirtualMachine) -> Guest {
    let key = Key::of(vm);
    let machine = ctx.informers.machines.get(&key);
    let leaving = vm.metadata.deletion_timestamp.is_some()
        || machine.as_ref().is_some_and(|machine| machine.metadata.deletion_timestamp.is_some());
    Guest { pool: machine.and_then(|machine| pool(ctx, &key, &machine)), leaving, key }
}

fn pool(ctx: &Context, key: &Key, machine: &Machine) -> Option<Pool> {
    let (owner, reference) = match meta::controller(&machine.metadata, "MachineSet") {
        Some(set) => (Owner::MachineSet, set),
        None => (Owner::KubeadmControlPlane, meta::controller(&machine.metadata, "KubeadmControlPlane")?),
    };
    let all = ctx.informers.machines.owned_by(&reference.uid);
    let name = key.sibling(reference.name.as_str());
    let (wanted, rolling) = match owner {
        Owner::MachineSet => {
            let set = ctx.informers.machine_sets.get(&name)?;
            (set.spec.replicas, false)
        }
        Owner::KubeadmControlPlane => {
            let plane = ctx.informers.kubeadm_control_planes.get(&name)?;
            (plane.spec.replicas, is_rolling(&plane, machine))
        }
    };
    let wanted = usize::try_from(wanted.unwrap_or(1)).unwrap_or_default();
    let settled = all.len() >= wanted && all.iter().all(|machine| maintenance::is_settled(machine));
    Some(Pool { owner, name: reference.name.clone(), settled, rolling })
}

/// Whether a rollout was asked for since this machine was made.
fn is_rolling(plane: &KubeadmControlPlane, machine: &Machine) -> bool {
    let after = plane.spec.rollout.as_ref().and_then(|rollout| rollout.after.as_ref());
    let made = machine.metadata.creation_timestamp.as_ref();
    after.zip(made).is_some_and(|(after, made)| made.0 < after.0)
}
