//! Condition types of ClusterAccess and their reasons.

/// Its holder has the role in the cluster: it is within its time and was not taken back.
pub const READY: &str = "Ready";

/// How the message of `Ready` ends when the access is over and nothing of it is left in the cluster.
pub const RIGHTS_GONE: &str = "its rights in the cluster are gone";

/// Reasons for `Ready`.
pub mod reason {
    /// The role was given, and the certificate issued where one was asked for.
    pub const ISSUED: &str = "Issued";
    /// The cluster has no control plane yet.
    pub const WAITING_FOR_CONTROL_PLANE: &str = "WaitingForControlPlane";
    /// There is no such cluster in the namespace.
    pub const CLUSTER_NOT_FOUND: &str = "ClusterNotFound";
    /// Whoever asked may not have this role in the cluster.
    pub const NOT_PERMITTED: &str = "NotPermitted";
    /// The cluster was made before clusters trusted tokens of the portal.
    pub const TOKENS_NOT_TRUSTED: &str = "TokensNotTrusted";
    /// The signing request could not be read.
    pub const INVALID_REQUEST: &str = "InvalidRequest";
    /// Its time is over.
    pub const EXPIRED: &str = "Expired";
    /// It was taken back.
    pub const REVOKED: &str = "Revoked";
}
