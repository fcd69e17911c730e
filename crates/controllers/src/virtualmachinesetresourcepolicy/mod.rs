//! Keeps a VirtualMachineSetResourcePolicy while machines refer to it. The drivers have neither folders nor resource
//! pools, so there is nothing else to make, and its status stays empty.

use std::future::Future;

use api::{
    meta::finalizer,
    vmoperator::{VirtualMachine, VirtualMachineSetResourcePolicy},
};
use kube::ResourceExt;

use crate::{
    context::Context,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-virtualmachinesetresourcepolicy";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let controller = Controller::new(MANAGER).reconciles(&all.virtual_machine_set_resource_policies).wakes(
        &all.virtual_machines,
        |old, new| {
            if new.is_none() { old.and_then(policy_of) } else { None }
        },
    );
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// The policy that a machine names.
fn policy_of(vm: &VirtualMachine) -> Option<Key> {
    let name = vm.spec.reserved.as_ref()?.resource_policy_name.as_deref().filter(|name| !name.is_empty())?;
    Some(Key::of(vm).sibling(name))
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.virtual_machine_set_resource_policies;
    let Some(policy) = objects.get(key) else {
        return Ok(Next::Change);
    };
    if !meta::is_deleting(&policy.metadata) {
        objects.add_finalizer(MANAGER, &policy, finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY).await?;
        return Ok(Next::Change);
    }
    match first_user(ctx, &policy, key) {
        Some(machine) => {
            let message = format!("kept while machines refer to it; one is {machine}");
            ctx.events.normal(MANAGER, &*policy, "DeletionWaits", message);
        }
        None => {
            objects.remove_finalizer(MANAGER, &policy, finalizer::VIRTUAL_MACHINE_SET_RESOURCE_POLICY).await?;
        }
    }
    Ok(Next::Change)
}

/// The name of a machine that refers to the policy, the first in the alphabet.
fn first_user(ctx: &Context, policy: &VirtualMachineSetResourcePolicy, key: &Key) -> Option<String> {
    let cluster = key.sibling(policy.name_any());
    // Machines of the cluster that the policy was made for are found by their label, others by looking at all.
    let machines = ctx.informers.virtual_machines.of_cluster(&cluster);
    let users = |machines: &[std::sync::Arc<VirtualMachine>]| {
        machines.iter().filter(|vm| policy_of(vm).as_ref() == Some(key)).map(|vm| vm.name_any()).min()
    };
    users(&machines).or_else(|| users(&ctx.informers.virtual_machines.all()))
}
