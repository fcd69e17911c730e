//! Kubernetes versions as people write them: `v1.34`, `1.34.2`, `v1.34.2+vmware.1-fips.1`.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A version, or the beginning of one.
///
/// Versions order by their numbers, then by what follows: a pre-release (`-rc.1`) comes before the
/// release, and builds (`+vmware.2`) after it, by the numbers and words in them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    /// The first number.
    pub major: u64,
    /// The second number.
    pub minor: u64,
    /// The third number; absent in `v1.34`.
    pub patch: Option<u64>,
    /// What follows, with its leading `-` or `+`; may be empty.
    pub suffix: String,
}

/// A text that is no version.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0:?} is not a version such as v1.34 or v1.34.2")]
pub struct ParseError(pub String);

impl Version {
    /// Whether all three numbers are there.
    pub const fn is_full(&self) -> bool {
        self.patch.is_some()
    }

    /// Whether this is `release`, or a beginning of it that leaves open what it does not say.
    ///
    /// A pre-release is never meant by a beginning that does not name it.
    pub fn accepts(&self, release: &Self) -> bool {
        self.major == release.major
            && self.minor == release.minor
            && self.patch.is_none_or(|patch| Some(patch) == release.patch)
            && if self.suffix.is_empty() {
                !release.suffix.starts_with('-')
            } else {
                release
                    .suffix
                    .strip_prefix(self.suffix.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(|it: char| !it.is_ascii_alphanumeric()))
            }
    }

    /// Whether going here from `running` would leave out a minor version, which Kubernetes does not allow.
    pub const fn skips_a_minor_after(&self, running: &Self) -> bool {
        self.major == running.major && self.minor > running.minor + 1
    }

    /// The newest of `releases` that this version accepts.
    pub fn newest<'a>(&self, releases: impl IntoIterator<Item = &'a Self>) -> Option<&'a Self> {
        releases.into_iter().filter(|release| self.accepts(release)).max()
    }
}

impl FromStr for Version {
    type Err = ParseError;

    /// Reads a version with or without its `v`; `---` stands for `+`, as in the names of objects.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text).ok_or_else(|| ParseError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Version> {
    let (major, rest) = number(text.strip_prefix('v').unwrap_or(text))?;
    let (minor, rest) = number(rest.strip_prefix('.')?)?;
    if rest.is_empty() {
        return Some(Version { major, minor, patch: None, suffix: String::new() });
    }
    let (patch, rest) = number(rest.strip_prefix('.')?)?;
    let suffix = rest.strip_prefix("---").map_or_else(|| rest.to_owned(), |it| format!("+{it}"));
    let valid = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'+');
    let whole = suffix.is_empty() || suffix.starts_with(['-', '+']) && suffix.len() > 1;
    (whole && suffix.bytes().all(valid)).then_some(Version { major, minor, patch: Some(patch), suffix })
}

/// A number without leading zeros, and what follows it.
fn number(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.len() > 1 && digits.starts_with('0') {
        return None;
    }
    Some((digits.parse().ok()?, rest))
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}.{}", self.major, self.minor)?;
        if let Some(patch) = self.patch {
            write!(f, ".{patch}")?;
        }
        f.write_str(&self.suffix)
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let numbers = |it: &Self| (it.major, it.minor, it.patch);
        let stage = |it: &Self| match it.suffix.as_bytes().first() {
            Some(b'-') => 0,
            None => 1,
            Some(_) => 2,
        };
        numbers(self)
            .cmp(&numbers(other))
            .then_with(|| stage(self).cmp(&stage(other)))
            .then_with(|| compare_words(&self.suffix, &other.suffix))
            .then_with(|| self.suffix.cmp(&other.suffix))
    }
}

/// Compares word by word, numbers as numbers and before words.
fn compare_words(one: &str, other: &str) -> Ordering {
    let words = |text: &str| {
        text.split(|it: char| !it.is_ascii_alphanumeric())
            .map(|word| word.parse::<u64>().map_err(|_| word.to_owned()))
            .collect::<Vec<_>>()
    };
    for (one, other) in words(one).iter().zip(words(other).iter()) {
        let order = match (one, other) {
            (Ok(one), Ok(other)) => one.cmp(other),
            (Err(one), Err(other)) => one.cmp(other),
            (Ok(_), Err(_)) => Ordering::Less,
            (Err(_), Ok(_)) => Ordering::Greater,
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    words(one).len().cmp(&words(other).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn versions_are_read_as_people_write_them() {
        for (text, shown) in [
            ("v1.34", "v1.34"),
            ("1.34", "v1.34"),
            ("v1.34.2", "v1.34.2"),
            ("1.34.2+vmware.1-fips.1", "v1.34.2+vmware.1-fips.1"),
            ("v1.34.2---vmware.1", "v1.34.2+vmware.1"),
            ("v1.35.0-rc.1", "v1.35.0-rc.1"),
        ] {
            assert_eq!(version(text).to_string(), shown);
        }
        for text in ["", "v", "1", "v1.", "v1.x", "v01.2", "v1.34.", "v1.34.2+", "v1.34+a", "v1.34.2 ", "latest"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn versions_are_in_order() {
        let ordered = [
            "v1.33.9",
            "v1.34.0-alpha.1",
            "v1.34.0-rc.2",
            "v1.34.0-rc.10",
            "v1.34.0",
            "v1.34.0+vmware.1",
            "v1.34.0+vmware.1-fips.1",
            "v1.34.0+vmware.2",
            "v1.34.0+vmware.10",
            "v1.34.1",
            "v1.34.10",
            "v2.0.0",
        ];
        for pair in ordered.windows(2) {
            assert!(version(pair[0]) < version(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_beginning_accepts_what_it_leaves_open() {
        for (wanted, release, accepted) in [
            ("v1.34", "v1.34.2", true),
            ("1.34", "v1.34.2+vmware.1", true),
            ("v1.34", "v1.35.0", false),
            ("v1.3", "v1.34.2", false),
            ("v1.34", "v1.34.0-rc.1", false),
            ("v1.34.0-rc.1", "v1.34.0-rc.1", true),
            ("v1.34.2", "v1.34.2+vmware.1", true),
            ("v1.34.2", "v1.34.20", false),
            ("v1.34.2+vmware.1", "v1.34.2+vmware.1-fips.1", true),
            ("v1.34.2+vmware.1", "v1.34.2+vmware.10", false),
            ("v1.34.2+vmware.1", "v1.34.2", false),
        ] {
            assert_eq!(version(wanted).accepts(&version(release)), accepted, "{wanted} {release}");
        }
    }

    #[test]
    fn the_newest_match_is_taken() {
        let releases = ["v1.33.5", "v1.34.1", "v1.34.10", "v1.34.2", "v1.35.0-rc.1"].map(version);
        assert_eq!(version("v1.34").newest(&releases), Some(&version("v1.34.10")));
        assert_eq!(version("v1.35").newest(&releases), None);
    }
}
