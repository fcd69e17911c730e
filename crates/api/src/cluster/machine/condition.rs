//! Condition types of Machine and their reasons.

pub use crate::cluster::condition::{AVAILABLE, BOOTSTRAP_CONFIG_READY, DELETING, INFRASTRUCTURE_READY, PAUSED, READY};

/// The machine comes from its owner's present spec; set by the owner.
pub const UP_TO_DATE: &str = "UpToDate";
/// The machine is being changed in place.
pub const UPDATING: &str = "Updating";
/// The machine's Node is ready and short of nothing.
pub const NODE_HEALTHY: &str = "NodeHealthy";
/// The machine's Node is ready.
pub const NODE_READY: &str = "NodeReady";
/// The machine passes its health checks; set by MachineHealthCheck.
pub const HEALTH_CHECK_SUCCEEDED: &str = "HealthCheckSucceeded";
/// False while the owner is to replace the machine.
pub const OWNER_REMEDIATED: &str = "OwnerRemediated";
/// False while something outside is to replace the machine.
pub const EXTERNALLY_REMEDIATED: &str = "ExternallyRemediated";
/// The machine's kube-apiserver works; set by its control plane.
pub const API_SERVER_POD_HEALTHY: &str = "APIServerPodHealthy";
/// The machine's controller manager works; set by its control plane.
pub const CONTROLLER_MANAGER_POD_HEALTHY: &str = "ControllerManagerPodHealthy";
/// The machine's scheduler works; set by its control plane.
pub const SCHEDULER_POD_HEALTHY: &str = "SchedulerPodHealthy";
/// The machine's etcd works; set by its control plane.
pub const ETCD_POD_HEALTHY: &str = "EtcdPodHealthy";
/// The machine's etcd is a healthy member; set by its control plane.
pub const ETCD_MEMBER_HEALTHY: &str = "EtcdMemberHealthy";

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// `Available`: ready for less than `spec.minReadySeconds`.
    pub const WAITING_FOR_MIN_READY_SECONDS: &str = "WaitingForMinReadySeconds";
    /// `UpToDate`, `Updating`: an update in place runs.
    pub const UPDATING: &str = "Updating";
    /// `Updating`: none runs.
    pub const NOT_UPDATING: &str = "NotUpdating";
    /// `BootstrapConfigReady`: the data was given by name, without a config object.
    pub const DATA_SECRET_PROVIDED: &str = "DataSecretProvided";
    /// `NodeHealthy`: it is so.
    pub const NODE_HEALTHY: &str = "NodeHealthy";
    /// `NodeHealthy`: it is not so.
    pub const NODE_NOT_HEALTHY: &str = "NodeNotHealthy";
    /// `NodeHealthy`: part of it cannot be told.
    pub const NODE_HEALTH_UNKNOWN: &str = "NodeHealthyUnknown";
    /// `NodeReady`: it is so.
    pub const NODE_READY: &str = "NodeReady";
    /// `NodeReady`: it is not so.
    pub const NODE_NOT_READY: &str = "NodeNotReady";
    /// `NodeReady`: the Node has stopped to report.
    pub const NODE_READY_UNKNOWN: &str = "NodeReadyUnknown";
    /// The Node has not joined.
    pub const NODE_DOES_NOT_EXIST: &str = "NodeDoesNotExist";
    /// The Node is gone.
    pub const NODE_DELETED: &str = "NodeDeleted";
    /// `HealthCheckSucceeded`: it is so.
    pub const HEALTH_CHECK_SUCCEEDED: &str = "HealthCheckSucceeded";
    /// `HealthCheckSucceeded`: the Node fails a check.
    pub const UNHEALTHY_NODE: &str = "UnhealthyNode";
    /// `HealthCheckSucceeded`: the Machine fails a check.
    pub const UNHEALTHY_MACHINE: &str = "UnhealthyMachine";
    /// `HealthCheckSucceeded`: the Node did not join in time.
    pub const NODE_STARTUP_TIMEOUT: &str = "NodeStartupTimeout";
    /// `HealthCheckSucceeded`: someone asked for the machine's replacement.
    pub const HAS_REMEDIATE_ANNOTATION: &str = "HasRemediateAnnotation";
    /// `OwnerRemediated`: the owner has not begun.
    pub const WAITING_FOR_REMEDIATION: &str = "WaitingForRemediation";
    /// `OwnerRemediated`: the owner may not begin.
    pub const CANNOT_BE_REMEDIATED: &str = "CannotBeRemediated";
    /// `OwnerRemediated`: the owner begins later.
    pub const REMEDIATION_DEFERRED: &str = "RemediationDeferred";
    /// `OwnerRemediated`: the machine is being deleted for it.
    pub const MACHINE_DELETING: &str = "MachineDeleting";
    /// `Deleting`: a hook holds the machine before it is drained.
    pub const WAITING_FOR_PRE_DRAIN_HOOK: &str = "WaitingForPreDrainHook";
    /// `Deleting`: pods are being moved from the Node.
    pub const DRAINING_NODE: &str = "DrainingNode";
    /// `Deleting`: volumes are still attached to the Node.
    pub const WAITING_FOR_VOLUME_DETACH: &str = "WaitingForVolumeDetach";
    /// `Deleting`: a hook holds the machine before its infrastructure goes.
    pub const WAITING_FOR_PRE_TERMINATE_HOOK: &str = "WaitingForPreTerminateHook";
    /// `Deleting`: the infrastructure object is still there.
    pub const WAITING_FOR_INFRASTRUCTURE_DELETION: &str = "WaitingForInfrastructureDeletion";
    /// `Deleting`: the bootstrap object is still there.
    pub const WAITING_FOR_BOOTSTRAP_DELETION: &str = "WaitingForBootstrapDeletion";
    /// `Deleting`: the Node is being removed.
    pub const DELETING_NODE: &str = "DeletingNode";
    /// `…PodHealthy`: the pod runs.
    pub const RUNNING: &str = "Running";
    /// `…PodHealthy`: the pod has failed.
    pub const FAILED: &str = "Failed";
    /// `EtcdMemberHealthy`: it is so.
    pub const HEALTHY: &str = "Healthy";
    /// `EtcdMemberHealthy`: it is not so.
    pub const NOT_HEALTHY: &str = "NotHealthy";
}
