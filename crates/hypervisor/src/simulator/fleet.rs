//! What the simulator knows: hosts, machines and addresses, in memory. No I/O; callers make it durable.

use std::{
    collections::{BTreeSet, HashMap},
    net::Ipv4Addr,
    sync::Arc,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{addresses::Addresses, faults::Faults, placement, settings::HostSpec};
use crate::driver::{Host, Machine, MachineId, MachineSpec, PowerState, Resources};

/// What is settled when a machine is created, as it stands in `machine.json`.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Created {
    /// With user data on disk, without in memory: it is large and secret.
    pub(super) spec: MachineSpec,
    pub(super) host: String,
    pub(super) address: Ipv4Addr,
    pub(super) created_at: DateTime<Utc>,
}

/// What changes afterwards, as it stands in `power.json`.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Power {
    pub(super) state: PowerState,
    pub(super) started_at: Option<DateTime<Utc>>,
}

impl Power {
    pub(super) const NEVER_ON: Power = Power { state: PowerState::Off, started_at: None };
}

/// One machine.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) created: Arc<Created>,
    /// False until it is on disk; nobody outside sees it before.
    pub(super) durable: bool,
    pub(super) power: Power,
    /// The guest is up, so the address shows.
    pub(super) booted: bool,
    pub(super) message: String,
    /// Counts power changes. What an earlier run of the guest still reports is not taken.
    pub(super) run: u64,
    /// Whoever changes this machine holds it.
    pub(super) gate: Gate,
}

/// Lets one change of a machine at a time through; holds the boot that is under way or done.
pub(super) type Gate = Arc<tokio::sync::Mutex<Option<Boot>>>;

/// A machine that is on: its boot task, and the token that ends a boot that still waits.
#[derive(Debug)]
pub(super) struct Boot {
    pub(super) cancel: CancellationToken,
    pub(super) task: tokio::task::JoinHandle<()>,
}

/// All hosts and machines.
#[derive(Debug)]
pub(super) struct Fleet {
    hosts: Vec<HostSpec>,
    /// Promised to machines, by host.
    allocated: HashMap<String, Resources>,
    records: HashMap<MachineId, Record>,
    /// Hosts that take no new machines because somebody said so.
    pub(super) cordoned: BTreeSet<String>,
    pub(super) addresses: Addresses,
}

impl Fleet {
    pub(super) fn new(hosts: Vec<HostSpec>, addresses: Addresses) -> Fleet {
        Fleet { hosts, allocated: HashMap::new(), records: HashMap::new(), cordoned: BTreeSet::new(), addresses }
    }

    /// All hosts as they are under these faults, in the order of the settings.
    pub(super) fn hosts(&self, faults: &Faults) -> Vec<Host> {
        self.hosts
            .iter()
            .map(|spec| {
                let down = faults.hosts_down.contains(&spec.name);
                let maintained = faults.hosts_in_maintenance.contains(&spec.name);
                let message = match (down, maintained) {
                    (true, _) => "simulated fault: the host does not answer",
                    (false, true) => "the host is in maintenance",
                    (false, false) => "",
                };
                Host {
                    name: spec.name.clone(),
                    capacity: spec.capacity(),
                    allocated: self.allocated.get(&spec.name).copied().unwrap_or_default(),
                    ready: !down,
                    schedulable: !maintained,
                    cordoned: self.cordoned.contains(&spec.name),
                    message: message.into(),
                    address: None,
                }
            })
            .collect()
    }

    /// Why machines on this host stand still now, or `None` when the host is fine.
    pub(super) fn host_trouble(&self, host: &str, faults: &Faults) -> Option<String> {
        if faults.hosts_down.iter().any(|down| down == host) {
            Some(format!("host {host} does not answer"))
        } else if self.hosts.iter().any(|spec| spec.name == host) {
            None
        } else {
            Some(format!("host {host} is not among the configured hosts any more"))
        }
    }

