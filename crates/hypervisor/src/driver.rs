//! The contract between Atoll and a hypervisor: what every driver must do, and the optional capabilities some have.
//!
//! A driver holds the truth about machines; the Supervisor API only reflects it. All calls are idempotent, so that a
//! caller that crashed between any two of them can repeat them.

use std::{net::IpAddr, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

/// Identifies a machine for its whole life: the UID of the VirtualMachine object it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MachineId(pub String);

impl std::fmt::Display for MachineId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which driver this is, for pages and `Node.status.nodeInfo`.
#[derive(Clone, Debug, Serialize)]
pub struct DriverInfo {
    /// Short name: `simulator`, `qemu`, `vsphere`.
    pub name: &'static str,
    /// True when machines are not real; shown wherever such a machine is shown.
    pub simulated: bool,
    /// Version of the driver or of what it drives.
    pub version: String,
}

/// One hypervisor host. CPUs are counted in hardware threads offered to machines, memory in bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Host {
    /// Stable name, a DNS label; the Node object carries it.
    pub name: String,
    /// What the host has.
    pub capacity: Resources,
    /// Sum of what its machines were promised.
    pub allocated: Resources,
    /// False when the host does not answer or is powered off.
    pub ready: bool,
    /// False when the hypervisor itself lets no new machine be placed here (its own maintenance).
    pub schedulable: bool,
    /// True when no new machine is placed here because of [`Maintenance::set_cordoned`].
    #[serde(default)]
    pub cordoned: bool,
    /// Why it is not ready or not schedulable, in words for people; empty otherwise.
    pub message: String,
    /// Management address, when known.
    pub address: Option<IpAddr>,
}

/// An amount of each resource a machine takes from a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resources {
    /// Virtual CPUs.
    pub cpus: u32,
    /// Bytes of memory.
    pub memory: u64,
    /// Bytes of disk.
    pub storage: u64,
}

/// What a machine is to be. Equal specs with the same id describe the same machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineSpec {
    /// UID of the VirtualMachine object.
    pub id: MachineId,
    /// Namespace and name of the VirtualMachine object, for people.
    pub namespace: String,
    /// See `namespace`.
    pub name: String,
    /// SMBIOS UUID that the guest sees; chosen by the caller, so that a repeated create gives the same one.
    pub bios_uuid: String,
    /// Instance UUID, chosen by the caller like `bios_uuid`.
    pub instance_uuid: String,
    /// CPUs, memory, and the sum of its disks.
    pub resources: Resources,
    /// Provider's name of the image to boot.
    pub image: String,
    /// Who made it, as one database calls itself in one of its lives: the UID of Namespace `kube-system`, or a name that
    /// begins with it. Empty for machines from before there were such names. A driver keeps it with the machine, where
    /// people see it; several installations may share a hypervisor.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub installation: String,
    /// User data for cloud-init as it stands in the bootstrap Secret (already decoded); `None` boots without.
    /// It holds private keys and join tokens, so it goes into a driver and never comes out: every [`Machine`] that a
    /// driver returns has `None` here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_data: Option<String>,
    /// The request that caused this machine (`atoll.dev/request-id`).
    #[serde(default)]
    pub request_id: String,
}

/// Power, as wanted and as found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PowerState {
    /// Running.
    On,
    /// Stopped; keeps its place and disks.
    Off,
    /// Suspended to memory.
    Suspended,
}

/// What a driver knows of a machine now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// As it was created, without its user data.
    pub spec: MachineSpec,
    /// Host it was placed on.
    pub host: String,
    /// Power as found.
    pub power: PowerState,
    /// First address, once the guest has one.
    pub address: Option<IpAddr>,
    /// What is going on or what went wrong inside ("booting", "cloud-init: …"), for people.
    pub message: String,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last powered on.
    pub started_at: Option<DateTime<Utc>>,
}

/// Something changed; ask the driver for the truth. A receiver that lagged must list everything again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// This host changed, appeared or went.
    Host(String),
    /// This machine changed, appeared or went.
    Machine(MachineId),
}

/// Why a call failed. The text is shown to people as the driver's own words.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// No host can take the machine now; it may later. Wait, do not spin.
    #[error("{0}")]
    NoCapacity(String),
    /// The hypervisor did not do it, but may when asked again.
    #[error("{0}")]
    Unavailable(String),
    /// Asking again cannot help until the request changes.
    #[error("{0}")]
    Invalid(String),
    /// There is no such machine.
    #[error("machine {0} does not exist")]
    NotFound(MachineId),
}

