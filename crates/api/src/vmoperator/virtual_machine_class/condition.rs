//! Condition types of VirtualMachineClass.

/// Machines can be made of the class.
pub const READY: &str = "Ready";
