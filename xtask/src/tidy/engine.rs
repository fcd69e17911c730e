//! `supervisor/engine` is generic: it names no kind's type and none of the strategy files.

use anyhow::Result;

use super::Finding;
use crate::project;

/// What every resource with a `/scale` subresource speaks, whatever its kind.
const GENERIC: &str = "k8s_openapi::api::autoscaling::v1::Scale";

/// Paths that would tie the engine to kinds. `api::field`, `api::meta`, `api::time` and the like are not kinds.
const FORBIDDEN: [&str; 9] = [
    "k8s_openapi::api::",
    "crate::kinds",
    "super::kinds",
    "api::cluster",
    "api::controlplane",
    "api::bootstrap",
    "api::vsphere",
    "api::vmoperator",
    "api::guest",
];

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut found = Vec::new();
    for file in project::files(&root.join("crates/supervisor/src/engine"), "rs") {
        let shown = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
        if shown.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        // Tests at the end of a file may use real kinds as examples.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            let comment = line.trim_start().starts_with("//");
            if comment || line.contains(GENERIC) {
                continue;
            }
            if let Some(path) = FORBIDDEN.iter().find(|path| line.contains(*path)) {
                found.push(format!("{shown}:{}: the engine names {path}", number + 1));
            }
        }
    }
    Ok(found)
}
