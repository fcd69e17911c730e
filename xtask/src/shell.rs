//! Running other programs with visible progress and errors that say what was run.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::project;

/// Says what is being done, on standard error.
pub(crate) fn step(text: &str) {
    eprintln!("\x1b[1;36m→\x1b[0m {text}");
}

/// Runs it with its output shown.
///
/// # Errors
/// When it cannot be started or ends with a failure; the text names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs it quietly; its output appears only when it fails.
///
/// # Errors
/// As [`run`], with the last lines of the output.
pub(crate) fn quiet(command: &mut Command) -> Result<()> {
    let started = Instant::now();
    let shown = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        let tail: Vec<&str> = text.lines().rev().take(40).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        bail!("`{shown}` failed ({}):\n{}", output.status, tail.join("\n"));
    }
    if started.elapsed().as_secs() >= 2 {
        eprintln!("  done in {:.0} s", started.elapsed().as_secs_f32());
    }
    Ok(())
}

/// Standard output of a command, trimmed; `None` when it cannot be run or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// True when a program of this name is on the search path.
pub(crate) fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// A command in this folder.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir);
    command
}

/// A plain `cargo` in this folder, free of what the running `cargo xtask` left in the environment.
pub(crate) fn cargo(dir: &Path) -> Command {
    let mut command = cargo_like("cargo");
    // The same for every build, or the server would be built anew each time it differs.
    command.current_dir(dir).env("ATOLL_SITE_DIR", project::site());
    command
}

/// A tool of the Rust toolchain (`rustc`, `rustup`) in that clean environment.
pub(crate) fn cargo_like(program: &str) -> Command {
    let mut command = Command::new(program);
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if name == "RUSTUP_TOOLCHAIN"
            || name == "CARGO"
            || name.starts_with("CARGO_PKG_")
            || name.starts_with("CARGO_MANIFEST_")
        {
            command.env_remove(&key);
        }
    }
    command
}

fn describe(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
