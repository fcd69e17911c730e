//! The API under the load of many clients: `api-mix` and `api-watch`. What asks is the program `loadgen`.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use super::program::{Built, Program};

/// How much load.
#[derive(Args)]
pub(super) struct Load {
    /// api-mix: how many clients at once, for each round of phases.
    #[arg(long, default_value = "1,16,64,256")]
    clients: String,
    /// api-mix: seconds of each phase.
    #[arg(long, default_value = "3")]
    seconds: String,
    /// api-mix: HTTP 2, whose connections clients share, or 1, with a connection for each.
    #[arg(long, default_value = "2")]
    http: String,
    /// api-watch: watchers.
    #[arg(long, default_value = "1000")]
    watchers: String,
    /// api-watch: writes each second.
    #[arg(long, default_value = "200")]
    rate: String,
    /// api-watch: namespaces that watchers and writes are spread over; each write goes to the watchers of one.
    #[arg(long, default_value = "1")]
    watched: String,
    /// api-watch: objects of the large list.
    #[arg(long, default_value = "100000")]
    objects: String,
    /// api-watch: large lists at once.
    #[arg(long, default_value = "16")]
    lists: String,
}

/// Creates, updates, gets, lists and deletes by few and by many clients.
pub(super) fn mix(built: &Built, program: &Program, load: &Load) -> Result<Value> {
    let cpu = program.cpu_seconds()?;
    let mut figures =
        ask(built, program, &["mix", "--clients", &load.clients, "--seconds", &load.seconds, "--http", &load.http])?;
    figures.insert("cpu_s".to_owned(), json!(program.cpu_seconds()? - cpu));
    figures.insert("peak_memory_mb".to_owned(), json!(program.memory_mb()?.1));
    Ok(Value::Object(figures))
}

/// Watchers while somebody writes, then large lists at once; each with how much the server's memory grew.
pub(super) fn watch(built: &Built, program: &Program, load: &Load) -> Result<Value> {
    let before = program.memory_at_rest_mb()?;
    let cpu = program.cpu_seconds()?;
    let watch = ["watch", "--watchers", &load.watchers, "--rate", &load.rate, "--watched", &load.watched];
    let mut figures = ask(built, program, &watch)?;
    figures.insert("watch_cpu_s".to_owned(), json!(program.cpu_seconds()? - cpu));
    figures.insert("watch_memory_growth_mb".to_owned(), json!(program.memory_mb()?.1 - before));

    figures.extend(ask(built, program, &["fill", "--objects", &load.objects])?);
    let before = program.memory_at_rest_mb()?;
    figures.insert("before_lists_memory_mb".to_owned(), json!(before));
    figures.extend(ask(built, program, &["lists", "--at-once", &load.lists])?);
    figures.insert("lists_memory_growth_mb".to_owned(), json!(program.memory_mb()?.1 - before));
    Ok(Value::Object(figures))
}

/// Runs `loadgen` and gives its figures.
fn ask(built: &Built, program: &Program, args: &[&str]) -> Result<Map<String, Value>> {
    let mut loadgen = Command::new(&built.loadgen);
    loadgen.arg("--kubeconfig").arg(program.kubeconfig()).args(args).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = loadgen.output().with_context(|| format!("cannot run {}", built.loadgen.display()))?;
    if !output.status.success() {
        bail!("loadgen {} failed", args.join(" "));
    }
    serde_json::from_slice(&output.stdout).context("loadgen printed no figures")
}
