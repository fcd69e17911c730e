//! Many guest clusters of one control plane and one worker requested at once, until the last is Ready.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::program::{PATIENCE, Program};

pub(super) fn sample(program: &Program, clusters: usize) -> Result<Value> {
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
    program.kubectl(&["create", "--validate=false", "-f", &file])?;
    let created = started.elapsed();
    while ready_clusters(program)? < clusters {
        if started.elapsed() > PATIENCE {
            bail!("not all clusters got Ready within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let ready = started.elapsed();
    let cpu = program.cpu_seconds()? - cpu_before;
    let (resident, peak) = program.memory_mb()?;
    Ok(json!({
        "clusters": clusters,
        "created_s": created.as_secs_f64(),
        "all_ready_s": ready.as_secs_f64(),
        "cpu_s": cpu,
        "peak_memory_mb": peak,
        "memory_per_cluster_kb": (resident - idle) * 1000.0 / clusters as f64,
    }))
}

/// `kubectl wait` would look at one cluster after the other, slowed down by its own request limit.
fn ready_clusters(program: &Program) -> Result<usize> {
    let ready = r#"jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status} {end}"#;
    let states = program.kubectl(&["get", "guestclusters", "-n", "default", "-o", ready])?;
    Ok(states.split_whitespace().filter(|state| *state == "True").count())
}
