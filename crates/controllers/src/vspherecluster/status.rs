//! What the status of a VSphereCluster says. Pure.

use api::vsphere::{
    VSphereCluster, VSphereClusterStatus,
    vsphere_cluster::condition::{self, reason},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use crate::{conditions::Conditions, error::Error};

/// How far it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Left alone.
    Paused,
    /// Its spec was written; the next reconcile tells.
    Written,
    /// The load balancer has no address; why, when it says.
    WaitingForAddress(String),
    /// The endpoint is known; from a load balancer of its own or not.
    Provisioned { load_balanced: bool },
}

/// The status after a reconcile that came to `progress`.
pub(super) fn plan(object: &VSphereCluster, progress: &Result<Progress, Error>, now: &Time) -> VSphereClusterStatus {
    let mut status = object.status.clone().unwrap_or_default();
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, object.metadata.generation, now);
    let paused = matches!(progress, Ok(Progress::Paused));
    match progress {
        Ok(Progress::Paused | Progress::Written) => {}
        Ok(Progress::WaitingForAddress(cause)) => {
            to.set(condition::RESOURCE_POLICY_READY, true, reason::READY, "");
            to.set(condition::NETWORK_READY, true, reason::READY, "");
            let message = if cause.is_empty() {
                "Waiting for the address of the load balancer".to_owned()
            } else {
                cause.clone()
            };
            to.set(condition::LOAD_BALANCER_READY, false, reason::WAITING_FOR_IP, message.clone());
            to.set(
                condition::READY,
                false,
                reason::NOT_READY,
                format!("* {}: {message}", condition::LOAD_BALANCER_READY),
            );
        }
        Ok(Progress::Provisioned { load_balanced }) => {
            to.set(condition::RESOURCE_POLICY_READY, true, reason::READY, "");
            to.set(condition::NETWORK_READY, true, reason::READY, "");
            if *load_balanced {
                to.set(condition::LOAD_BALANCER_READY, true, reason::READY, "");
            }
            to.set(condition::READY, true, reason::READY, "");
            status.initialization.get_or_insert_default().provisioned = Some(true);
        }
        Err(error) => to.set(condition::READY, false, reason::INTERNAL_ERROR, error.to_string()),
    }
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    status
}
