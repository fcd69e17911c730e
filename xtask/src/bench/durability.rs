//! The long form of the tests that kill: the store's writer, and the whole program under full write load, on both stores,
//! with controls that answer too early and must be caught by the same checks.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};

use super::{machine, program::Built};
use crate::{project, shell};

/// What the tests' names contain: of the store's `durability` and of the server's.
const TESTS: [&str; 2] = ["survive_kills_on", "answers_too_early_is_caught_on"];
/// Tests of the store and of the program, each with its control, on each store.
const CHECKS: usize = 8;

/// Runs them and prints one JSON object with what each counted.
///
/// # Errors
/// When something was lost, or a control was not caught.
pub(super) fn run(built: &Built, kills: usize) -> Result<()> {
    shell::step(&format!("durability: {kills} kills of each"));
    let postgres = testdb::Server::start(&[])?;
    let mut cargo = shell::cargo(&project::root());
    // All packages, so that dependencies are those of the test suite.
    cargo.args(["test", "--workspace", "--exclude", "frontend", "--locked", "--no-fail-fast"]);
    cargo.args(["--test", "durability", "--test", "it", "--"]).args(TESTS).args(["--nocapture", "--test-threads=1"]);
    cargo
        .env(testdb::SHARED, postgres.url())
        .env("STORE_TEST_KILLS", kills.to_string())
        .env("ATOLL_TEST_KILLS", kills.to_string())
        .env("ATOLL_PROGRAM", &built.program);
    let mut tests = cargo.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    let mut checks = Vec::new();
    for line in tests.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines().map_while(Result::ok))
    {
        eprintln!("{line}");
        // The test's name may stand before it in the same line.
        let found = line.find('{').and_then(|at| serde_json::from_str::<Value>(&line[at..]).ok());
        checks.extend(found.filter(|found| found["check"].is_string()));
    }
    let passed = tests.wait()?.success() && checks.len() == CHECKS;
    let mut report = Map::from_iter([
        ("scenario".to_owned(), json!("durability")),
        ("passed".to_owned(), json!(passed)),
        ("checks".to_owned(), json!(checks)),
    ]);
    report.extend(machine::circumstances());
    println!("{}", Value::Object(report));
    if !passed {
        bail!("{} of {CHECKS} checks passed", checks.len());
    }
    Ok(())
}
