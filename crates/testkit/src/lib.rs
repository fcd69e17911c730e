//! The whole program for tests: [`Atoll`] runs the built `atoll` in a process of its own, on free ports, with a data
//! directory of its own, and with machines that boot at once. What a test sees is what a user sees: the portal over HTTP
//! ([`Browser`]), the API over TLS (`kube` clients and `kubectl`), lines on standard output, exit codes. And it can be
//! killed like any process.
//!
//! Only a dev-dependency. It depends on no room above `api` and `pki`, so that every crate's tests may use it; the caller
//! says where the program is, as `env!("CARGO_BIN_EXE_atoll")` in the tests of the server.

mod atoll;
mod browser;
mod build;
mod dir;
mod eventually;
mod kubectl;

pub use atoll::{Atoll, Options, client};
pub use browser::{Answer, Browser};
pub use build::{GuestClusterBuilder, guest_cluster};
pub use dir::TempDir;
pub use eventually::eventually;
pub use kubectl::kubectl;
