//! Brings what a bare machine with Rust and Node lacks. Each part first looks whether there is anything to do.

mod bindgen;
mod clients;
mod debian;
mod npm;
mod wasm;

pub(crate) use bindgen::wasm_bindgen;
pub(crate) use npm::{END2END, STYLE, packages};
pub(crate) use wasm::wasm_target;

use anyhow::Result;

/// Everything that building and testing need.
pub(crate) fn everything() -> Result<()> {
    wasm_target()?;
    wasm_bindgen()?;
    packages(STYLE)?;
    for_journeys()
}

/// What the integration tests need beyond building: the clients that they run.
pub(crate) fn for_integration() -> Result<()> {
    packages(END2END)?;
    debian::kubectl()?;
    debian::postgres()?;
    clients::debian_kubectl()?;
    clients::python()
}

/// What the browser journeys need beyond building.
pub(crate) fn for_journeys() -> Result<()> {
    packages(END2END)?;
    debian::chromium()?;
    debian::kubectl()
}
