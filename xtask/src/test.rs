//! Every check of the project, in the order in which failures are cheapest to find.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::{project, setup, shell, site, tidy, up};

/// Options of `test`.
#[derive(Args)]
pub(crate) struct Options {
    /// Only this part.
    #[arg(long)]
    only: Option<Part>,
    /// The long form: a minute for each fuzz target, hundreds of kills, a leader that sleeps for a minute.
    #[arg(long)]
    long: bool,
}

/// What the long form asks of the tests that have one.
const LONG: [(&str, &str); 5] = [
    ("ATOLL_FUZZ_SECONDS", "60"),
    ("STORE_TEST_KILLS", "200"),
    ("ATOLL_TEST_KILLS", "200"),
    ("ATOLL_CRASH_ROUNDS", "100"),
    ("ATOLL_SLEEP_SECONDS", "60"),
];

/// One part of the suite.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Formatting.
    Fmt,
    /// Lints, warnings denied.
    Clippy,
    /// The architecture's invariants.
    Tidy,
    /// Tests beside the code.
    Unit,
    /// Tests against whole programs: engine, controllers, simulator, and clients of other makers.
    Integration,
    /// What users do, in a real browser.
    Journeys,
}

const PARTS: [Part; 6] = [Part::Fmt, Part::Clippy, Part::Tidy, Part::Unit, Part::Integration, Part::Journeys];

/// Passed and failed checks.
#[derive(Clone, Copy, Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn one(ok: bool) -> Self {
        Tally { passed: usize::from(ok), failed: usize::from(!ok) }
    }

    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Runs the parts and closes with a line `N passed, N failed`.
///
/// # Errors
/// When anything failed or could not be run.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut total = Tally::default();
    for part in PARTS.into_iter().filter(|part| options.only.is_none_or(|only| only == *part)) {
        let name = part.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        shell::step(&format!("test: {name}"));
        let tally = run_part(part, options.long).unwrap_or_else(|error| {
            eprintln!("{name}: {error:#}");
            Tally::one(false)
        });
        eprintln!("  {name}: {} passed, {} failed", tally.passed, tally.failed);
        total.add(tally);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed > 0 {
        bail!("the suite failed");
    }
    Ok(())
}

fn run_part(part: Part, long: bool) -> Result<Tally> {
    let root = project::root();
    match part {
        Part::Fmt => Ok(Tally::one(shell::run(shell::cargo(&root).args(["fmt", "--all", "--check"])).is_ok())),
        Part::Clippy => {
            let mut cargo = shell::cargo(&root);
            cargo.args([
                "clippy",
                "--workspace",
                "--exclude",
                "frontend",
                "--all-targets",
                "--locked",
                "--",
                "-D",
                "warnings",
            ]);
            Ok(Tally::one(shell::run(&mut cargo).is_ok()))
        }
        Part::Tidy => {
            let failed = tidy::failures()?;
            Ok(Tally { passed: tidy::COUNT - failed, failed })
        }
        Part::Unit => cargo_tests(&["--lib", "--bins"]),
        Part::Integration => {
            setup::for_integration()?;
            up::program_and_tests()?;
            // One server for all tests, each with a database of its own on it. What they kill are Atoll's processes: the
            // disk need not be waited for.
            let postgres = testdb::Server::start(&[("fsync", "off")])?;
            let mut variables = vec![(testdb::SHARED, postgres.url())];
            variables.extend(LONG.into_iter().filter(|_| long));
            cargo_tests_with(&["--test", "*"], &variables)
        }
        Part::Journeys => journeys(),
    }
}

/// Runs Rust tests with nextest where it is there, else with cargo's own runner.
fn cargo_tests(which: &[&str]) -> Result<Tally> {
    cargo_tests_with(which, &[])
}

