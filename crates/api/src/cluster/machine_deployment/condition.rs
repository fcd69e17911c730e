//! Condition types of MachineDeployment and their reasons.

pub use crate::cluster::condition::{
    AVAILABLE, DELETING, MACHINES_READY, MACHINES_UP_TO_DATE, PAUSED, REMEDIATING, ROLLING_OUT, SCALING_DOWN,
    SCALING_UP,
};

/// Reasons for the types above.
pub mod reason {
    pub use crate::cluster::condition::reason::*;

    /// `Available`: nothing was counted yet.
    pub const WAITING_FOR_AVAILABLE_REPLICAS_SET: &str = "WaitingForAvailableReplicasSet";
}