    pub(super) fn get(&self, id: &MachineId) -> Option<&Record> {
        self.records.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &MachineId) -> Option<&mut Record> {
        self.records.get_mut(id)
    }

    pub(super) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// Chooses a host and an address for a machine that is not there yet. Nothing is taken yet: see [`Fleet::insert`].
    ///
    /// # Errors
    /// The sentence for people when no host fits or no address is left.
    pub(super) fn place(&mut self, spec: &MachineSpec, faults: &Faults) -> Result<(String, Ipv4Addr), String> {
        let (namespace, name) = (&spec.namespace, &spec.name);
        let hosts = self.hosts(faults);
        let host = placement::choose(&hosts, spec.resources, namespace, name)?.name.clone();
        let address = self
            .addresses
            .take()
            .ok_or_else(|| format!("no address is left for {namespace}/{name} in the simulator's network"))?;
        Ok((host, address))
    }

    /// Chooses another host for a machine than the one it is on. Nothing is taken yet.
    ///
    /// # Errors
    /// The sentence for people when no other host fits.
    pub(super) fn other_host(&self, created: &Created, faults: &Faults) -> Result<String, String> {
        let spec = &created.spec;
        let mut hosts = self.hosts(faults);
        hosts.retain(|host| host.name != created.host);
        Ok(placement::choose(&hosts, spec.resources, &spec.namespace, &spec.name)?.name.clone())
    }

    /// Takes a machine in; its resources count against its host from now on.
    pub(super) fn insert(&mut self, record: Record) {
        let created = record.created.clone();
        self.count(&created.host, Resources::default(), created.spec.resources);
        self.records.insert(created.spec.id.clone(), record);
    }

    /// Whether the host has room for a machine of it to grow from `before` to `after`.
    ///
    /// # Errors
    /// The sentence for people when it has not.
    pub(super) fn room_to_grow(&self, created: &Created, after: Resources, faults: &Faults) -> Result<(), String> {
        let before = created.spec.resources;
        let more = Resources {
            cpus: after.cpus.saturating_sub(before.cpus),
            memory: after.memory.saturating_sub(before.memory),
            storage: after.storage.saturating_sub(before.storage),
        };
        let hosts = self.hosts(faults);
        let host = hosts.iter().find(|host| host.name == created.host);
        host.map_or(Ok(()), |host| placement::room_on(host, more, &created.spec.namespace, &created.spec.name))
    }

    /// Counts `after` on a host where `before` was counted.
    pub(super) fn count(&mut self, host: &str, before: Resources, after: Resources) {
        let allocated = self.allocated.entry(host.to_owned()).or_default();
        allocated.cpus = allocated.cpus.saturating_sub(before.cpus).saturating_add(after.cpus);
        allocated.memory = allocated.memory.saturating_sub(before.memory).saturating_add(after.memory);
        allocated.storage = allocated.storage.saturating_sub(before.storage).saturating_add(after.storage);
    }

    /// Forgets a machine and gives back what it had.
    pub(super) fn remove(&mut self, id: &MachineId) {
        let Some(record) = self.records.remove(id) else {
            return;
        };
        let created = &record.created;
        self.addresses.give_back(created.address);
        self.count(&created.host, created.spec.resources, Resources::default());
    }

    /// The machine as callers see it; `None` until it is durable.
    pub(super) fn view(&self, record: &Record, faults: &Faults) -> Option<Machine> {
        if !record.durable {
            return None;
        }
        let created = &record.created;
        let trouble = self.host_trouble(&created.host, faults);
        let runs = record.power.state == PowerState::On && trouble.is_none();
        Some(Machine {
            spec: created.spec.clone(),
            host: created.host.clone(),
            power: match record.power.state {
                PowerState::On if !runs => PowerState::Off,
                state => state,
            },
            address: (runs && record.booted).then_some(created.address.into()),
            message: trouble.unwrap_or_else(|| record.message.clone()),
            created_at: created.created_at,
            started_at: record.power.started_at,
        })
    }
}
