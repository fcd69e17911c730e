//! What the status of a VSphereMachine says. Pure.

use api::vsphere::{
    VSphereMachine, VSphereMachinePhase, VSphereMachineStatus,
    vsphere_machine::condition::{self, reason},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::plan::Step;
use crate::{conditions::Conditions, error::Error};

/// The status after a reconcile that came to `result`.
pub(super) fn plan(object: &VSphereMachine, result: &Result<Step, Error>, now: &Time) -> VSphereMachineStatus {
    let mut status = object.status.clone().unwrap_or_default();
    if let Ok(Step::Provisioned(found)) = result {
        status.addresses = Some(found.addresses.clone());
        status.bios_uuid = Some(found.bios_uuid.clone());
        status.initialization.get_or_insert_default().provisioned = Some(true);
    }
    status.phase = Some(match result {
        Ok(Step::PoweringOn(_)) => VSphereMachinePhase::Created,
        Ok(Step::WaitForAddress | Step::WaitForBiosUuid) => VSphereMachinePhase::PoweredOn,
        Ok(Step::Provisioned(_)) => VSphereMachinePhase::Ready,
        Ok(Step::Deleting) => VSphereMachinePhase::Deleting,
        Ok(Step::Paused) => status.phase.unwrap_or_default(),
        Err(_) => VSphereMachinePhase::Error,
        Ok(_) => VSphereMachinePhase::Pending,
    });
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, object.metadata.generation, now);
    let type_ = condition::VIRTUAL_MACHINE_PROVISIONED;
    if let Some((done, reason, message)) = said(result) {
        to.set(type_, done, reason, message.clone());
        if done {
            to.set(condition::READY, true, reason::READY, "");
        } else {
            let message = if message.is_empty() { reason.to_owned() } else { message };
            to.set(condition::READY, false, reason::NOT_READY, format!("* {type_}: {message}"));
        }
    }
    let paused = matches!(result, Ok(Step::Paused));
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    status
}

/// Whether it is provisioned, reason and message; `None` leaves the condition as it is.
fn said(result: &Result<Step, Error>) -> Option<(bool, &'static str, String)> {
    let waiting = |reason, message: &str| Some((false, reason, message.to_owned()));
    match result {
        Ok(Step::Paused) => None,
        Ok(Step::Deleting) => waiting(reason::DELETING, "The virtual machine is being removed"),
        Ok(Step::WaitForInfrastructure) => {
            waiting(reason::WAITING_FOR_CLUSTER_INFRASTRUCTURE_READY, "Waiting for the cluster's endpoint")
        }
        Ok(Step::WaitForControlPlane) => {
            waiting(reason::WAITING_FOR_CONTROL_PLANE_INITIALIZED, "Waiting for the control plane to serve")
        }
        Ok(Step::WaitForBootstrapData) => {
            waiting(reason::WAITING_FOR_BOOTSTRAP_DATA, "Waiting for the bootstrap data of the Machine")
        }
        Ok(Step::Create(_)) => waiting(reason::PROVISIONING, ""),
        Ok(Step::Provisioning(cause)) => waiting(reason::PROVISIONING, cause),
        Ok(Step::PoweringOn(cause)) => waiting(reason::POWERING_ON, cause),
        Ok(Step::WaitForAddress) => {
            waiting(reason::WAITING_FOR_NETWORK_ADDRESS, "The virtual machine runs and has no address yet")
        }
        Ok(Step::WaitForBiosUuid) => {
            waiting(reason::WAITING_FOR_BIOS_UUID, "The virtual machine has not reported its identity yet")
        }
        Ok(Step::Provisioned(_)) => Some((true, reason::PROVISIONED, String::new())),
        Err(error) => waiting(reason::INTERNAL_ERROR, &error.to_string()),
    }
}
