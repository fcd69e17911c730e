//! The portal's pages over a fleet: time to first byte, bytes, largest paint, Lighthouse. What asks is
//! `end2end/measure/portal.mjs`.

use std::{fmt::Write, time::Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use super::{
    fleet,
    program::{PATIENCE, Program},
};
use crate::{project, setup, shell};

/// How large the fleet is that the pages show.
#[derive(Args)]
pub(super) struct Shown {
    /// portal: guest clusters of one control plane and one worker.
    #[arg(long, default_value_t = 1_000)]
    shown_clusters: usize,
    /// portal: virtual machines, those of the clusters among them.
    #[arg(long, default_value_t = 10_000)]
    shown_machines: usize,
    /// portal: requests of each page.
    #[arg(long, default_value_t = 200)]
    requests: usize,
}

/// Fills the server, then asks for its pages.
pub(super) fn sample(program: &Program, shown: &Shown) -> Result<Value> {
    setup::packages(setup::END2END)?;
    fleet::sample(program, shown.shown_clusters)?;
    let beside = shown.shown_machines.saturating_sub(shown.shown_clusters * 2);
    machines(program, beside)?;
    let mut node = shell::command("node", &project::root().join(setup::END2END));
    node.arg("measure/portal.mjs")
        .env("ATOLL_URL", program.portal())
        .env("SAMPLES", shown.requests.to_string())
        .env("CLUSTER_PATH", "/clusters/default/c0000")
        .env("LIGHTHOUSE", "1");
    let output = node.stderr(std::process::Stdio::inherit()).output().context("cannot run node")?;
    if !output.status.success() {
        bail!("measure/portal.mjs failed");
    }
    let mut figures: Map<String, Value> = serde_json::from_slice(&output.stdout).context("node printed no figures")?;
    figures.insert("memory_mb".to_owned(), json!(program.memory_mb()?.0));
    Ok(Value::Object(figures))
}

/// Plain virtual machines, until each has an address.
fn machines(program: &Program, number: usize) -> Result<()> {
    let mut yaml = String::new();
    for index in 0..number {
        writeln!(yaml, "apiVersion: vmoperator.vmware.com/v1alpha6\nkind: VirtualMachine")?;
        writeln!(yaml, "metadata: {{name: m{index:05}, namespace: default}}")?;
        writeln!(yaml, "spec: {{className: best-effort-xsmall, imageName: debian-13, storageClass: fast}}\n---")?;
    }
    let file = program.file("machines.yaml", &yaml)?;
    let started = Instant::now();
    program.kubectl(&["create", "--validate=false", "-f", &file])?;
    let addresses = "jsonpath={range .items[*]}{.status.network.primaryIP4} {end}";
    while program.kubectl(&["get", "vm", "-n", "default", "-o", addresses])?.split_whitespace().count() < number {
        if started.elapsed() > PATIENCE {
            bail!("not all machines got an address within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    Ok(())
}
