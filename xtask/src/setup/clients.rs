//! Clients of other makers that the integration tests run against the program.

use std::process::Command;

use anyhow::{Result, bail};

use super::debian;
use crate::{project, shell};

/// Debian's own kubectl, beside the one on the search path and without replacing it.
pub(crate) fn debian_kubectl() -> Result<()> {
    let home = project::target().join("tools/kubernetes-client");
    if home.join("usr/bin/kubectl").is_file() || !(shell::has("apt-get") && shell::has("dpkg-deb")) {
        return Ok(());
    }
    shell::step("unpacking Debian's kubectl");
    if debian::is_root_on_debian() {
        shell::quiet(Command::new("apt-get").args(["update", "-q"]))?;
    }
    let download = project::target().join("tools/download");
    std::fs::create_dir_all(&download)?;
    shell::quiet(shell::command("apt-get", &download).args(["download", "-q", "kubernetes-client"]))?;
    let packages = project::files(&download, "deb");
    let [package] = packages.as_slice() else { bail!("apt-get left {} packages", packages.len()) };
    shell::quiet(Command::new("dpkg-deb").arg("-x").arg(package).arg(&home))?;
    Ok(std::fs::remove_dir_all(&download)?)
}

/// The Python client in an environment of its own, in the version that the requirements name.
pub(crate) fn python() -> Result<()> {
    let requirements = project::root().join("end2end/clients/python/requirements.txt");
    let home = project::target().join("tools/python");
    let stamp = home.join("installed");
    if project::up_to_date(&stamp, std::slice::from_ref(&requirements)) {
        return Ok(());
    }
    if !shell::has("python3") || shell::output(Command::new("python3").args(["-c", "import ensurepip"])).is_none() {
        if !debian::is_root_on_debian() {
            bail!("Python is missing: install Python 3 with venv (Debian: `apt install python3-venv`)");
        }
        debian::install(&["python3-venv"])?;
    }
    shell::step("installing the Python client");
    shell::quiet(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    let mut pip = Command::new(home.join("bin/pip"));
    shell::quiet(pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&requirements))?;
    Ok(std::fs::write(&stamp, "")?)
}
