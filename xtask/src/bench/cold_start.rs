//! From exec on an empty data directory to ready, and to the answer of a first `kubectl get`.

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};

use super::program::Program;
use crate::project;

pub(super) fn sample() -> Result<Value> {
    let program = Program::start()?;
    let asked = Instant::now();
    program.kubectl(&["get", "nodes"])?;
    let first_get = asked.elapsed();
    // Memory at rest, not in the middle of seeding.
    std::thread::sleep(Duration::from_secs(3));
    let (resident, _) = program.memory_mb()?;
    let binary = std::fs::metadata(project::target().join("dist/atoll"))?.len();
    Ok(json!({
        "ready_ms": program.ready_after.as_secs_f64() * 1e3,
        "first_kubectl_get_ms": first_get.as_secs_f64() * 1e3,
        "idle_memory_mb": resident,
        "binary_mb": binary as f64 / 1e6,
    }))
}
