//! Condition types of VSphereMachine and their reasons.

pub use crate::cluster::condition::{PAUSED, READY};

/// The virtual machine exists, runs, and has its addresses and identity.
pub const VIRTUAL_MACHINE_PROVISIONED: &str = "VirtualMachineProvisioned";

/// Reasons for `VirtualMachineProvisioned`, which come one after the other in this order:
/// `WaitingForClusterInfrastructureReady`, `WaitingForControlPlaneInitialized` (workers),
/// `WaitingForBootstrapData`, `Provisioning`, `PoweringOn`, `WaitingForNetworkAddress`,
/// `WaitingForBIOSUUID`, `Provisioned`.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// The virtual machine exists and does not run yet.
    pub const POWERING_ON: &str = "PoweringOn";
    /// The virtual machine runs and has no address yet.
    pub const WAITING_FOR_NETWORK_ADDRESS: &str = "WaitingForNetworkAddress";
    /// The virtual machine has not reported its identity yet.
    pub const WAITING_FOR_BIOS_UUID: &str = "WaitingForBIOSUUID";
    /// The virtual machine waits for its group.
    pub const WAITING_FOR_VIRTUAL_MACHINE_GROUP: &str = "WaitingForVirtualMachineGroup";
}
