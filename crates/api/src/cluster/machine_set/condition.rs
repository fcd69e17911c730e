//! Condition types of MachineSet and their reasons.

pub use crate::cluster::condition::{
    DELETING, MACHINES_READY, MACHINES_UP_TO_DATE, PAUSED, REMEDIATING, SCALING_DOWN, SCALING_UP, reason,
};
