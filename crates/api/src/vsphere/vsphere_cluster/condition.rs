//! Condition types of VSphereCluster and their reasons.

pub use crate::cluster::condition::{PAUSED, READY};

/// The VirtualMachineSetResourcePolicy of the cluster exists.
pub const RESOURCE_POLICY_READY: &str = "ResourcePolicyReady";
/// The network of the cluster's machines exists.
pub const NETWORK_READY: &str = "NetworkReady";
/// The control plane has an address.
pub const LOAD_BALANCER_READY: &str = "LoadBalancerReady";
/// The service accounts that the cluster's add-ons use exist.
pub const PROVIDER_SERVICE_ACCOUNTS_READY: &str = "ProviderServiceAccountsReady";
/// The guest cluster can find the API that it runs under.
pub const SERVICE_DISCOVERY_READY: &str = "ServiceDiscoveryReady";

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// `LoadBalancerReady`: the VirtualMachineService has no address yet.
    pub const WAITING_FOR_IP: &str = "WaitingForIP";
}
