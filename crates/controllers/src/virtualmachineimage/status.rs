//! The status of an image of either kind. Pure.

use api::{
    conditions,
    vmoperator::{
        VirtualMachineImageStatus, VirtualMachineImageStatusDisk,
        virtual_machine_image::condition::{READY, reason},
    },
};
use hypervisor::DriverInfo;
use k8s_openapi::apimachinery::pkg::{
    api::resource::Quantity,
    apis::meta::v1::{ObjectMeta, Time},
};

/// The disk of a simulated image that says nothing of its own, so that machines of it take storage as real ones do.
const SIMULATED_DISK: &str = "20Gi";

/// The new status: a name for people where there is none, and `Ready` where nobody has said anything about it.
pub(super) fn status(
    meta: &ObjectMeta,
    old: Option<&VirtualMachineImageStatus>,
    driver: &DriverInfo,
    now: &Time,
) -> VirtualMachineImageStatus {
    let mut status = old.cloned().unwrap_or_default();
    if status.name.is_none() {
        status.name.clone_from(&meta.name);
    }
    if conditions::get(&status.conditions, READY).is_none() {
        let message = if driver.simulated { "simulated machines need no image content" } else { "" };
        conditions::set(&mut status.conditions, READY, true, reason::TRUE, message, meta.generation, now);
    }
    if driver.simulated && status.disks.is_none() {
        let limit = Some(Quantity(SIMULATED_DISK.to_owned()));
        let disk = VirtualMachineImageStatusDisk { name: "disk-0".to_owned(), limit, ..Default::default() };
        status.disks = Some(vec![disk]);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_said_is_filled_in() {
        let driver = DriverInfo { name: "simulator", simulated: true, version: "1".into() };
        let meta = ObjectMeta { name: Some("debian".into()), ..ObjectMeta::default() };
        let now = api::time::now();
        let first = status(&meta, None, &driver, &now);
        assert_eq!(first.name.as_deref(), Some("debian"));
        assert!(conditions::is_true(&first.conditions, READY));
        let disks = first.disks.clone().unwrap();
        assert_eq!(disks[0].limit.as_ref().unwrap().0, SIMULATED_DISK);
        let mut importing = VirtualMachineImageStatus { name: Some("Debian 13".into()), ..Default::default() };
        conditions::set(&mut importing.conditions, READY, false, "Importing", "62 %", None, &now);
        importing.disks = Some(Vec::new());
        assert_eq!(status(&meta, Some(&importing), &driver, &now), importing);
        let real = DriverInfo { simulated: false, ..driver };
        assert_eq!(status(&meta, None, &real, &now).disks, None, "nobody knows");
    }
}
