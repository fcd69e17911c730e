//! No machine's paths and no unfinished work in the sources.

use anyhow::Result;

use super::Finding;
use crate::project;

const EXTENSIONS: [&str; 8] = ["rs", "md", "toml", "ts", "mjs", "css", "sql", "yaml"];

pub(super) fn check() -> Result<Vec<Finding>> {
    // Written so that this file does not find itself.
    let forbidden: Vec<String> = [
        ("/ro", "ot/"),
        ("/wo", "rk/"),
        ("TO", "DO"),
        ("FIX", "ME"),
        ("X", "XX"),
        ("todo", "!("),
        ("unimplemented", "!("),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let root = project::root();
    let mut found = Vec::new();
    for file in EXTENSIONS.iter().flat_map(|extension| project::files(&root, extension)) {
        // Test data may be anything.
        for (number, line) in String::from_utf8_lossy(&std::fs::read(&file)?).lines().enumerate() {
            if let Some(word) = forbidden.iter().find(|word| line.contains(*word)) {
                let shown = file.strip_prefix(&root).unwrap_or(&file).display();
                found.push(format!("{shown}:{}: {word}", number + 1));
            }
        }
    }
    Ok(found)
}
