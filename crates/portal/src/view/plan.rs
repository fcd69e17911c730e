//! What a change would take and do, before it is made.

use serde::{Deserialize, Serialize};

use super::{Gauge, Hunk, Unit};

/// What a change would take and do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The machines after the change: the control plane first, then each pool, pools that go last.
    pub machines: Vec<MachineNeed>,
    /// The machines that an upgrade has too many at a time, for which quota is kept as well; none where nothing is kept.
    pub surge: Option<MachineNeed>,
    /// Each resource that the change takes: `used` now in the namespace, `asked` on top by this change, `limit` of the
    /// quota.
    pub quota: Vec<Gauge>,
    /// What the namespace's quota lacks for it, exactly; empty when everything fits.
    pub shortfall: Vec<Shortfall>,
    /// Whether its new machines fit on today's hosts; none when there are no new machines or nothing is known of hosts.
    pub placement: Option<Placement>,
    /// Which running machines it replaces.
    pub restarts: Vec<Restart>,
    /// Addresses that it would have.
    pub addresses: Vec<Address>,
    /// What changes in the object; empty for a new object.
    pub changes: Vec<Hunk>,
}

/// Machines of one kind in a plan.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineNeed {
    /// "Control plane", the pool's name, or what they are for.
    pub name: String,
    /// How many there are before the change; none when the object is new.
    pub before: Option<u32>,
    /// How many.
    pub count: u32,
    /// Their class.
    pub class: String,
    /// Virtual CPUs of all of them in thousandths.
    pub milli_cpu: u64,
    /// Memory of all of them in bytes.
    pub memory: u64,
    /// Disks of all of them in bytes.
    pub storage: u64,
}

/// What a quota lacks of one resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The resource as the ResourceQuota names it: `requests.cpu`.
    pub name: String,
    /// What people call it.
    pub resource: String,
    /// The unit of `missing`.
    pub unit: Unit,
    /// So much is missing.
    pub missing: u64,
    /// What the quota would have to allow, as a form field shows it.
    pub total: String,
}

/// Whether new machines fit on today's hosts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// New machines.
    pub machines: u32,
    /// So many of them find a host.
    pub placed: u32,
    /// The class of the first machine that finds none.
    pub homeless: Option<String>,
    /// Which host takes how many; only for those who may list hosts.
    pub hosts: Vec<HostShare>,
}

/// What one host takes of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostShare {
    /// The host.
    pub name: String,
    /// So many of the new machines.
    pub machines: u32,
    /// CPUs that are free after that, in thousandths.
    pub milli_cpu: u64,
    /// Bytes of memory that are free after that.
    pub memory: u64,
}

/// Machines that are replaced, one at a time, each new one before an old one goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restart {
    /// "Control plane" or the pool's name.
    pub name: String,
    /// How many machines.
    pub machines: u32,
    /// Why.
    pub reasons: Vec<RestartReason>,
}

/// Why machines are replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RestartReason {
    /// Another version of Kubernetes.
    Version {
        /// The one that runs.
        from: String,
        /// The one asked for.
        to: String,
    },
    /// Another machine class.
    Class {
        /// The one that they have.
        from: String,
        /// The one asked for.
        to: String,
    },
    /// Other disks: their storage class or volumes.
    Disks,
    /// Other labels or taints that nodes register with.
    Registration,
}

/// An address or a range of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// What it is for.
    pub kind: AddressKind,
    /// The address or ranges; empty while it is not known.
    pub text: String,
}

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AddressKind {
    /// One address of a load balancer, for the Kubernetes API.
    LoadBalancer,
    /// Ranges of pods.
    Pods,
    /// Ranges of services.
    Services,
}
