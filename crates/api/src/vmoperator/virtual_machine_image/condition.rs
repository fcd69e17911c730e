//! Condition types of VirtualMachineImage and ClusterVirtualMachineImage and their reasons.

/// Machines can be made from the image.
pub const READY: &str = "Ready";

/// Reasons for `Ready`.
pub mod reason {
    /// It is so.
    pub const TRUE: &str = "True";
    /// The image is still being brought in; the message says how far it is.
    pub const NOT_SYNCED: &str = "VirtualMachineImageNotSynced";
    /// Where the image comes from is not ready.
    pub const PROVIDER_NOT_READY: &str = "VirtualMachineImageProviderNotReady";
    /// The hypervisor has no such image.
    pub const PROVIDER_ITEM_NOT_FOUND: &str = "ProviderItemNotFound";
}
