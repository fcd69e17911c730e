//! Building and running the program.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::{project, shell, site};

/// Options of `up`, passed through to `atoll serve`.
#[derive(Args)]
pub(crate) struct Options {
    /// Build with optimisation.
    #[arg(long)]
    release: bool,
    /// Port of the portal.
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Port of the Supervisor API.
    #[arg(long, default_value_t = 6443)]
    api_port: u16,
    /// Where its data lies.
    #[arg(long, default_value = "data")]
    data_dir: PathBuf,
    /// Which hypervisor carries the machines.
    #[arg(long, default_value = "simulator")]
    hypervisor: String,
}

/// Builds everything and runs it until it is stopped.
pub(crate) fn run(options: &Options) -> Result<()> {
    site::build()?;
    let program = program(if options.release { Profile::Release } else { Profile::Dev })?;
    shell::step("starting atoll (Ctrl-C stops it)");
    let mut atoll = shell::command(program, &project::root());
    atoll.args(["serve", "--demo", "--data-dir"]).arg(&options.data_dir);
    atoll.args(["--listen", &format!("127.0.0.1:{}", options.port)]);
    atoll.args(["--api-listen", &format!("127.0.0.1:{}", options.api_port)]);
    shell::run(atoll.args(["--hypervisor", &options.hypervisor]))
}

/// Builds the self-contained program with the site inside.
pub(crate) fn build_program() -> Result<()> {
    site::build()?;
    let built = program(Profile::Release)?;
    let dist = project::target().join("dist");
    std::fs::create_dir_all(&dist)?;
    let out = dist.join("atoll");
    // A running program must not be written over: replace the name instead.
    let fresh = dist.join("atoll.new");
    std::fs::copy(built, &fresh).context("cannot copy the program")?;
    std::fs::rename(&fresh, &out)?;
    let size = std::fs::metadata(&out)?.len();
    println!("{} ({:.1} MB)", out.display(), size as f64 / 1e6);
    Ok(())
}

/// Builds the server together with every test, so that all of them share their compiled dependencies, and returns its path.
pub(crate) fn program_and_tests() -> Result<PathBuf> {
    shell::step("building the server and the tests");
    let mut cargo = shell::cargo(&project::root());
    cargo.args(["build", "--workspace", "--exclude", "frontend", "--all-targets", "--locked"]);
    shell::run(&mut cargo)?;
    Ok(project::target().join("debug/atoll"))
}

/// How the server is compiled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; reads the site from its folder.
    Dev,
    /// Optimised, with the site inside.
    Release,
}

/// Builds the server and returns its path. The site must have been built before.
pub(crate) fn program(profile: Profile) -> Result<PathBuf> {
    shell::step("building the server");
    let mut cargo = shell::cargo(&project::root());
    cargo.args(["build", "-p", "atoll-server", "--bin", "atoll", "--locked"]);
    if profile == Profile::Release {
        cargo.arg("--release");
    }
    shell::run(&mut cargo)?;
    Ok(project::target().join(if profile == Profile::Release { "release/atoll" } else { "debug/atoll" }))
}
