//! What was measured, when and on what, so that a figure can be kept with it.

use std::process::Command;

use serde_json::{Value, json};

use crate::{project, shell};

/// `commit`, `date` (UTC) and `machine`, which say nothing where the system does not tell.
pub(super) fn circumstances() -> serde_json::Map<String, Value> {
    let mut git = shell::command("git", &project::root());
    git.args(["describe", "--tags", "--always", "--dirty", "--abbrev=12"]);
    let told = |command: &mut Command| shell::output(command).unwrap_or_default();
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let memory = field(&read("/proc/meminfo"), "MemTotal");
    let kilobytes = memory.split_whitespace().next().and_then(|kb| kb.parse::<f64>().ok()).unwrap_or_default();
    let machine = json!({
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "memory_gb": (kilobytes * 1.024e-5).round() / 10.0,
        "cpu": field(&read("/proc/cpuinfo"), "model name"),
        "kernel": read("/proc/sys/kernel/osrelease").trim(),
    });
    serde_json::Map::from_iter([
        ("commit".to_owned(), json!(told(&mut git))),
        ("date".to_owned(), json!(told(Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"])))),
        ("machine".to_owned(), machine),
    ])
}
