//! A source file that no module declares is dead text that still looks alive.

use std::path::Path;

use anyhow::Result;

use super::Finding;
use crate::project;

pub(super) fn check() -> Result<Vec<Finding>> {
    let root = project::root();
    let mut found = Vec::new();
    for file in project::files(&root, "rs") {
        let inside_src = file.strip_prefix(&root).is_ok_and(|path| path.iter().any(|part| part == "src"));
        if inside_src && !declared(&file) {
            found.push(format!("{} is declared by no module", file.strip_prefix(&root).unwrap_or(&file).display()));
        }
    }
    Ok(found)
}

fn declared(file: &Path) -> bool {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (Some(dir), Some(parent)) = (file.parent(), file.parent().and_then(Path::parent)) else { return true };
    if matches!(stem.as_str(), "lib" | "main" | "build") || dir.ends_with("src/bin") {
        return true;
    }
    let (name, home) = if stem == "mod" {
        (dir.file_name().unwrap_or_default().to_string_lossy().into_owned(), parent)
    } else {
        (stem, dir)
    };
    let home_name = home.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = home.parent().map(|up| up.join(format!("{home_name}.rs")));
    let mut parents = vec![home.join("mod.rs"), home.join("lib.rs"), home.join("main.rs")];
    parents.extend(beside);
    let declaration = format!("mod {name};");
    parents.iter().any(|parent| std::fs::read_to_string(parent).is_ok_and(|text| text.contains(&declaration)))
}
