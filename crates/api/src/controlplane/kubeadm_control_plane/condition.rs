//! Condition types of KubeadmControlPlane and their reasons. Those of its machines stand with Machine.

pub use crate::cluster::condition::{
    AVAILABLE, DELETING, MACHINES_READY, MACHINES_UP_TO_DATE, PAUSED, REMEDIATING, ROLLING_OUT, SCALING_DOWN,
    SCALING_UP,
};

/// The control plane has served once.
pub const INITIALIZED: &str = "Initialized";
/// All authorities and keys of the cluster exist.
pub const CERTIFICATES_AVAILABLE: &str = "CertificatesAvailable";
/// etcd has a quorum of healthy members.
pub const ETCD_CLUSTER_HEALTHY: &str = "EtcdClusterHealthy";
/// The components of the control plane work on every machine.
pub const CONTROL_PLANE_COMPONENTS_HEALTHY: &str = "ControlPlaneComponentsHealthy";

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// `Initialized`: it is so.
    pub const INITIALIZED: &str = "Initialized";
    /// `Initialized`: it is not so.
    pub const NOT_INITIALIZED: &str = "NotInitialized";
    /// `…Healthy`: it is so.
    pub const HEALTHY: &str = "Healthy";
    /// `…Healthy`: it is not so.
    pub const NOT_HEALTHY: &str = "NotHealthy";
    /// `…Healthy`: part of it cannot be told.
    pub const HEALTH_UNKNOWN: &str = "HealthUnknown";
    /// `Deleting`: workers are still there.
    pub const WAITING_FOR_WORKERS_DELETION: &str = "WaitingForWorkersDeletion";
    /// `Deleting`: machines of the control plane are still there.
    pub const WAITING_FOR_MACHINE_DELETION: &str = "WaitingForMachineDeletion";
}
