//! Relative links of Markdown files must lead to a file that is there.

use anyhow::Result;

use super::Finding;
use crate::project;

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut found = Vec::new();
    for file in project::files(&root, "md") {
        let text = std::fs::read_to_string(&file)?;
        let dir = file.parent().unwrap_or(&root);
        for target in targets(&text) {
            let path = target.split(['#', '?']).next().unwrap_or_default();
            let outside = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
            if !outside && !dir.join(path).exists() {
                found.push(format!("{}: broken link {target}", file.strip_prefix(&root).unwrap_or(&file).display()));
            }
        }
    }
    Ok(found)
}

fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("](") {
        let rest = &text[at + 2..];
        if let Some(end) = rest.find(')') {
            found.push(rest[..end].split_whitespace().next().unwrap_or_default().to_owned());
        }
    }
    found
}
