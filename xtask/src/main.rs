//! The project's tasks, `cargo xtask <task>`: set-up, build, run, test and the checks of the architecture.

mod bench;
mod project;
mod setup;
mod shell;
mod site;
mod test;
mod tidy;
mod up;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Atoll's project tasks")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Set up what is missing, build everything and run it with demo data.
    Up(up::Options),
    /// Set up what is missing, then run every check, as CI does.
    Test(test::Options),
    /// Build the self-contained program at target/dist/atoll.
    Build,
    /// Bring only what building and testing need: wasm target, wasm-bindgen, npm packages, Chromium, kubectl.
    Setup,
    /// Check the architecture's invariants, files and links.
    Tidy,
    /// Run benchmarks; prints one JSON object per line.
    Bench(bench::Options),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().task {
        Task::Up(options) => up::run(&options),
        Task::Test(options) => test::run(&options),
        Task::Build => up::build_program(),
        Task::Setup => setup::everything(),
        Task::Tidy => tidy::run(),
        Task::Bench(options) => bench::run(&options),
    }
}
