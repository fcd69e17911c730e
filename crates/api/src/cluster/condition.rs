//! Condition types and reasons that all kinds of Cluster API share
//! (<https://github.com/kubernetes-sigs/cluster-api/blob/main/docs/proposals/20240916-improve-status-in-CAPI-resources.md>).

/// The object is ready, and has been for as long as it asks for.
pub const AVAILABLE: &str = "Available";
/// The object works as asked for.
pub const READY: &str = "Ready";
/// The bootstrap data of a machine is there.
pub const BOOTSTRAP_CONFIG_READY: &str = "BootstrapConfigReady";
/// The infrastructure object is ready.
pub const INFRASTRUCTURE_READY: &str = "InfrastructureReady";
/// All machines of the object are ready.
pub const MACHINES_READY: &str = "MachinesReady";
/// All machines of the object come from its present spec.
pub const MACHINES_UP_TO_DATE: &str = "MachinesUpToDate";
/// Machines are being replaced by ones of the present spec.
pub const ROLLING_OUT: &str = "RollingOut";
/// There are fewer machines than asked for.
pub const SCALING_UP: &str = "ScalingUp";
/// There are more machines than asked for.
pub const SCALING_DOWN: &str = "ScalingDown";
/// An unhealthy machine is being replaced.
pub const REMEDIATING: &str = "Remediating";
/// The object is being deleted.
pub const DELETING: &str = "Deleting";
/// Its controller leaves the object alone.
pub const PAUSED: &str = "Paused";

/// Reasons that several condition types use.
pub mod reason {
    /// `Available`: it is so.
    pub const AVAILABLE: &str = "Available";
    /// `Available`: it is not so.
    pub const NOT_AVAILABLE: &str = "NotAvailable";
    /// `Available`: part of it cannot be told.
    pub const AVAILABLE_UNKNOWN: &str = "AvailableUnknown";
    /// `Ready` and its like: it is so.
    pub const READY: &str = "Ready";
    /// `Ready` and its like: it is not so.
    pub const NOT_READY: &str = "NotReady";
    /// `Ready` and its like: part of it cannot be told.
    pub const READY_UNKNOWN: &str = "ReadyUnknown";
    /// `UpToDate` and its like: it is so.
    pub const UP_TO_DATE: &str = "UpToDate";
    /// `UpToDate` and its like: it is not so.
    pub const NOT_UP_TO_DATE: &str = "NotUpToDate";
    /// `UpToDate` and its like: part of it cannot be told.
    pub const UP_TO_DATE_UNKNOWN: &str = "UpToDateUnknown";
    /// `RollingOut`: it is so.
    pub const ROLLING_OUT: &str = "RollingOut";
    /// `RollingOut`: it is not so.
    pub const NOT_ROLLING_OUT: &str = "NotRollingOut";
    /// `ScalingUp`: it is so.
    pub const SCALING_UP: &str = "ScalingUp";
    /// `ScalingUp`: it is not so.
    pub const NOT_SCALING_UP: &str = "NotScalingUp";
    /// `ScalingDown`: it is so.
    pub const SCALING_DOWN: &str = "ScalingDown";
    /// `ScalingDown`: it is not so.
    pub const NOT_SCALING_DOWN: &str = "NotScalingDown";
    /// `Remediating`: it is so.
    pub const REMEDIATING: &str = "Remediating";
    /// `Remediating`: it is not so.
    pub const NOT_REMEDIATING: &str = "NotRemediating";
    /// `Deleting`: it is so.
    pub const DELETING: &str = "Deleting";
    /// `Deleting`: it is not so.
    pub const NOT_DELETING: &str = "NotDeleting";
    /// `Deleting`: everything that was waited for is gone.
    pub const DELETION_COMPLETED: &str = "DeletionCompleted";
    /// `Paused`: it is so.
    pub const PAUSED: &str = "Paused";
    /// `Paused`: it is not so.
    pub const NOT_PAUSED: &str = "NotPaused";
    /// An object that is mirrored or needed does not exist.
    pub const DOES_NOT_EXIST: &str = "DoesNotExist";
    /// An object that was there is gone.
    pub const DELETED: &str = "Deleted";
    /// The condition that is mirrored is malformed.
    pub const INVALID_CONDITION_REPORTED: &str = "InvalidConditionReported";
    /// A step failed and is tried again.
    pub const INTERNAL_ERROR: &str = "InternalError";
    /// The state of something could not be read.
    pub const INSPECTION_FAILED: &str = "InspectionFailed";
    /// The guest cluster's API cannot be reached.
    pub const CONNECTION_DOWN: &str = "ConnectionDown";
    /// There are no machines.
    pub const NO_REPLICAS: &str = "NoReplicas";
    /// `spec.replicas` is not set yet.
    pub const WAITING_FOR_REPLICAS_SET: &str = "WaitingForReplicasSet";
    /// Waits for the cluster's infrastructure.
    pub const WAITING_FOR_CLUSTER_INFRASTRUCTURE_READY: &str = "WaitingForClusterInfrastructureReady";
    /// Waits for the first machine of the control plane to serve.
    pub const WAITING_FOR_CONTROL_PLANE_INITIALIZED: &str = "WaitingForControlPlaneInitialized";
    /// Waits for the machine's bootstrap data.
    pub const WAITING_FOR_BOOTSTRAP_DATA: &str = "WaitingForBootstrapData";
    /// Something is being made.
    pub const PROVISIONING: &str = "Provisioning";
    /// Something was made.
    pub const PROVISIONED: &str = "Provisioned";
    /// Something is not made.
    pub const NOT_PROVISIONED: &str = "NotProvisioned";
}
