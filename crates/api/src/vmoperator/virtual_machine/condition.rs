//! Condition types of VirtualMachine and their reasons. The first eight are gates: the machine is
//! made when all before `VirtualMachineCreated` are true.

/// The VirtualMachineClass exists.
pub const CLASS_READY: &str = "VirtualMachineClassReady";
/// The image exists and can be used.
pub const IMAGE_READY: &str = "VirtualMachineImageReady";
/// The VirtualMachineSetResourcePolicy, when one is named, exists.
pub const VM_SET_RESOURCE_POLICY_READY: &str = "VirtualMachineConditionVMSetResourcePolicyReady";
/// The bootstrap data, when some is named, exists.
pub const BOOTSTRAP_READY: &str = "VirtualMachineBootstrapReady";
/// The storage class and the volume claims exist.
pub const STORAGE_READY: &str = "VirtualMachineStorageReady";
/// The networks exist.
pub const NETWORK_READY: &str = "VirtualMachineNetworkReady";
/// A host was chosen.
pub const PLACEMENT_READY: &str = "VirtualMachineConditionPlacementReady";
/// The machine exists on the hypervisor.
pub const CREATED: &str = "VirtualMachineCreated";
/// The readiness probe succeeds.
pub const READY: &str = "Ready";
/// The guest has told how its bootstrap went.
pub const GUEST_BOOTSTRAP: &str = "GuestBootstrap";
/// The guest's settings were applied.
pub const GUEST_CUSTOMIZATION: &str = "GuestCustomization";
/// The guest's tools run.
pub const TOOLS: &str = "VirtualMachineTools";
/// The machine is being looked after.
pub const RECONCILE_READY: &str = "VirtualMachineReconcileReady";
/// The machine has the shape that its class has now.
pub const CONFIGURATION_SYNCED: &str = "VirtualMachineConfigurationSynced";
/// The machine's power is as asked for.
pub const POWER_STATE_SYNCED: &str = "VirtualMachinePowerStateSynced";

/// Reasons for the types above.
pub mod reason {
    /// It is so. Conditions that need no more precise reason carry this one.
    pub const TRUE: &str = "True";
    /// An object that is named does not exist.
    pub const NOT_FOUND: &str = "NotFound";
    /// An object that is named is not ready.
    pub const NOT_READY: &str = "NotReady";
    /// A needed field is not set.
    pub const NOT_SET: &str = "NotSet";
    /// The hypervisor's image is still being brought in.
    pub const IMAGE_IMPORTING: &str = "ImageImporting";
    /// The Secret has no key that could be bootstrap data.
    pub const BOOTSTRAP_DATA_MISSING: &str = "BootstrapDataMissing";
    /// The namespace's quota has no room for what the machine takes; the message says what is short.
    pub const QUOTA_EXCEEDED: &str = "QuotaExceeded";
    /// No host has room; the message says what is short.
    pub const INSUFFICIENT_CAPACITY: &str = "InsufficientCapacity";
    /// The hypervisor is making the machine.
    pub const CREATING: &str = "Creating";
    /// The machine is being turned on.
    pub const POWERING_ON: &str = "PoweringOn";
    /// The machine is being turned off.
    pub const POWERING_OFF: &str = "PoweringOff";
    /// The machine is being removed.
    pub const DELETING: &str = "Deleting";
    /// The hypervisor refused or failed; it is tried again.
    pub const HYPERVISOR_ERROR: &str = "HypervisorError";
    /// The hypervisor refuses, and will until the request changes.
    pub const REFUSED: &str = "RefusedByHypervisor";
    /// The machine that was there is gone from the hypervisor.
    pub const LOST: &str = "Lost";
    /// `Ready`: the probe fails.
    pub const PROBE_FAILED: &str = "ProbeFailed";
    /// `Ready`: the probe has not run.
    pub const PROBE_UNKNOWN: &str = "ProbeUnknown";
    /// `VirtualMachineReconcileReady`: it is so.
    pub const RECONCILE_RUNNING: &str = "VirtualMachineReconcileRunning";
    /// `VirtualMachineReconcileReady`: it is paused.
    pub const RECONCILE_PAUSED: &str = "VirtualMachineReconcilePaused";
    /// `VirtualMachineTools`: they run.
    pub const TOOLS_RUNNING: &str = "VirtualMachineToolsRunning";
    /// `VirtualMachineTools`: they do not.
    pub const TOOLS_NOT_RUNNING: &str = "VirtualMachineToolsNotRunning";
}
