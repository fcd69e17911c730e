//! Measures a running server: one scenario, then one JSON object with its figures on standard output.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use loadgen::{Target, lists, mix, watch};

#[derive(Parser)]
#[command(name = "loadgen", about = "Many clients of the API at once")]
struct Cli {
    /// The server, and a client certificate that may do everything.
    #[arg(long)]
    kubeconfig: PathBuf,
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Subcommand)]
enum Scenario {
    /// Create, update, get, list and delete by few and by many clients.
    Mix(mix::Options),
    /// Many watchers while somebody writes.
    Watch(watch::Options),
    /// Make the objects of `lists`.
    Fill(lists::FillOptions),
    /// Many large lists at once.
    Lists(lists::ListOptions),
}

/// One thread: more would take from the server's, and it can ask for far more than a server on the same machine gives.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let target = Target::from_kubeconfig(&std::fs::read_to_string(&cli.kubeconfig)?)?;
    let figures = match &cli.scenario {
        Scenario::Mix(options) => mix::run(&target, options).await?,
        Scenario::Watch(options) => watch::run(&target, options).await?,
        Scenario::Fill(options) => lists::fill(&target, options).await?,
        Scenario::Lists(options) => lists::run(&target, options).await?,
    };
    println!("{figures}");
    Ok(())
}
