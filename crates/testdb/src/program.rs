//! Where PostgreSQL's programs are, and as whom they run.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian puts one folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The folder with `postgres`, `initdb` and `psql`, of the newest version.
pub(crate) fn folder() -> io::Result<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("postgres").exists())
        .collect();
    versions.sort();
    if let Some((_, bin)) = versions.pop() {
        return Ok(bin);
    }
    let asked = Command::new("pg_config").arg("--bindir").output();
    let bin = asked.ok().map(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()));
    bin.filter(|bin| bin.join("postgres").exists()).ok_or_else(|| {
        io::Error::other(format!("PostgreSQL is missing: no {DEBIAN}/*/bin and no pg_config (Debian: postgresql)"))
    })
}

/// PostgreSQL refuses to run as root: then it runs as one of these.
const USERS: [&str; 2] = ["postgres", "nobody"];

fn user() -> Option<&'static str> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return None;
    }
    USERS.into_iter().find(|user| Command::new("id").arg(user).output().is_ok_and(|o| o.status.success()))
}

/// A command that runs `program` as somebody who is not root.
pub(crate) fn as_user(program: &Path) -> Command {
    match user() {
        None => Command::new(program),
        Some(user) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user, "--"]).arg(program);
            command
        }
    }
}

/// Gives a folder to whom the programs run as.
pub(crate) fn hand_over(dir: &Path) -> io::Result<()> {
    let Some(user) = user() else { return Ok(()) };
    let done = Command::new("chown").arg(user).arg(dir).status()?;
    if done.success() { Ok(()) } else { Err(io::Error::other(format!("cannot give {} to {user}", dir.display()))) }
}
