//! Programs that come from the system: installed by itself as root on Debian, asked for elsewhere.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::shell;

/// True when apt may be used without asking.
pub(crate) fn is_root_on_debian() -> bool {
    let root = shell::output(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    root && Path::new("/etc/debian_version").exists() && shell::has("apt-get")
}

/// Installs these Debian packages, those that are there already excepted.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    shell::step(&format!("installing Debian packages: {}", missing.join(", ")));
    let apt = || {
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    shell::quiet(apt().args(["update", "-q"]))?;
    shell::quiet(apt().args(["install", "-y", "-q", "--no-install-recommends"]).args(&missing))
}

fn installed(package: &str) -> bool {
    let mut query = Command::new("dpkg-query");
    shell::output(query.args(["-W", "-f=${Status}", package])).is_some_and(|status| status.ends_with("ok installed"))
}

/// A Chromium for the journeys.
pub(crate) fn chromium() -> Result<()> {
    if ["chromium", "chromium-browser", "google-chrome"].into_iter().any(shell::has) {
        return Ok(());
    }
    if !is_root_on_debian() {
        bail!("Chromium is missing: install it with your package manager (Debian: `apt install chromium`)");
    }
    install(&["chromium"])
}

/// A PostgreSQL for the tests, which start servers of their own.
pub(crate) fn postgres() -> Result<()> {
    if testdb::installed() {
        return Ok(());
    }
    if !is_root_on_debian() {
        bail!("PostgreSQL is missing: install it with your package manager (Debian: `apt install postgresql`)");
    }
    install(&["postgresql"])
}

/// A kubectl for the journeys.
pub(crate) fn kubectl() -> Result<()> {
    if shell::has("kubectl") {
        return Ok(());
    }
    if !is_root_on_debian() {
        bail!("kubectl is missing: install it (https://kubernetes.io/docs/tasks/tools)");
    }
    install(&["kubernetes-client"]).context("kubectl comes with Debian's kubernetes-client")
}
