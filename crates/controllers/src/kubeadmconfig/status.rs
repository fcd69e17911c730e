//! What the status of a KubeadmConfig says. Pure.

use api::bootstrap::{
    KubeadmConfig, KubeadmConfigStatus,
    kubeadm_config::condition::{self, reason},
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

use super::{Made, plan::Step};
use crate::{conditions::Conditions, error::Error};

/// The status after `step` came to `result`.
pub(super) fn plan(
    config: &KubeadmConfig,
    step: &Step,
    result: &Result<Option<Made>, Error>,
    now: &Time,
) -> KubeadmConfigStatus {
    let mut status = config.status.clone().unwrap_or_default();
    match (step, result) {
        (Step::Provided(name), _) => status.data_secret_name = Some(name.clone()),
        (_, Ok(Some(Made::Data))) => status.data_secret_name = config.metadata.name.clone(),
        _ => {}
    }
    let done = status.data_secret_name.is_some();
    if done {
        status.initialization.get_or_insert_default().data_secret_created = Some(true);
    }
    let mut list = status.conditions.take();
    let mut to = Conditions::new(&mut list, config.metadata.generation, now);
    if done {
        to.set(condition::CERTIFICATES_AVAILABLE, true, reason::AVAILABLE, "");
        to.set(condition::DATA_SECRET_AVAILABLE, true, reason::AVAILABLE, "");
        to.set(condition::READY, true, reason::READY, "");
    } else if *step != Step::Paused {
        let (reason, message) = match (step, result) {
            (_, Err(error)) => (reason::INTERNAL_ERROR, error.to_string()),
            (Step::WaitForInfrastructure, _) => {
                (reason::NOT_AVAILABLE, "Waiting for the endpoint of the cluster".to_owned())
            }
            (_, Ok(Some(Made::Waits { holder }))) => {
                (reason::NOT_AVAILABLE, format!("Waiting for Machine {holder} to start the cluster"))
            }
            _ => (reason::NOT_AVAILABLE, "Waiting for the control plane to serve".to_owned()),
        };
        to.set(condition::DATA_SECRET_AVAILABLE, false, reason, message.clone());
        to.set(
            condition::READY,
            false,
            reason::NOT_READY,
            format!("* {}: {message}", condition::DATA_SECRET_AVAILABLE),
        );
    }
    let paused = *step == Step::Paused;
    to.set(condition::PAUSED, paused, if paused { reason::PAUSED } else { reason::NOT_PAUSED }, "");
    status.conditions = list;
    if result.is_ok() && !paused {
        status.observed_generation = config.metadata.generation;
    }
    status
}
