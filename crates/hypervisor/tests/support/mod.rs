//! What the tests of the simulator share: a directory of their own, machines, and guests that only remember.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::{net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use hypervisor::{
    Driver, GuestSystem, Machine, MachineId, MachineSpec, Resources,
    simulator::{BootDelay, HostSpec, Settings, Simulator},
};
use parking_lot::Mutex;

/// A directory that is removed at the end.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new() -> Directory {
        let path = std::env::temp_dir().join(format!("atoll-simulator-{}", uuid::Uuid::new_v4()));
        Directory(path)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Boot(String, IpAddr, Option<String>),
    Halt(MachineId),
    Destroy(MachineId),
    Close,
}

/// Guests that report one line and remember what was asked of them.
#[derive(Default)]
pub(crate) struct Remember(pub(crate) Mutex<Vec<Seen>>);

impl Remember {
    pub(crate) fn take(&self) -> Vec<Seen> {
        std::mem::take(&mut self.0.lock())
    }
}

#[async_trait]
impl GuestSystem for Remember {
    async fn boot(&self, machine: &Machine, address: IpAddr, report: Arc<dyn Fn(String) + Send + Sync>) {
        let spec = &machine.spec;
        self.0.lock().push(Seen::Boot(spec.name.clone(), address, spec.user_data.clone()));
        report("running".into());
    }

    async fn halt(&self, id: &MachineId) {
        self.0.lock().push(Seen::Halt(id.clone()));
    }

    async fn destroy(&self, id: &MachineId) {
        self.0.lock().push(Seen::Destroy(id.clone()));
    }

    async fn close(&self) {
        self.0.lock().push(Seen::Close);
    }
}

/// Two hosts of 8 vCPU and 32 GiB, no boot delay.
pub(crate) fn settings() -> Settings {
    let host = |name: &str| HostSpec { cpus: 8, memory_gib: 32, ..HostSpec::named(name) };
    Settings { hosts: vec![host("sim-host-1"), host("sim-host-2")], boot_delay: BootDelay::NONE, ..Settings::default() }
}

pub(crate) async fn open(directory: &Directory, settings: Settings) -> (Arc<Simulator>, Arc<Remember>) {
    let guests = Arc::new(Remember::default());
    let simulator = Simulator::open(&directory.0, settings, guests.clone()).await.unwrap();
    (simulator, guests)
}

pub(crate) fn machine(name: &str, cpus: u32) -> MachineSpec {
    MachineSpec {
        id: MachineId(format!("id-{name}")),
        namespace: "team-a".into(),
        name: name.into(),
        bios_uuid: format!("bios-{name}"),
        instance_uuid: format!("instance-{name}"),
        resources: Resources { cpus, memory: 4 << 30, storage: 20 << 30 },
        image: "debian".into(),
        installation: "installation".into(),
        user_data: Some(format!("data of {name}")),
        request_id: "request".into(),
    }
}

/// Waits until the machine satisfies `enough`; looks again at each event.
pub(crate) async fn until(
    driver: &dyn Driver,
    id: &MachineId,
    enough: impl Fn(Option<&Machine>) -> bool,
) -> Option<Machine> {
    let mut events = driver.events();
    let wait = async {
        loop {
            let machine = driver.machine(id).await.unwrap();
            if enough(machine.as_ref()) {
                return machine;
            }
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the machine did not get there")
}

/// Waits until the guest has reported.
pub(crate) async fn until_running(driver: &dyn Driver, id: &MachineId) -> Machine {
    until(driver, id, |m| m.is_some_and(|m| m.message == "running")).await.unwrap()
}
