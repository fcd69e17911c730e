//! The status of a VirtualMachineService. Pure.

use std::net::IpAddr;

use api::{
    conditions::{self, Status},
    vmoperator::{
        VirtualMachineService, VirtualMachineServiceStatus, VirtualMachineServiceStatusLoadBalancer,
        VirtualMachineServiceStatusLoadBalancerIngress,
        virtual_machine_service::condition::{READY, reason},
    },
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::blocked::Blocked;

/// How the service's address stands.
#[derive(Debug)]
pub(super) enum Address {
    /// The service asks for none beyond the cluster's own.
    None,
    /// The load balancer's.
    Of(IpAddr),
    /// There is none because of this.
    Blocked(Blocked),
}

/// The new status. `backends` is how many machines are behind the service; `None` when it selects none itself.
pub(super) fn status(
    service: &VirtualMachineService,
    address: &Address,
    backends: Option<usize>,
    now: &Time,
) -> VirtualMachineServiceStatus {
    let mut status = service.status.clone().unwrap_or_default();
    let (ready, reason, message) = match (address, backends) {
        (Address::Blocked(Blocked { reason, message }), _) => (Status::False, *reason, message.clone()),
        // Not an error: a load balancer is made before the machines behind it.
        (_, Some(0)) => {
            (Status::False, reason::NO_ENDPOINTS, "no machine with an address matches the selector".to_owned())
        }
        _ => (Status::True, reason::READY, String::new()),
    };
    conditions::set(&mut status.conditions, READY, ready, reason, message, service.metadata.generation, now);
    match address {
        Address::Of(ip) => {
            let ingress = VirtualMachineServiceStatusLoadBalancerIngress { ip: Some(ip.to_string()), hostname: None };
            status.load_balancer = Some(VirtualMachineServiceStatusLoadBalancer { ingress: Some(vec![ingress]) });
        }
        Address::None => status.load_balancer = None,
        // An address that was given stays given while the load balancer does not answer.
        Address::Blocked(_) => {}
    }
    status
}
