//! SQL statements stand in `crates/store` and `migrations/` only.

use anyhow::Result;

use super::Finding;
use crate::project;

const STATEMENTS: [&str; 5] = ["SELECT ", "INSERT INTO", "DELETE FROM", "CREATE TABLE", "PRAGMA "];

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut found = Vec::new();
    for file in project::files(&root, "rs") {
        let shown = file.strip_prefix(&root).unwrap_or(&file).to_path_buf();
        if shown.starts_with("crates/store") || shown.starts_with("xtask") {
            continue;
        }
        for (number, line) in std::fs::read_to_string(&file)?.lines().enumerate() {
            if STATEMENTS.iter().any(|statement| line.contains(&format!("\"{statement}"))) {
                found.push(format!("{}:{}: SQL outside crates/store", shown.display(), number + 1));
            }
        }
    }
    Ok(found)
}
