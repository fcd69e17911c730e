//! Hypervisors as Atoll sees them.
//!
//! - [`driver`]: the contract, [`Driver`], with its value types, and the optional capabilities [`LoadBalancer`]
//!   and [`Maintenance`].
//! - [`guarded`]: any driver, for a server that leads only for a time.
//! - [`simulator`]: the driver that needs no hypervisor: hosts with capacity, boot delays, addresses, guests that
//!   really answer, and faults on demand.
//! - [`contract`]: what every driver must do, as a suite that each driver's tests run.
//!
//! Nobody above this crate knows which driver it talks to; what a driver cannot do is an optional capability here,
//! never a special case there.

pub mod contract;
pub mod driver;
pub mod guarded;
pub mod simulator;

pub use driver::{
    Driver, DriverInfo, Error, Event, GuestSystem, Host, LoadBalancer, LoadBalancerPort, LoadBalancerSpec, Machine,
    MachineId, MachineSpec, Maintenance, PowerState, Resources,
};
pub use guarded::{Guarded, Lead};
