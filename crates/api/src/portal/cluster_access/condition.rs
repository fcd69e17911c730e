//! Condition types of ClusterAccess and their reasons.

/// A certificate was issued, is within its time and was not taken back.
pub const READY: &str = "Ready";

/// Reasons for `Ready`.
pub mod reason {
    /// The certificate was issued.
    pub const ISSUED: &str = "Issued";
    /// The cluster has no control plane yet.
    pub const WAITING_FOR_CONTROL_PLANE: &str = "WaitingForControlPlane";
    /// There is no such cluster in the namespace.
    pub const CLUSTER_NOT_FOUND: &str = "ClusterNotFound";
    /// Whoever asked may not have this role in the cluster.
    pub const NOT_PERMITTED: &str = "NotPermitted";
    /// The signing request could not be read.
    pub const INVALID_REQUEST: &str = "InvalidRequest";
    /// Its time is over.
    pub const EXPIRED: &str = "Expired";
    /// It was taken back.
    pub const REVOKED: &str = "Revoked";
}
