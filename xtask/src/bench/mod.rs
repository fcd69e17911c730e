//! Benchmarks of the whole program: each prints one JSON object per line with its figures and raw samples.
//! A benchmark never fails the suite; what it found is kept in `docs/benchmarks.md`.

mod cold_start;
mod fleet;
mod program;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use crate::up;

/// Options of `bench`.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this scenario: cold-start, one-cluster, fleet-create.
    scenario: Option<String>,
    /// Clusters of fleet-create.
    #[arg(long, default_value_t = 50)]
    clusters: usize,
    /// Runs of each scenario; figures are their median.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Measure `target/dist/atoll` as it stands, without building it.
    #[arg(long)]
    as_built: bool,
}

/// Runs one scenario or all of them against a release build.
///
/// # Errors
/// When the scenario does not exist or the program fails.
pub(crate) fn run(options: &Options) -> Result<()> {
    let scenarios: Vec<&str> = match options.scenario.as_deref() {
        None => vec!["cold-start", "one-cluster", "fleet-create"],
        Some(name @ ("cold-start" | "one-cluster" | "fleet-create")) => vec![name],
        Some(other) => bail!("there is no scenario {other}: choose cold-start, one-cluster or fleet-create"),
    };
    if !options.as_built {
        up::build_program()?;
    }
    for scenario in scenarios {
        let samples = (0..options.runs.max(1))
            .map(|_| match scenario {
                "cold-start" => cold_start::sample(),
                "one-cluster" => fleet::sample(1),
                _ => fleet::sample(options.clusters),
            })
            .collect::<Result<Vec<Value>>>()?;
        println!("{}", report(scenario, &samples));
    }
    Ok(())
}

/// Medians of every figure, with the machine and the raw samples.
fn report(scenario: &str, samples: &[Value]) -> Value {
    let mut figures = serde_json::Map::new();
    for key in samples.first().and_then(Value::as_object).into_iter().flat_map(|sample| sample.keys()) {
        let mut values: Vec<f64> = samples.iter().filter_map(|sample| sample[key].as_f64()).collect();
        values.sort_by(f64::total_cmp);
        if let Some(median) = values.get(values.len() / 2) {
            figures.insert(key.clone(), json!(median));
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    json!({"scenario": scenario, "median": figures, "cores": cores, "fsync": "full", "samples": samples})
}
