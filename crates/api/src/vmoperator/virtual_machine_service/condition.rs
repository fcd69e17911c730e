//! Condition types of VirtualMachineService and their reasons.

/// The service has its address and forwards to its machines.
pub const READY: &str = "Ready";

/// Reasons for `Ready`.
pub mod reason {
    /// It is so.
    pub const READY: &str = "Ready";
    /// The load balancer has given no address yet.
    pub const WAITING_FOR_ADDRESS: &str = "WaitingForAddress";
    /// The selector matches no machine with an address.
    pub const NO_ENDPOINTS: &str = "NoEndpoints";
    /// The hypervisor has no load balancer.
    pub const LOAD_BALANCER_NOT_SUPPORTED: &str = "LoadBalancerNotSupported";
    /// The load balancer refused or failed; it is tried again.
    pub const LOAD_BALANCER_ERROR: &str = "LoadBalancerError";
}
