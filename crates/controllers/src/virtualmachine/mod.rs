//! Keeps the machines of the hypervisor as VirtualMachines say: made behind gates, powered, observed, removed.

mod bootstrap;
mod charge;
mod condition;
mod describe;
mod gates;
mod gather;
mod image;
mod orphans;
mod plan;
mod status;
mod story;
#[cfg(test)]
mod tests;
mod wakeups;

use std::{future::Future, sync::Arc, time::Duration};

use api::{
    meta::finalizer,
    vmoperator::{VirtualMachine, virtual_machine::condition::reason},
};
use chrono::Utc;
use hypervisor::{Error as Refusal, Machine};

use self::{
    gates::Gates,
    plan::Step,
    status::{Refused, Seen},
    wakeups::Wakeups,
};
use crate::{
    blocked::Blocked,
    context::Context,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-virtualmachine";

/// A machine that found no host is tried again after this time even if the hypervisor tells of no change.
const CAPACITY_RETRY: Duration = Duration::from_secs(300);

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let controller = Controller::new(MANAGER).concurrency(64);
    let wakeups = Arc::new(Wakeups::new(controller.queue()));
    let controller = wakeups::wire(controller, &wakeups, ctx);
    let ctx = ctx.clone();
    async move {
        let events = wakeups::listen(ctx.clone(), wakeups.clone());
        let work = controller.run(ctx, move |ctx, key| {
            let wakeups = wakeups.clone();
            async move { reconcile(&ctx, &wakeups, &key).await }
        });
        tokio::join!(events, work);
    }
}

async fn reconcile(ctx: &Context, wakeups: &Wakeups, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.virtual_machines;
    let Some(mut vm) = objects.get(key) else {
        wakeups.forget(key);
        return Ok(Next::Change);
    };
    if meta::is_deleting(&vm.metadata) {
        wakeups.forget(key);
        return remove(ctx, wakeups, &vm).await;
    }
    if objects.add_finalizer(MANAGER, &vm, finalizer::VIRTUAL_MACHINE).await? {
        return Ok(Next::Change);
    }
    let known = ctx.driver.machine(&plan::machine_id(&vm)).await;
    // Before looking, so that a change while we look wakes us again.
    wakeups.waits_for_gates(key);
    let found = gather::found(ctx, &vm, matches!(known, Ok(Some(_)))).await?;
    let mut gates = Gates::evaluate(&vm, &found);
    if matches!(known, Ok(None)) && gates.first_closed().is_none() {
        let cost = charge::cost(&vm, &found);
        if !charge::is_covered(&vm, &cost) {
            match charge::charge(ctx, &vm).await? {
                Some(refusal) => gates.quota = Err(Blocked::new(reason::QUOTA_EXCEEDED, refusal)),
                None => vm = objects.get(key).unwrap_or(vm),
            }
        }
    }
    if gates.first_closed().is_none() {
        wakeups.gates_open(key);
    }
    let seen = match known {
        Ok(machine) => act(ctx, wakeups, key, &vm, &gates, machine).await,
        Err(error) => Seen::Failed(error),
    };
    let status = status::status(&vm, &gates, &seen, &api::time::now());
    story::tell(ctx, &vm, &status);
    objects.update_status(MANAGER, &vm, &status).await?;
    next(seen)
}

/// Asks the hypervisor for what is missing.
async fn act(
    ctx: &Context,
    wakeups: &Wakeups,
    key: &Key,
    vm: &VirtualMachine,
    gates: &Gates,
    mut machine: Option<Machine>,
) -> Seen {
    loop {
        match plan::next(vm, machine.as_ref(), gates, ctx.installation().name(), Utc::now()) {
            Step::Rest => {
                return machine
                    .map_or(Seen::NotAsked, |machine| Seen::There { machine: Box::new(machine), refused: None });
            }
            Step::Lost => return Seen::Lost,
            Step::Create(spec) => {
                wakeups.waits_for_capacity(key);
                let created = ctx.driver.create(*spec).await;
                if !matches!(created, Err(Refusal::NoCapacity(_))) {
                    wakeups.has_capacity(key);
                }
                match created {
                    Ok(created) => machine = Some(created),
                    Err(error) => return Seen::Failed(error),
                }
            }
            Step::Resize(cpus, memory) => {
                wakeups.waits_for_capacity(key);
                let resized = ctx.driver.resize(&plan::machine_id(vm), cpus, memory).await;
                if !matches!(resized, Err(Refusal::NoCapacity(_))) {
                    wakeups.has_capacity(key);
                }
                match (resized, machine) {
                    (Ok(resized), _) => machine = Some(resized),
                    (Err(error), Some(machine)) => {
                        return Seen::There { machine: Box::new(machine), refused: Some(Refused::Size(error)) };
                    }
                    (Err(error), None) => return Seen::Failed(error),
                }
            }
            Step::Power(power) => {
                let id = plan::machine_id(vm);
                match (ctx.driver.set_power(&id, power).await, machine) {
                    // A driver may take its time; its events tell when it is done.
                    (Ok(changed), _) => {
                        return Seen::There { machine: Box::new(changed), refused: None };
                    }
                    (Err(error), Some(machine)) => {
                        return Seen::There { machine: Box::new(machine), refused: Some(Refused::Power(error)) };
                    }
                    (Err(error), None) => return Seen::Failed(error),
                }
            }
        }
    }
}

/// When to look again.
fn next(seen: Seen) -> Result<Next, Error> {
    let refusal = match seen {
        Seen::NotAsked | Seen::Lost | Seen::There { refused: None, .. } => return Ok(Next::Change),
        Seen::There { refused: Some(Refused::Power(refusal) | Refused::Size(refusal)), .. } | Seen::Failed(refusal) => {
            refusal
        }
    };
    match refusal {
        Refusal::NoCapacity(_) => Ok(Next::After(CAPACITY_RETRY)),
        Refusal::Invalid(_) => Ok(Next::Change),
        Refusal::Unavailable(_) | Refusal::NotFound(_) => Err(refusal.into()),
    }
}

/// Removes the machine, then the finalizer.
async fn remove(ctx: &Context, wakeups: &Wakeups, vm: &VirtualMachine) -> Result<Next, Error> {
    let objects = &ctx.informers.virtual_machines;
    if !vm.metadata.finalizers.iter().flatten().any(|one| one == finalizer::VIRTUAL_MACHINE) {
        return Ok(Next::Change);
    }
    if let Err(refusal) = ctx.driver.delete(&plan::machine_id(vm)).await {
        let status = status::deleting(vm, &refusal, &api::time::now());
        ctx.events.warning(MANAGER, vm, "DeletionFailed", refusal.to_string());
        objects.update_status(MANAGER, vm, &status).await?;
        return Err(refusal.into());
    }
    wakeups.capacity_freed();
    ctx.tasks.normal(MANAGER, vm, "Removed", "machine removed from its host");
    objects.remove_finalizer(MANAGER, vm, finalizer::VIRTUAL_MACHINE).await?;
    Ok(Next::Change)
}
