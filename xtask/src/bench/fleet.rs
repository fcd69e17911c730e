//! Many guest clusters of one control plane and one worker requested at once, until the last is Ready.

use std::{fmt::Write, time::Instant};

use anyhow::Result;
use serde_json::{Value, json};

use super::program::Program;

pub(super) fn sample(clusters: usize) -> Result<Value> {
    let program = Program::start()?;
    let mut yaml = String::new();
    for index in 0..clusters {
        writeln!(yaml, "apiVersion: guest.atoll.dev/v1alpha1\nkind: GuestCluster")?;
        writeln!(
            yaml,
            "metadata: {{name: c{index:04}, namespace: default}}\nspec:\n  distribution: {{version: v1.37}}"
        )?;
        writeln!(yaml, "  topology:\n    controlPlane: {{replicas: 1, class: best-effort-xsmall}}")?;
        writeln!(yaml, "    nodePools: [{{name: w, replicas: 1, class: best-effort-xsmall}}]\n---")?;
    }
    let file = program.file("fleet.yaml", &yaml)?;
    let (cpu_before, (idle, _)) = (program.cpu_seconds()?, program.memory_mb()?);
    let started = Instant::now();
    program.kubectl(&["apply", "--validate=false", "-f", &file])?;
    let applied = started.elapsed();
    program.kubectl(&["wait", "--for=condition=Ready", "--timeout=600s", "-n", "default", "guestclusters", "--all"])?;
    let ready = started.elapsed();
    let (resident, peak) = program.memory_mb()?;
    Ok(json!({
        "clusters": clusters,
        "applied_s": applied.as_secs_f64(),
        "all_ready_s": ready.as_secs_f64(),
        "cpu_s": program.cpu_seconds()? - cpu_before,
        "peak_memory_mb": peak,
        "memory_per_cluster_kb": (resident - idle) * 1000.0 / clusters as f64,
    }))
}
