//! Names that local accounts may have, and the groups that they may be in. Pure.

use crate::config::RESERVED;

/// The longest name, in bytes.
const LONGEST: usize = 64;
/// The longest name of a group, in bytes.
const LONGEST_GROUP: usize = 253;

/// Whether a local account may be called this: letters, digits, dots, dashes, underlines and `@`, a letter or a digit first;
/// and no name that an identity provider gives to its people, whose names begin with one of `prefixes`.
pub(super) fn is_fit(name: &str, prefixes: &[String]) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_@".contains(&byte);
    (1..=LONGEST).contains(&name.len())
        && name.bytes().all(plain)
        && name.starts_with(|first: char| first.is_ascii_alphanumeric())
        // Kubernetes' own names and Atoll's have a colon. The program itself has none.
        && name != "atoll"
        && !prefixes.iter().any(|prefix| !prefix.is_empty() && name.starts_with(prefix.as_str()))
}

/// Whether a local account may be in this group: none of Kubernetes' own, and of Atoll's only those that are meant for people.
pub(super) fn is_fit_group(group: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && c != ',';
    let reserved = RESERVED.iter().any(|reserved| group.starts_with(reserved));
    (1..=LONGEST_GROUP).contains(&group.len()) && group.chars().all(plain) && (!reserved || group == super::ADMINS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_nobody_elses() {
        let prefixes = ["corp:".to_owned(), String::new(), "x-".to_owned()];
        for name in ["dev", "ann.b", "ann@corp.example", "7", &"a".repeat(64)] {
            assert!(is_fit(name, &prefixes), "{name}");
        }
        for name in [
            "",
            "system:admin",
            "atoll:x",
            "corp:ann",
            "x-ann",
            "a b",
            "ann\n",
            "änn",
            "-a",
            ".a",
            "atoll",
            &"a".repeat(65),
        ] {
            assert!(!is_fit(name, &prefixes), "{name}");
        }
    }

    #[test]
    fn groups_are_none_of_the_systems() {
        for group in ["atoll:admins", "team-a", "corp:team-a"] {
            assert!(is_fit_group(group), "{group}");
        }
        for group in ["", "system:masters", "system:nodes", "atoll:access:u-1", "a b", "a,b", &"a".repeat(254)] {
            assert!(!is_fit_group(group), "{group}");
        }
    }
}
