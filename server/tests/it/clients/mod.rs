//! Clients that others wrote, against the program: both kubectls, the Python client, informers of JavaScript.

mod examples;
mod kubectl;
mod kubectl_script;
mod libraries;

use std::path::{Path, PathBuf};

/// Where `cargo xtask test` installs clients.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools")
}

/// Files and scripts for the clients.
fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("end2end").join("clients")
}
