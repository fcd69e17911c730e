//! Input that nobody would send in good faith, against a whole server: no panic, no failure of the server (5xx), no
//! answer that takes long, no memory without bound, and laws that hold for whatever is accepted.
//!
//! Seeds are in `fuzz/seeds/<target>`; among them are published attacks. Each is sent as it is, then mutated and mixed
//! for `ATOLL_FUZZ_SECONDS` (1 when not set) by a generator that begins at `ATOLL_FUZZ_SEED` (1 when not set). What
//! fails is saved among the seeds, so that it stays a case.
#![allow(clippy::unwrap_used)]

#[path = "../support/mod.rs"]
mod support;

mod body;
mod lists;
mod mutate;
mod patch;
mod requests;
mod target;
