//! Load balancers that no object asks for any more: left behind when a finalizer was taken away by hand.
//!
//! As with machines, only those of this installation are removed. When a load balancer was made is not known, so one from
//! before a restore is left alone and reported.

use api::vmoperator::VirtualMachineService;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::MANAGER;
use crate::{context::Context, error::Error, installation::Installation, key::Key};

/// Removes every load balancer whose object is certainly gone. Failures are reported; the next start tries again.
pub(super) async fn sweep(ctx: &Context) {
    let Some(balancer) = ctx.driver.load_balancer() else {
        return;
    };
    let found = match balancer.list().await {
        Ok(found) => found,
        Err(error) => {
            return tracing::warn!(%error, "the hypervisor does not list its load balancers");
        }
    };
    for (spec, address) in found {
        match is_gone(ctx, &spec).await {
            Ok(false) => continue,
            Ok(true) => {}
            Err(error) => {
                tracing::warn!(%error, id = spec.id, "load balancer left alone: the API does not tell");
                continue;
            }
        }
        let what = format!("load balancer {} ({}/{}) with the address {address}", spec.id, spec.namespace, spec.name);
        if let Some(objection) = ctx.installation().objection(&what, &spec.installation, None) {
            tracing::warn!("{objection}");
            ctx.events.warning(MANAGER, &Installation::object(ctx), "LoadBalancerLeftAlone", objection);
            continue;
        }
        tracing::warn!(id = spec.id, namespace = spec.namespace, name = spec.name, %address, "load balancer without object; removing it");
        let metadata = ObjectMeta {
            namespace: Some(spec.namespace.clone()),
            name: Some(spec.name.clone()),
            uid: Some(spec.id.clone()),
            ..ObjectMeta::default()
        };
        let about = VirtualMachineService { metadata, ..VirtualMachineService::default() };
        let message = format!("the load balancer {address} was left without its object; it is removed");
        ctx.events.warning(MANAGER, &about, "OrphanedLoadBalancer", message);
        if let Err(error) = balancer.delete(&spec.id).await {
            tracing::warn!(%error, id = spec.id, "load balancer not removed");
        }
    }
}

/// Whether the API has no object of this name and UID now.
async fn is_gone(ctx: &Context, spec: &hypervisor::LoadBalancerSpec) -> Result<bool, Error> {
    let same = |object: &VirtualMachineService| object.metadata.uid.as_deref() == Some(spec.id.as_str());
    let key = Key::new(spec.namespace.as_str(), spec.name.as_str());
    let objects = &ctx.informers.virtual_machine_services;
    if objects.get(&key).is_some_and(|object| same(&object)) {
        return Ok(false);
    }
    Ok(!objects.fetch(&key).await?.is_some_and(|object| same(&object)))
}
