//! Condition types and reasons of VirtualMachine: those of the kind, and the reasons that only this controller gives.

pub(super) use api::vmoperator::virtual_machine::condition::{
    BOOTSTRAP_READY, CLASS_READY, CONFIGURATION_SYNCED, CREATED, IMAGE_READY, NETWORK_READY, PLACEMENT_READY,
    POWER_STATE_SYNCED, READY, STORAGE_READY, VM_SET_RESOURCE_POLICY_READY,
};

/// Reasons beside those of [`crate::blocked::Blocked`].
pub(super) mod reason {
    pub(in crate::virtualmachine) use api::vmoperator::virtual_machine::condition::reason::{
        DELETING, HYPERVISOR_ERROR, INSUFFICIENT_CAPACITY, LOST, NOT_READY, POWERING_OFF, POWERING_ON, PROBE_UNKNOWN,
        REFUSED, TRUE,
    };

    /// The machine is being suspended.
    pub(in crate::virtualmachine) const SUSPENDING: &str = "Suspending";
    /// The machine runs and has no address yet.
    pub(in crate::virtualmachine) const WAITING_FOR_ADDRESS: &str = "WaitingForAddress";
    /// The machine was made with another size; classes are applied when a machine is made.
    pub(in crate::virtualmachine) const SIZE_DIFFERS: &str = "SizeDiffers";
}
