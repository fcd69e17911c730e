//! The wasm standard library: from rustup where it can download, else built from Debian's own compiler and sources.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use super::debian;
use crate::{project, shell};

const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "libstd-rust-web-dev", "lld-19"];
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-19";

/// How to build for wasm on this machine.
pub(crate) enum Wasm {
    /// The default toolchain has the target.
    Rustup,
    /// The linked toolchain `web` (Debian's compiler) has it.
    Debian,
}

impl Wasm {
    /// A `cargo` that can build for wasm, in the project's root.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = shell::cargo(&project::root());
        if matches!(self, Wasm::Debian) {
            cargo.arg("+web").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
        }
        cargo
    }
}

/// Makes sure that the wasm target is there.
///
/// # Errors
/// When neither rustup nor Debian's packages can bring it; the text says what to install.
pub(crate) fn wasm_target() -> Result<Wasm> {
    if has_std(None) {
        return Ok(Wasm::Rustup);
    }
    if has_std(Some("web")) {
        return Ok(Wasm::Debian);
    }
    if shell::has("rustup") {
        shell::step(&format!("adding the Rust target {TARGET}"));
        let added = shell::quiet(shell::cargo_like("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && has_std(None) {
            return Ok(Wasm::Rustup);
        }
    }
    if !(debian::is_root_on_debian() && shell::has("rustup")) {
        bail!("the Rust target {TARGET} is missing: install it with `rustup target add {TARGET}`");
    }
    build_on_debian()?;
    if has_std(Some("web")) {
        return Ok(Wasm::Debian);
    }
    bail!("the wasm standard library was built but toolchain `web` does not find it");
}

fn has_std(toolchain: Option<&str>) -> bool {
    let mut rustc = shell::cargo_like("rustc");
    if let Some(toolchain) = toolchain {
        rustc.arg(format!("+{toolchain}"));
    }
    let Some(sysroot) = shell::output(rustc.args(["--print", "sysroot"])) else { return false };
    let lib = PathBuf::from(sysroot).join("lib/rustlib").join(TARGET).join("lib");
    std::fs::read_dir(lib).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|f| f.file_name().to_string_lossy().starts_with("libstd-")))
    })
}

/// Debian has no package of the wasm standard library for its newest compiler, but it has the sources: build once.
fn build_on_debian() -> Result<()> {
    debian::install(&DEBIAN_PACKAGES)?;
    shell::step("building the wasm standard library from Debian's Rust sources (once, about a minute)");
    let dir = project::target().join("wasm-std");
    std::fs::create_dir_all(dir.join("src"))?;
    let manifest = "[package]\nname = \"wasm-std\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    std::fs::write(dir.join("Cargo.toml"), manifest)?;
    std::fs::write(dir.join("src/lib.rs"), "")?;
    let mut cargo = shell::command("/usr/bin/cargo", &dir);
    for key in ["CARGO", "RUSTUP_TOOLCHAIN", "CARGO_TARGET_DIR"] {
        cargo.env_remove(key);
    }
    cargo.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    shell::quiet(cargo.args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort"]))?;
    let built = dir.join("target").join(TARGET).join("release/deps");
    let lib = PathBuf::from("/usr/lib/rustlib").join(TARGET).join("lib");
    std::fs::create_dir_all(&lib)?;
    for rlib in project::files(&built, "rlib") {
        let name = rlib.file_name().unwrap_or_default().to_owned();
        if !name.to_string_lossy().starts_with("libwasm_std-") {
            std::fs::copy(&rlib, lib.join(name)).context("cannot install the wasm standard library")?;
        }
    }
    std::fs::remove_dir_all(&dir)?;
    shell::quiet(shell::cargo_like("rustup").args(["toolchain", "link", "web", "/usr"]))
}
