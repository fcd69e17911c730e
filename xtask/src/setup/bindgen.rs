//! wasm-bindgen's program, in exactly the version that Cargo.lock has for the library.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{project, shell};

/// Path of the program; installs it below the target folder when it is not there.
pub(crate) fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked_version("wasm-bindgen")?;
    let home = project::target().join("tools").join(format!("wasm-bindgen-{version}"));
    let program = home.join("bin/wasm-bindgen");
    if !program.is_file() {
        shell::step(&format!("installing wasm-bindgen {version} (once, about a minute)"));
        let mut cargo = shell::cargo(&project::root());
        cargo.env_remove("CARGO_TARGET_DIR");
        cargo.args(["install", "--quiet", &format!("wasm-bindgen-cli@{version}"), "--root"]).arg(&home);
        shell::quiet(&mut cargo)?;
    }
    Ok(program)
}

fn locked_version(package: &str) -> Result<String> {
    let lock = std::fs::read_to_string(project::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == wanted).with_context(|| format!("Cargo.lock has no {package}"))?;
    let line = lines.next().unwrap_or_default();
    let version = line.strip_prefix("version = \"").and_then(|rest| rest.strip_suffix('"'));
    Ok(version.with_context(|| format!("Cargo.lock gives no version of {package}"))?.to_owned())
}
