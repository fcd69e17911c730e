//! Machines that the hypervisor has and no object asks for any more.
//!
//! A machine is removed only when this installation made it, not in a past that a restore took away, and the API, asked at
//! this moment, has no object of its UID: UIDs never come back. Everything else is left alone and reported.

use api::vmoperator::VirtualMachine;
use hypervisor::{Machine, MachineId};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{MANAGER, wakeups::Wakeups};
use crate::{context::Context, error::Error, installation::Installation, key::Key};

/// Looks at every machine of the hypervisor.
pub(super) async fn sweep(ctx: &Context, wakeups: &Wakeups) {
    match ctx.driver.machines().await {
        Ok(machines) => {
            for machine in machines.iter().filter(|machine| wakeups.object(&machine.spec.id).is_none()) {
                judge(ctx, wakeups, machine).await;
            }
        }
        Err(error) => tracing::warn!(%error, "the hypervisor does not list its machines"),
    }
}

/// Looks at a machine that no object is known for. It may just have been removed.
pub(super) async fn examine(ctx: &Context, wakeups: &Wakeups, id: &MachineId) {
    match ctx.driver.machine(id).await {
        Ok(Some(machine)) => judge(ctx, wakeups, &machine).await,
        // One that went frees capacity for others, whoever removed it.
        Ok(None) => wakeups.capacity_freed(),
        Err(error) => {
            tracing::warn!(%error, machine = %id, "the hypervisor does not tell of a machine")
        }
    }
}

async fn judge(ctx: &Context, wakeups: &Wakeups, machine: &Machine) {
    let spec = &machine.spec;
    let span =
        tracing::warn_span!("machine without object", machine = %spec.id, namespace = spec.namespace, name = spec.name);
    match is_gone(ctx, machine).await {
        Ok(false) => return,
        Ok(true) => {}
        Err(error) => {
            return span.in_scope(|| tracing::warn!(%error, "left alone: the API does not tell"));
        }
    }
    let what = format!("machine {} ({}/{}) on host {}", spec.id, spec.namespace, spec.name, machine.host);
    if let Some(objection) = ctx.installation().objection(&what, &spec.installation, Some(machine.created_at)) {
        if wakeups.leaves_alone(&spec.id) {
            span.in_scope(|| tracing::warn!("{objection}"));
            ctx.events.warning(MANAGER, &Installation::object(ctx), "MachineLeftAlone", objection);
        }
        return;
    }
    span.in_scope(|| tracing::warn!(host = machine.host, "its object is gone; removing it"));
    let about = VirtualMachine {
        metadata: ObjectMeta {
            namespace: Some(spec.namespace.clone()),
            name: Some(spec.name.clone()),
            uid: Some(spec.id.0.clone()),
            ..ObjectMeta::default()
        },
        ..VirtualMachine::default()
    };
    let message = format!("a machine on host {} was left without its object; it is removed", machine.host);
    ctx.events.warning(MANAGER, &about, "OrphanedMachine", message);
    match ctx.driver.delete(&spec.id).await {
        Ok(()) => wakeups.capacity_freed(),
        Err(error) => span.in_scope(|| tracing::warn!(%error, "not removed; tried again at the next start")),
    }
}

/// Whether the API has no object of this name and UID now.
async fn is_gone(ctx: &Context, machine: &Machine) -> Result<bool, Error> {
    let key = Key::new(machine.spec.namespace.as_str(), machine.spec.name.as_str());
    let object = ctx.informers.virtual_machines.fetch(&key).await?;
    Ok(object.is_none_or(|object| object.metadata.uid.as_deref() != Some(machine.spec.id.0.as_str())))
}
