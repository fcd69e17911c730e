//! Keeps the Service, the Endpoints and the load balancer of VirtualMachineServices, with the machines behind them.

mod apply;
mod orphans;
mod plan;
mod status;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, future::Future, sync::Arc};

use api::{
    meta::finalizer,
    vmoperator::{VirtualMachine, VirtualMachineService, virtual_machine_service::condition::reason},
};
use kube::ResourceExt;

use self::status::Address;
use crate::{
    blocked::Blocked,
    context::Context,
    controller::{Controller, Next},
    error::Error,
    informers::{Informers, index},
    key::Key,
    meta,
};

const MANAGER: &str = "atoll-virtualmachineservice";

/// The controller, not yet running.
pub(crate) fn start(ctx: &Context) -> impl Future<Output = ()> + Send + 'static {
    let all = &ctx.informers;
    let informers = all.clone();
    let controller = Controller::new(MANAGER)
        .concurrency(32)
        .reconciles(&all.virtual_machine_services)
        .owns(&all.services, "VirtualMachineService")
        .owns(&all.endpoints, "VirtualMachineService")
        .wakes(&all.virtual_machines, move |old, new| services_behind(&informers, old, new));
    let ctx = ctx.clone();
    async move {
        orphans::sweep(&ctx).await;
        controller.run(ctx, |ctx, key| async move { reconcile(&ctx, &key).await }).await;
    }
}

/// The services whose backends change with this machine.
fn services_behind(informers: &Arc<Informers>, old: Option<&VirtualMachine>, new: Option<&VirtualMachine>) -> Vec<Key> {
    let seen = |vm: &VirtualMachine| {
        (plan::serving_address(vm).filter(|_| !meta::is_deleting(&vm.metadata)), vm.metadata.labels.clone())
    };
    if old.map(seen) == new.map(seen) {
        return Vec::new();
    }
    let mut keys: Vec<Key> = Vec::new();
    for vm in [old, new].into_iter().flatten() {
        let namespace = vm.metadata.namespace.as_deref().unwrap_or_default();
        for (name, value) in vm.labels() {
            for service in informers.virtual_machine_services.indexed(&index::label(namespace, name, value)) {
                let key = Key::of(service.as_ref());
                if !keys.contains(&key) && plan::selects(&service, vm) {
                    keys.push(key);
                }
            }
        }
    }
    keys
}

/// Machines that the service may select: those with the first label of its selector.
fn candidates(ctx: &Context, service: &VirtualMachineService) -> Vec<Arc<VirtualMachine>> {
    let namespace = service.metadata.namespace.as_deref().unwrap_or_default();
    let first = service.spec.selector.as_ref().and_then(BTreeMap::first_key_value);
    first
        .map(|(name, value)| ctx.informers.virtual_machines.indexed(&index::label(namespace, name, value)))
        .unwrap_or_default()
}

async fn reconcile(ctx: &Context, key: &Key) -> Result<Next, Error> {
    let objects = &ctx.informers.virtual_machine_services;
    let Some(service) = objects.get(key) else {
        return Ok(Next::Change);
    };
    if meta::is_deleting(&service.metadata) {
        return remove(ctx, &service).await;
    }
    if objects.add_finalizer(MANAGER, &service, finalizer::VIRTUAL_MACHINE_SERVICE).await? {
        return Ok(Next::Change);
    }
    let backends = plan::backends(&service, &candidates(ctx, &service));
    let (address, refusal) = if plan::wants_load_balancer(&service) {
        apply::forward(ctx, &service, &backends).await
    } else {
        (Address::None, None)
    };
    let written = apply::write(ctx, key, &service, &backends).await;
    let selects = service.spec.selector.as_ref().is_some_and(|selector| !selector.is_empty());
    let status = status::status(&service, &address, selects.then_some(backends.len()), &api::time::now());
    if let (Address::Of(ip), None) =
        (&address, service.status.as_ref().and_then(|status| status.load_balancer.as_ref()))
    {
        ctx.events.normal(MANAGER, &*service, "LoadBalancerReady", format!("the load balancer has the address {ip}"));
    }
    if let Some(refusal) = &refusal {
        ctx.events.warning(MANAGER, &*service, reason::LOAD_BALANCER_ERROR, refusal.to_string());
    }
    objects.update_status(MANAGER, &service, &status).await?;
    written?;
    apply::write_service_status(ctx, key, &address).await?;
    refusal.map_or(Ok(Next::Change), |refusal| Err(refusal.into()))
}

/// Removes the load balancer; Service and Endpoints go with their owner.
async fn remove(ctx: &Context, service: &VirtualMachineService) -> Result<Next, Error> {
    let ours = service.finalizers().iter().any(|one| one == finalizer::VIRTUAL_MACHINE_SERVICE);
    if !ours {
        return Ok(Next::Change);
    }
    if let Some(balancer) = ctx.driver.load_balancer()
        && let Err(refusal) = balancer.delete(&service.uid().unwrap_or_default()).await
    {
        let address = Address::Blocked(Blocked::new(reason::LOAD_BALANCER_ERROR, format!("not removed: {refusal}")));
        let status = status::status(service, &address, None, &api::time::now());
        ctx.informers.virtual_machine_services.update_status(MANAGER, service, &status).await?;
        return Err(refusal.into());
    }
    ctx.informers
        .virtual_machine_services
        .remove_finalizer(MANAGER, service, finalizer::VIRTUAL_MACHINE_SERVICE)
        .await?;
    Ok(Next::Change)
}
