//! Two texts beside each other. Pure.

use similar::{ChangeTag, TextDiff};

use crate::view::{DiffLine, Hunk};

/// Lines around a place that differs.
const AROUND: usize = 3;

/// The places where two texts differ, with the number of lines added and removed.
pub(crate) fn hunks(old: &str, new: &str) -> (Vec<Hunk>, u32, u32) {
    let diff = TextDiff::from_lines(old, new);
    let (mut added, mut removed) = (0, 0);
    let mut hunks = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        let Some(first) = group.first() else { continue };
        let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
        let lines = (number(first.old_range().start), number(first.new_range().start));
        let mut text = Vec::new();
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let line = change.value().trim_end_matches('\n').to_owned();
            text.push(match change.tag() {
                ChangeTag::Equal => DiffLine::Same(line),
                ChangeTag::Insert => {
                    added += 1;
                    DiffLine::Added(line)
                }
                ChangeTag::Delete => {
                    removed += 1;
                    DiffLine::Removed(line)
                }
            });
        }
        hunks.push(Hunk { lines, text });
    }
    (hunks, added, removed)
}

#[cfg(test)]
mod tests {
    use super::hunks;
    use crate::view::DiffLine;

    #[test]
    fn what_differs_stands_between_what_does_not() {
        let lines: Vec<String> = (1..=20).map(|n| format!("line {n}\n")).collect();
        let old = lines.concat();
        let new = old.replace("line 10\n", "line ten\nand more\n");
        let (found, added, removed) = hunks(&old, &new);
        assert_eq!((found.len(), added, removed, found[0].lines), (1, 2, 1, (7, 7)));
        assert_eq!(found[0].text.len(), 3 + 3 + 3);
        assert_eq!(found[0].text[3], DiffLine::Removed("line 10".to_owned()));
        assert_eq!(hunks(&old, &old), (Vec::new(), 0, 0));
    }
}
