//! VSphereMachines (supervisor mode): one VirtualMachine each, and what it reports back.

mod plan;
mod status;

use std::{future::Future, sync::Arc};

use api::{
    cluster::Machine,
    conditions,
    meta::finalizer,
    quota::Amounts,
    vsphere::{VSphereMachine, vsphere_machine::condition},
};
use k8s_openapi::api::core::v1::ResourceQuota;
use plan::Step;

use crate::{
    context::Context,
    contract,
    controller::{Controller, Next},
    error::Error,
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-vspheremachine";
const KIND: &str = "VSphereMachine";

pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let (members, refused) = (all.clone(), all.clone());
    let controller = Controller::new(MANAGER)
        .reconciles_wishes(&all.vsphere_machines)
        .owns(&all.virtual_machines, KIND)
        .wakes(&all.machines, |old, new| {
            let data = |machine: &Machine| machine.spec.bootstrap.data_secret_name.clone();
            if old.is_some() && old.map(data) == new.map(data) { None } else { new.and_then(infrastructure_of) }
        })
        // A machine that the quota refused may fit now.
        .wakes(&all.resource_quotas, move |old: Option<&ResourceQuota>, new| {
            let namespace = new.or(old).and_then(|quota| quota.metadata.namespace.clone());
            let has_room = has_more_room(old, new);
            let waiting = refused.vsphere_machines.all().into_iter().filter(move |machine| {
                has_room && machine.metadata.namespace == namespace && machine.spec.provider_id.is_none()
            });
            waiting.map(|machine| Key::of(machine.as_ref())).collect::<Vec<_>>()
        })
        .wakes(&all.clusters, move |old, new| contract::members(&members.vsphere_machines, old, new));
    let ctx = ctx.clone();
    async move { controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await }
}

/// Whether a quota leaves more of anything than before.
fn has_more_room(old: Option<&ResourceQuota>, new: Option<&ResourceQuota>) -> bool {
    let left = |quota: &ResourceQuota| {
        let hard = quota.spec.as_ref().and_then(|spec| spec.hard.as_ref()).map(Amounts::of_quantities);
        let used = quota.status.as_ref().and_then(|status| status.used.as_ref()).map(Amounts::of_quantities);
        hard.unwrap_or_default().minus(&used.unwrap_or_default())
    };
    match (old.map(left), new.map(left)) {
        (Some(old), Some(new)) => !new.beyond(&old).is_nothing(),
        // A quota that is gone bounds nothing.
        (old, new) => old.is_some() && new.is_none(),
    }
}

/// The VSphereMachine that a Machine refers to.
fn infrastructure_of(machine: &Machine) -> Option<Key> {
    let reference = &machine.spec.infrastructure_ref;
    (reference.kind == KIND).then(|| Key::of(machine).sibling(reference.name.as_str()))
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let all = &ctx.informers;
    let Some(object) = all.vsphere_machines.get(key) else { return Ok(Next::Change) };
    let cluster = contract::cluster_of(ctx, object.as_ref());
    if contract::is_paused(cluster.as_deref(), &object.metadata) {
        return finish(ctx, &object, Ok(Step::Paused)).await;
    }
    if meta::is_deleting(&object.metadata) {
        let machines = all.virtual_machines.owned_by(object.metadata.uid.as_deref().unwrap_or_default());
        for machine in &machines {
            all.virtual_machines.delete(machine).await?;
        }
        if machines.is_empty() {
            all.vsphere_machines.remove_finalizer(MANAGER, &object, finalizer::VSPHERE_MACHINE).await?;
            return Ok(Next::Change);
        }
        return finish(ctx, &object, Ok(Step::Deleting)).await;
    }
    // The Machine has not taken it yet.
    let Some(machine) = owner_machine(ctx, &object) else { return Ok(Next::Change) };
    let Some(cluster) = cluster else { return Ok(Next::Change) };
    if all.vsphere_machines.add_finalizer(MANAGER, &object, finalizer::VSPHERE_MACHINE).await? {
        return Ok(Next::Change);
    }
    let virtual_machine =
        all.virtual_machines.owned_by(object.metadata.uid.as_deref().unwrap_or_default()).into_iter().next();
    let step = plan::step(&object, &machine, &cluster, virtual_machine.as_deref());
    let result = match step {
        Step::Create(wanted) => match all.virtual_machines.create(MANAGER, &wanted).await {
            Ok(Some(created)) => {
                ctx.events.normal(
                    MANAGER,
                    object.as_ref(),
                    "VirtualMachineCreated",
                    format!("Created VirtualMachine {}", Key::of(&created)),
                );
                Ok(plan::step(&object, &machine, &cluster, Some(&created)))
            }
            // Made by an earlier attempt that the informer has not told of, or not ours.
            Ok(None) => match all.virtual_machines.fetch(&Key::of(wanted.as_ref())).await? {
                Some(there) if meta::is_controlled_by(&there.metadata, object.as_ref()) => {
                    Ok(plan::step(&object, &machine, &cluster, Some(&there)))
                }
                _ => Err(Error::Invalid(format!(
                    "VirtualMachine {} exists and belongs to something else",
                    Key::of(wanted.as_ref())
                ))),
            },
            Err(error) => Err(error),
        },
        Step::Provisioned(ref found) if object.spec.provider_id.as_ref() != Some(&found.provider_id) => {
            let mut new = object.as_ref().clone();
            new.spec.provider_id = Some(found.provider_id.clone());
            all.vsphere_machines.update(MANAGER, &object, &new).await?;
            return Ok(Next::Change);
        }
        other => Ok(other),
    };
    finish(ctx, &object, result).await
}

fn owner_machine(ctx: &Context, object: &VSphereMachine) -> Option<Arc<Machine>> {
    let owner = meta::controller(&object.metadata, "Machine")?;
    ctx.informers.machines.get(&Key::of(object).sibling(owner.name.as_str()))
}

async fn finish(ctx: &Context, object: &VSphereMachine, result: Result<Step, Error>) -> Result<Next, Error> {
    let status = status::plan(object, &result, &api::time::now());
    let was_ready =
        object.status.as_ref().is_some_and(|status| conditions::is_true(&status.conditions, condition::READY));
    if ctx.informers.vsphere_machines.update_status(MANAGER, object, &status).await?
        && !was_ready
        && conditions::is_true(&status.conditions, condition::READY)
    {
        ctx.events.normal(MANAGER, object, "Provisioned", "The virtual machine runs and has an address");
    }
    result.map(|_| Next::Change)
}
