//! Writes what a VirtualMachineService becomes.

use api::vmoperator::{VirtualMachineService, virtual_machine_service::condition::reason};
use k8s_openapi::api::core::v1::{LoadBalancerIngress, LoadBalancerStatus, Service};
use kube::{
    Api, ResourceExt,
    api::{Patch, PatchParams},
};
use serde_json::json;

use super::{
    MANAGER,
    plan::{self, Backend},
    status::Address,
};
use crate::{blocked::Blocked, context::Context, desired, error::Error, key::Key};

/// The Service and the Endpoints.
///
/// # Errors
/// When the API refuses.
pub(super) async fn write(
    ctx: &Context,
    key: &Key,
    service: &VirtualMachineService,
    backends: &[Backend],
) -> Result<(), Error> {
    desired::apply(&ctx.informers.services, MANAGER, key.clone(), plan::service(service)).await?;
    if let Some(endpoints) = plan::endpoints(service, backends) {
        desired::apply(&ctx.informers.endpoints, MANAGER, key.clone(), endpoints).await?;
    }
    Ok(())
}

/// The load balancer, and the failure that is worth another try.
pub(super) async fn forward(
    ctx: &Context,
    service: &VirtualMachineService,
    backends: &[Backend],
) -> (Address, Option<hypervisor::Error>) {
    let Some(balancer) = ctx.driver.load_balancer() else {
        let message = format!("the hypervisor ({}) has no load balancer", ctx.driver.info().name);
        return (Address::Blocked(Blocked::new(reason::LOAD_BALANCER_NOT_SUPPORTED, message)), None);
    };
    let spec = match plan::load_balancer(service, backends, ctx.installation().name()) {
        Ok(spec) => spec,
        Err(blocked) => return (Address::Blocked(blocked), None),
    };
    match balancer.ensure(spec).await {
        Ok(address) => (Address::Of(address), None),
        Err(refusal) => {
            let blocked = Blocked::new(reason::LOAD_BALANCER_ERROR, refusal.to_string());
            let again = !matches!(refusal, hypervisor::Error::Invalid(_));
            (Address::Blocked(blocked), again.then_some(refusal))
        }
    }
}

/// Copies the load balancer's address to the Service.
///
/// # Errors
/// When the API refuses.
pub(super) async fn write_service_status(ctx: &Context, key: &Key, address: &Address) -> Result<(), Error> {
    let (Address::Of(ip), Some(service)) = (address, ctx.informers.services.get(key)) else {
        return Ok(());
    };
    let ingress = LoadBalancerIngress { ip: Some(ip.to_string()), ..LoadBalancerIngress::default() };
    let balancer = LoadBalancerStatus { ingress: Some(vec![ingress]) };
    if service.status.as_ref().and_then(|status| status.load_balancer.as_ref()) == Some(&balancer) {
        return Ok(());
    }
    let patch =
        json!({"metadata": {"resourceVersion": service.resource_version()}, "status": {"loadBalancer": balancer}});
    let params = PatchParams { field_manager: Some(MANAGER.to_owned()), ..PatchParams::default() };
    let api = Api::<Service>::namespaced(ctx.client.clone(), &key.namespace);
    let patched = api.patch_status(&key.name, &params, &Patch::Merge(&patch)).await?;
    ctx.informers.services.observe(&patched);
    Ok(())
}
