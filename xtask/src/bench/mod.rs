//! Benchmarks of the whole program: each prints one JSON object per line with its figures and raw samples.
//! A benchmark never fails the suite; what it found is kept in `docs/benchmarks.md`.

mod cold_start;
mod durability;
mod fleet;
mod load;
mod machine;
mod portal;
mod program;
mod store;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use crate::{shell, up::Profile};
use load::Load;
use portal::Shown;
use program::{Built, Program};
use store::{Store, Stores};

/// Options of `bench`.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this scenario; without one, all but durability.
    scenario: Option<Scenario>,
    /// Where data is kept: both for cold-start, api-mix and api-watch, sqlite for the others, if nothing is said.
    /// Durability always takes both.
    #[arg(long)]
    store: Option<Stores>,
    /// Clusters of fleet-create.
    #[arg(long, default_value_t = 50)]
    clusters: usize,
    #[command(flatten)]
    load: Load,
    #[command(flatten)]
    shown: Shown,
    /// Kills of durability, of the store and of the program, on each store.
    #[arg(long, default_value_t = 200)]
    kills: usize,
    /// Runs of each scenario; figures are their median.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// Measure what is built, without building it.
    #[arg(long)]
    as_built: bool,
    /// Take debug builds: to try a scenario, not to measure.
    #[arg(long)]
    debug: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scenario {
    /// From exec to ready, to a first answer; size and memory.
    ColdStart,
    /// One guest cluster until it is Ready.
    OneCluster,
    /// Many guest clusters until the last is Ready.
    FleetCreate,
    /// Creates, updates, gets, lists and deletes by few and by many clients.
    ApiMix,
    /// Many watchers while somebody writes; large lists at once.
    ApiWatch,
    /// Pages of the portal over a fleet.
    Portal,
    /// Kills under write load, and what is lost: nothing.
    Durability,
}

impl Scenario {
    const MEASURED: [Scenario; 6] = [
        Scenario::ColdStart,
        Scenario::OneCluster,
        Scenario::FleetCreate,
        Scenario::ApiMix,
        Scenario::ApiWatch,
        Scenario::Portal,
    ];

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// Stores that are measured when nothing is said.
    fn stores(self) -> Stores {
        match self {
            Scenario::OneCluster | Scenario::FleetCreate | Scenario::Portal => Stores::Sqlite,
            _ => Stores::Both,
        }
    }
}

/// Runs one scenario or all of them.
///
/// # Errors
/// When the program fails, or loses what it acknowledged.
pub(crate) fn run(options: &Options) -> Result<()> {
    let built = Built::get(if options.debug { Profile::Dev } else { Profile::Release }, options.as_built)?;
    let scenarios = options.scenario.map_or(Scenario::MEASURED.to_vec(), |one| vec![one]);
    for scenario in scenarios {
        if scenario == Scenario::Durability {
            durability::run(&built, options.kills)?;
            continue;
        }
        for store in options.store.unwrap_or(scenario.stores()).start()? {
            let samples = (1..=options.runs.max(1))
                .map(|run| {
                    shell::step(&format!("{} on {}, run {run}", scenario.name(), store.name()));
                    sample(scenario, &built, &store, options)
                })
                .collect::<Result<Vec<Value>>>()?;
            println!("{}", report(scenario, &built, &store, &samples));
        }
    }
    Ok(())
}

fn sample(scenario: Scenario, built: &Built, store: &Store, options: &Options) -> Result<Value> {
    let program = Program::start(built, store.database()?.as_deref())?;
    match scenario {
        Scenario::ColdStart => cold_start::sample(built, &program),
        Scenario::OneCluster => fleet::sample(&program, 1),
        Scenario::FleetCreate => fleet::sample(&program, options.clusters),
        Scenario::Portal => portal::sample(&program, &options.shown),
        Scenario::ApiMix => load::mix(built, &program, &options.load),
        Scenario::ApiWatch | Scenario::Durability => load::watch(built, &program, &options.load),
    }
}

/// Medians of every figure, with what was measured on what machine, and the raw samples.
fn report(scenario: Scenario, built: &Built, store: &Store, samples: &[Value]) -> Value {
    let mut figures = Map::new();
    for key in samples.first().and_then(Value::as_object).into_iter().flat_map(|sample| sample.keys()) {
        let mut values: Vec<f64> = samples.iter().filter_map(|sample| sample[key].as_f64()).collect();
        values.sort_by(f64::total_cmp);
        if let Some(median) = values.get(values.len() / 2) {
            figures.insert(key.clone(), json!(median));
        }
    }
    let mut report = Map::from_iter([
        ("scenario".to_owned(), json!(scenario.name())),
        ("store".to_owned(), json!(store.name())),
        ("fsync".to_owned(), json!("full")),
        ("optimised".to_owned(), json!(built.profile == Profile::Release)),
    ]);
    report.extend(machine::circumstances());
    report.insert("median".to_owned(), Value::Object(figures));
    report.insert("samples".to_owned(), json!(samples));
    Value::Object(report)
}
