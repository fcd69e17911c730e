//! The architecture's invariants as checks, beside those that the compiler makes.

mod engine;
mod layers;
mod links;
mod modules;
mod routes;
mod sql;
mod texts;
mod words;

use anyhow::{Result, bail};

/// One broken rule, for people: where, and what is wrong.
pub(crate) type Finding = String;

type Check = (&'static str, fn() -> Result<Vec<Finding>>);

const CHECKS: [Check; 8] = [
    ("rooms depend only in the allowed direction", layers::check),
    ("SQL lives in store", sql::check),
    ("the engine names no kind", engine::check),
    ("every source file is declared", modules::check),
    ("relative links lead somewhere", links::check),
    ("every route has its row of who gets what", routes::check),
    ("what people read is in the catalogue", texts::check),
    ("the project speaks of itself only", words::check),
];

/// How many checks there are.
pub(crate) const COUNT: usize = CHECKS.len();

/// Runs every check and prints what each found.
///
/// # Errors
/// When any rule is broken.
pub(crate) fn run() -> Result<()> {
    let failed = failures()?;
    if failed > 0 {
        bail!("{failed} of {COUNT} tidy checks failed");
    }
    Ok(())
}

/// Number of checks that found something.
pub(crate) fn failures() -> Result<usize> {
    let mut failed = 0;
    for (rule, check) in CHECKS {
        let findings = check()?;
        println!("{} {rule}", if findings.is_empty() { "ok  " } else { "FAIL" });
        for finding in &findings {
            println!("     {finding}");
        }
        failed += usize::from(!findings.is_empty());
    }
    Ok(failed)
}
