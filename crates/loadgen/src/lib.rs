//! Many clients of the API at once. The program `loadgen` measures a running server for `cargo xtask bench`; [`durability`]
//! writes until the server is killed, and finds out what was lost.
//!
//! It shares the machine with the server that it measures, so it does as little as it can: requests are put together from
//! prepared parts, and answers are read but not parsed where nothing in them is needed.

mod connection;
pub mod durability;
mod latency;
pub mod lists;
pub mod mix;
mod objects;
mod target;
pub mod watch;

pub use connection::{Connection, Http};
pub use target::Target;
