//! Condition types of TanzuKubernetesRelease and their reasons.

/// Clusters may ask for the release.
pub const COMPATIBLE: &str = "Compatible";
/// The release's image can be used.
pub const READY: &str = "Ready";
/// Newer releases that clusters of this one may go to; the message lists them.
pub const UPDATES_AVAILABLE: &str = "UpdatesAvailable";

/// Reasons for the types above.
pub mod reason {
    /// It is so.
    pub const TRUE: &str = "True";
    /// The image of the release does not exist.
    pub const IMAGE_NOT_FOUND: &str = "ImageNotFound";
    /// The image of the release is not ready.
    pub const IMAGE_NOT_READY: &str = "ImageNotReady";
    /// There is a newer release.
    pub const NEWER_RELEASE: &str = "NewerRelease";
    /// There is none.
    pub const NEWEST_RELEASE: &str = "NewestRelease";
}
