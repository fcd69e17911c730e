//! Who may depend on whom (ARCHITECTURE.md, "Direction").

use anyhow::{Context, Result};
use serde_json::Value;

use super::Finding;
use crate::{project, shell};

/// What each room may depend on, of the workspace's own rooms. Dev-dependencies are free, but `testkit` is only that.
const ALLOWED: [(&str, &[&str]); 16] = [
    ("api", &[]),
    ("pki", &[]),
    ("store", &[]),
    ("hypervisor", &[]),
    ("supervisor", &["api", "pki", "store"]),
    ("guest", &["hypervisor", "pki", "store", "supervisor"]),
    ("controllers", &["api", "hypervisor", "pki"]),
    ("texts", &[]),
    ("portal", &["api", "pki", "texts"]),
    ("app", &["portal", "texts"]),
    ("frontend", &["app"]),
    (
        "atoll-server",
        &["api", "app", "controllers", "guest", "hypervisor", "pki", "portal", "store", "supervisor", "texts"],
    ),
    ("testkit", &["api", "atoll-server", "controllers", "guest", "hypervisor", "pki", "portal", "store", "supervisor"]),
    ("testdb", &[]),
    ("loadgen", &[]),
    ("xtask", &["testdb"]),
];

/// Libraries that only these rooms may link.
const RESERVED: [(&str, &[&str]); 5] = [
    ("lettre", &["atoll-server"]),
    ("sqlx", &["store"]),
    ("leptos", &["app", "frontend", "atoll-server"]),
    ("openidconnect", &["atoll-server"]),
    ("qapi", &["hypervisor-qemu"]),
];

/// Libraries that do I/O and so have no place in `api` and `pki`.
const NO_IO: [&str; 6] = ["tokio", "hyper", "axum", "reqwest", "sqlx", "kube-client"];

pub(super) fn check() -> Result<Vec<Finding>> {
    let mut cargo = shell::cargo(&project::root());
    cargo.args(["metadata", "--no-deps", "--format-version", "1", "--offline", "--locked"]);
    let metadata = shell::output(&mut cargo).context("cargo metadata failed")?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().flat_map(findings).collect())
}

fn findings(package: &Value) -> Vec<Finding> {
    let room = package["name"].as_str().unwrap_or_default();
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{room} is not in the table of rooms in xtask/src/tidy/layers.rs")];
    };
    let mut found = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let name = dependency["name"].as_str().unwrap_or_default();
        if dependency["kind"] == "dev" {
            continue;
        }
        let own = ALLOWED.iter().any(|(room, _)| *room == name);
        if own && !allowed.contains(&name) {
            found.push(format!("{room} must not depend on {name}"));
        }
        if RESERVED.iter().any(|(library, rooms)| *library == name && !rooms.contains(&room)) {
            found.push(format!("{room} must not use {name}"));
        }
        let features = dependency["features"].as_array().into_iter().flatten();
        let client = name == "kube" && features.filter_map(Value::as_str).any(|f| f == "client" || f == "runtime");
        if matches!(room, "api" | "pki") && (NO_IO.contains(&name) || client) {
            found.push(format!("{room} does no I/O and must not use {name}"));
        }
    }
    found
}
