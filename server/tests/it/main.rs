//! The whole program, as its users see it: command line, portal, API.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod administration;
mod authz;
mod cli;
mod clients;
mod command_line;
mod crash;
mod data_dir;
mod durability;
mod fleet;
mod hypervisor;
mod kubeconfigs;
mod machines;
mod many;
mod notifications;
mod objects;
mod people;
mod portal;
mod providers;
mod provision;
mod reached;
mod replicas;
mod routes;
mod sign_in;
mod storage;

use std::time::Duration;

use testkit::Options;

/// The built program.
const ATOLL: &str = env!("CARGO_BIN_EXE_atoll");

/// Longest wait for one cluster, on a machine that is busy with other tests.
const DEADLINE: Duration = Duration::from_secs(60);

fn demo() -> Options {
    Options::new(ATOLL)
}
