//! From exec on an empty data directory to ready, and to the answer of a first `kubectl get`.

use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};

use super::program::{Built, Program};

pub(super) fn sample(built: &Built, program: &Program) -> Result<Value> {
    let asked = Instant::now();
    program.kubectl(&["get", "nodes"])?;
    let first_get = asked.elapsed();
    let resident = program.memory_at_rest_mb()?;
    let binary = std::fs::metadata(&built.program)?.len();
    Ok(json!({
        "ready_ms": program.ready_after.as_secs_f64() * 1e3,
        "first_kubectl_get_ms": first_get.as_secs_f64() * 1e3,
        "idle_memory_mb": resident,
        "binary_mb": binary as f64 / 1e6,
    }))
}
