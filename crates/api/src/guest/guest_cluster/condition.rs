//! Condition types of GuestCluster and their reasons.

/// Everything that was asked for is there and healthy.
pub const READY: &str = "Ready";
/// The namespace's quota has room for the whole topology.
pub const QUOTA_AVAILABLE: &str = "QuotaAvailable";
/// The control plane answers and all its machines are ready.
pub const CONTROL_PLANE_READY: &str = "ControlPlaneReady";
/// The nodes of every pool are ready.
pub const NODES_READY: &str = "NodesReady";
/// Network plug-in, DNS and the other add-ons run.
pub const ADDONS_READY: &str = "AddonsReady";
/// The version that was asked for is one that is offered.
pub const VERSION_RESOLVED: &str = "VersionResolved";
/// The cluster is being removed.
pub const DELETING: &str = "Deleting";
/// The controllers leave the cluster alone.
pub const PAUSED: &str = "Paused";

/// Reasons for the types above.
pub mod reason {
    /// `Ready`, `ControlPlaneReady`, `NodesReady`, `AddonsReady`: it is so.
    pub const READY: &str = "Ready";
    /// The opposite, where nothing more precise is known.
    pub const NOT_READY: &str = "NotReady";
    /// `QuotaAvailable`: the whole topology is reserved.
    pub const RESERVED: &str = "Reserved";
    /// `QuotaAvailable`: no quota bounds the namespace.
    pub const NO_QUOTA: &str = "NoQuota";
    /// `QuotaAvailable`: parked until the quota is raised; the message names the exact shortfall.
    pub const AWAITING_QUOTA: &str = "AwaitingQuota";
    /// `VersionResolved`: a release was chosen.
    pub const RESOLVED: &str = "Resolved";
    /// `VersionResolved`: no release on offer matches.
    pub const NO_MATCHING_RELEASE: &str = "NoMatchingRelease";
    /// A VirtualMachineClass that the topology names does not exist.
    pub const CLASS_NOT_FOUND: &str = "ClassNotFound";
    /// A storage class that the topology names does not exist.
    pub const STORAGE_CLASS_NOT_FOUND: &str = "StorageClassNotFound";
    /// Machines are being made for the first time.
    pub const PROVISIONING: &str = "Provisioning";
    /// Waits for the control plane before anything that needs the cluster's API.
    pub const WAITING_FOR_CONTROL_PLANE: &str = "WaitingForControlPlane";
    /// Waits for nodes to report ready.
    pub const WAITING_FOR_NODES: &str = "WaitingForNodes";
    /// Waits for the load balancer's address.
    pub const WAITING_FOR_ENDPOINT: &str = "WaitingForEndpoint";
    /// Machines are being replaced by new ones.
    pub const ROLLING_OUT: &str = "RollingOut";
    /// The number of machines is being changed.
    pub const SCALING: &str = "Scaling";
    /// The cluster is being removed.
    pub const DELETING: &str = "Deleting";
    /// `Paused`: `spec.paused` is true.
    pub const PAUSED: &str = "Paused";
    /// `Paused`: it is not.
    pub const NOT_PAUSED: &str = "NotPaused";
    /// `Deleting`: it is not.
    pub const NOT_DELETING: &str = "NotDeleting";
    /// A step failed and is tried again; the message says which.
    pub const INTERNAL_ERROR: &str = "InternalError";
}
