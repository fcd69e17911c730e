//! Tells the program where the built site is and what it was built from.

use std::{env, fs, path::PathBuf, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    site();
    commit();
}

/// The site that is embedded: `ATOLL_SITE_DIR`, or `target/site` of this workspace. It need not be built for a check of
/// the code, but its folder must be there.
fn site() {
    println!("cargo::rerun-if-env-changed=ATOLL_SITE_DIR");
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dir = env::var_os("ATOLL_SITE_DIR").map_or_else(|| manifest.join("../target/site"), PathBuf::from);
    if let Err(error) = fs::create_dir_all(&dir) {
        println!("cargo::error=cannot create the site folder {}: {error}", dir.display());
    }
    println!("cargo::rustc-env=ATOLL_SITE_FOLDER={}", dir.display());
    if env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rerun-if-changed={}", dir.display());
    }
}

/// The commit that a release is built from: `ATOLL_COMMIT`, or what git says. Left out of debug builds, which would have
/// to be built anew after every commit.
fn commit() {
    println!("cargo::rerun-if-env-changed=ATOLL_COMMIT");
    if env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-changed=../.git/logs/HEAD");
    let asked = || {
        let output = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    if let Some(commit) = env::var("ATOLL_COMMIT").ok().or_else(asked).filter(|commit| !commit.is_empty()) {
        println!("cargo::rustc-env=ATOLL_COMMIT={commit}");
    }
}
