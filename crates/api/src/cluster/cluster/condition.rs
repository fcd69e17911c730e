//! Condition types of Cluster and their reasons.

pub use crate::cluster::condition::{
    AVAILABLE, DELETING, INFRASTRUCTURE_READY, PAUSED, REMEDIATING, ROLLING_OUT, SCALING_DOWN, SCALING_UP,
};

/// The objects of the cluster's topology are as its ClusterClass says.
pub const TOPOLOGY_RECONCILED: &str = "TopologyReconciled";
/// The control plane has served once; never false again.
pub const CONTROL_PLANE_INITIALIZED: &str = "ControlPlaneInitialized";
/// The control plane serves.
pub const CONTROL_PLANE_AVAILABLE: &str = "ControlPlaneAvailable";
/// All machines of the control plane are ready.
pub const CONTROL_PLANE_MACHINES_READY: &str = "ControlPlaneMachinesReady";
/// All machines of the control plane come from its present spec.
pub const CONTROL_PLANE_MACHINES_UP_TO_DATE: &str = "ControlPlaneMachinesUpToDate";
/// All MachineDeployments are available.
pub const WORKERS_AVAILABLE: &str = "WorkersAvailable";
/// All worker machines are ready.
pub const WORKER_MACHINES_READY: &str = "WorkerMachinesReady";
/// All worker machines come from their present specs.
pub const WORKER_MACHINES_UP_TO_DATE: &str = "WorkerMachinesUpToDate";
/// The guest cluster's API answers.
pub const REMOTE_CONNECTION_PROBE: &str = "RemoteConnectionProbe";

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// `ControlPlaneInitialized`: it is so.
    pub const INITIALIZED: &str = "Initialized";
    /// `ControlPlaneInitialized`: it is not so.
    pub const NOT_INITIALIZED: &str = "NotInitialized";
    /// `WorkersAvailable`: the cluster has none.
    pub const NO_WORKERS: &str = "NoWorkers";
    /// `RemoteConnectionProbe`: it answers.
    pub const PROBE_SUCCEEDED: &str = "ProbeSucceeded";
    /// `RemoteConnectionProbe`: it does not.
    pub const PROBE_FAILED: &str = "ProbeFailed";
    /// `TopologyReconciled`: it is so.
    pub const RECONCILE_SUCCEEDED: &str = "ReconcileSucceeded";
    /// `TopologyReconciled`: it is not so.
    pub const RECONCILE_FAILED: &str = "ReconcileFailed";
    /// `Deleting`: workers are still there.
    pub const WAITING_FOR_WORKERS_DELETION: &str = "WaitingForWorkersDeletion";
    /// `Deleting`: the control plane is still there.
    pub const WAITING_FOR_CONTROL_PLANE_DELETION: &str = "WaitingForControlPlaneDeletion";
    /// `Deleting`: the infrastructure is still there.
    pub const WAITING_FOR_INFRASTRUCTURE_DELETION: &str = "WaitingForInfrastructureDeletion";
}
