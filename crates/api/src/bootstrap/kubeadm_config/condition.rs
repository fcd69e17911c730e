//! Condition types of KubeadmConfig and their reasons.

pub use crate::cluster::condition::{PAUSED, READY};

/// The authorities and keys of the cluster can be read.
pub const CERTIFICATES_AVAILABLE: &str = "CertificatesAvailable";
/// The Secret with the bootstrap data exists.
pub const DATA_SECRET_AVAILABLE: &str = "DataSecretAvailable";

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;
}