/// A hypervisor, or a cluster of them. Methods must be cancel safe.
#[async_trait]
pub trait Driver: Send + Sync + 'static {
    /// Name and version.
    fn info(&self) -> DriverInfo;
    /// All hosts.
    async fn hosts(&self) -> Result<Vec<Host>, Error>;
    /// All machines, also those that no object asks for any more.
    async fn machines(&self) -> Result<Vec<Machine>, Error>;
    /// One machine, or `None`.
    async fn machine(&self, id: &MachineId) -> Result<Option<Machine>, Error>;
    /// Places and creates the machine, powered off. When it exists already it is returned as it is.
    ///
    /// # Errors
    /// [`Error::NoCapacity`] when no host fits, with what was asked and the most that is free.
    async fn create(&self, spec: MachineSpec) -> Result<Machine, Error>;
    /// Brings the machine to this power state; nothing happens when it is there already.
    async fn set_power(&self, id: &MachineId, power: PowerState) -> Result<Machine, Error>;
    /// Gives a machine that is off this many CPUs and bytes of memory, on the host where it is; its disks stay. Nothing
    /// happens when it has them already.
    ///
    /// # Errors
    /// [`Error::NoCapacity`] when its host has no room for more, [`Error::Invalid`] when the machine is not off.
    async fn resize(&self, id: &MachineId, cpus: u32, memory: u64) -> Result<Machine, Error>;
    /// Stops and removes the machine with its disks. Succeeds when there is none.
    async fn delete(&self, id: &MachineId) -> Result<(), Error>;
    /// Changes from now on.
    fn events(&self) -> broadcast::Receiver<Event>;
    /// The load balancer, when the driver brings one.
    fn load_balancer(&self) -> Option<Arc<dyn LoadBalancer>> {
        None
    }
    /// Maintenance of hosts, when the driver can say where machines are placed.
    fn maintenance(&self) -> Option<Arc<dyn Maintenance>> {
        None
    }
}

/// Optional capability: hosts that take no new machines, and machines that move to other hosts.
#[async_trait]
pub trait Maintenance: Send + Sync + 'static {
    /// Whether machines can be moved; if not, a host is emptied by making machines anew elsewhere.
    fn relocates(&self) -> bool;
    /// From now on no new machine is placed on this host, or machines are placed there again. Lasts over restarts.
    async fn set_cordoned(&self, host: &str, cordoned: bool) -> Result<(), Error>;
    /// Moves the machine from this host to another one that may take it, without stopping it; it keeps power, address
    /// and disks. Nothing happens when it is not on `from` (any more).
    ///
    /// # Errors
    /// [`Error::NoCapacity`] when no other host fits; [`Error::Invalid`] when machines cannot be moved;
    /// [`Error::Unavailable`] with how far it is while a move that takes its time is under way.
    async fn relocate(&self, id: &MachineId, from: &str) -> Result<Machine, Error>;
}

/// A load balancer to be: TCP ports on one address, spread over backends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoadBalancerSpec {
    /// UID of the VirtualMachineService.
    pub id: String,
    /// Namespace and name, for people.
    pub namespace: String,
    /// See `namespace`.
    pub name: String,
    /// Who made it, as [`MachineSpec::installation`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub installation: String,
    /// Ports to listen on.
    pub ports: Vec<LoadBalancerPort>,
    /// Addresses of the machines behind it; may be empty.
    pub backends: Vec<IpAddr>,
}

/// One forwarded port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancerPort {
    /// Name of the port in the service.
    pub name: String,
    /// Port on the load balancer's address.
    pub port: u16,
    /// Port on the backends.
    pub target_port: u16,
}

/// Optional capability: addresses that forward TCP to machines.
#[async_trait]
pub trait LoadBalancer: Send + Sync + 'static {
    /// Creates or changes it; the address stays the same for the life of the id and after a restart.
    async fn ensure(&self, spec: LoadBalancerSpec) -> Result<IpAddr, Error>;
    /// Removes it. Succeeds when there is none.
    async fn delete(&self, id: &str) -> Result<(), Error>;
    /// All of them with their addresses, also those no object asks for any more.
    async fn list(&self) -> Result<Vec<(LoadBalancerSpec, IpAddr)>, Error>;
}

/// What runs inside the machines of the simulator.
#[async_trait]
pub trait GuestSystem: Send + Sync + 'static {
    /// The machine was powered on and has this address. Returns when the guest's own start-up has begun; later progress
    /// and errors are reported through `report`, a line for people each time. `machine.spec.user_data` is filled in.
    async fn boot(&self, machine: &Machine, address: IpAddr, report: Arc<dyn Fn(String) + Send + Sync>);
    /// The machine lost power. Nothing of it may answer afterwards; its disk stays.
    async fn halt(&self, id: &MachineId);
    /// The machine and its disk are gone. It was halted before; since the program started it may never have been booted.
    async fn destroy(&self, id: &MachineId);
    /// The program ends. Nothing may answer afterwards; machines did not lose power, so what they wrote stays as it is.
    async fn close(&self);
}