fn cargo_tests_with(which: &[&str], variables: &[(&str, &str)]) -> Result<Tally> {
    let nextest = shell::has("cargo-nextest");
    let mut cargo = shell::cargo(&project::root());
    cargo.args(if nextest { &["nextest", "run"][..] } else { &["test"][..] });
    cargo.args(["--workspace", "--exclude", "frontend", "--locked", "--no-fail-fast"]).args(which);
    cargo.envs(variables.iter().copied());
    let (ok, output) = teed(&mut cargo)?;
    let tally = if nextest { nextest_tally(&output) } else { libtest_tally(&output) };
    let tally = tally.with_context(|| "the test runner gave no summary".to_owned())?;
    if !ok && tally.failed == 0 {
        bail!("the test runner failed");
    }
    Ok(tally)
}

/// The browser journeys; each journey starts its own server.
fn journeys() -> Result<Tally> {
    site::build()?;
    setup::for_journeys()?;
    let program = up::program_and_tests()?;
    let dir = project::root().join(setup::END2END);
    let mut playwright = shell::command("npx", &dir);
    playwright
        .args(["--no-install", "playwright", "test"])
        .env("ATOLL_PROGRAM", program)
        .env("ATOLL_SITE_DIR", project::site());
    let (ok, output) = teed(&mut playwright)?;
    let count = |word: &str| {
        output
            .lines()
            .filter_map(|line| {
                line.trim().strip_suffix(word).or_else(|| line.trim().split_once(&format!("{word} (")).map(|(n, _)| n))
            })
            .filter_map(|number| number.trim().parse::<usize>().ok())
            .sum::<usize>()
    };
    let tally = Tally { passed: count(" passed"), failed: count(" failed") + count(" flaky") };
    if tally.passed + tally.failed == 0 || (!ok && tally.failed == 0) {
        bail!("the journeys did not run to their end");
    }
    Ok(tally)
}

/// Runs it with its output shown and kept (standard output and error together).
fn teed(command: &mut Command) -> Result<(bool, String)> {
    use std::io::{BufRead, BufReader};
    let (reader, writer) = std::io::pipe()?;
    command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let mut child = command.spawn().context("cannot start the test runner")?;
    // The command keeps the pipe's writing end; without this the reader never sees the end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut kept = String::new();
    for line in BufReader::new(reader).lines() {
        let line = line.unwrap_or_default();
        println!("{line}");
        kept.push_str(&line);
        kept.push('\n');
    }
    Ok((child.wait()?.success(), kept))
}

fn nextest_tally(output: &str) -> Option<Tally> {
    let summary = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let number = |word: &str| {
        let words: Vec<&str> = summary.split([' ', ',']).filter(|w| !w.is_empty()).collect();
        words.windows(2).find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    Some(Tally { passed: number("passed"), failed: number("failed") + number("timed") })
}

fn libtest_tally(output: &str) -> Option<Tally> {
    let mut tally = None;
    for line in output.lines().filter(|line| line.starts_with("test result:")) {
        let total = tally.get_or_insert_with(Tally::default);
        for part in line.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (number, word) = (words.next(), words.next());
            match (number.and_then(|n| n.parse::<usize>().ok()), word) {
                (Some(n), Some("passed")) => total.passed += n,
                (Some(n), Some("failed")) => total.failed += n,
                _ => {}
            }
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::{libtest_tally, nextest_tally};

    #[test]
    fn summaries_of_both_runners_are_read() {
        let nextest = "x\n     Summary [   0.120s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped\n";
        let tally = nextest_tally(nextest).unwrap();
        assert_eq!((tally.passed, tally.failed), (11, 1));
        let cargo =
            "test result: ok. 3 passed; 0 failed; 0 ignored\ntest result: FAILED. 1 passed; 2 failed; 0 ignored\n";
        let tally = libtest_tally(cargo).unwrap();
        assert_eq!((tally.passed, tally.failed), (4, 2));
        assert!(nextest_tally("nothing").is_none());
    }
}
