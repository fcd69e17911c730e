//! What is wrong with a setting, in one line.

use super::sources::Sources;

/// A key that cannot be as it is. `Display` is one line: key, where the value came from, what is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Error {
    key: String,
    origin: Option<String>,
    problem: String,
}

impl Error {
    /// `key` as it is written in the file, with dots between its parts.
    pub(crate) fn new(key: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { key: key.into(), origin: None, problem: problem.into() }
    }

    /// Adds where the key's value came from.
    pub(super) fn from(mut self, sources: &Sources) -> Self {
        self.origin = sources.origin(&self.key).map(str::to_owned);
        self
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Messages of the readers below may have several lines.
        let problem = self.problem.split_whitespace().collect::<Vec<_>>().join(" ");
        match &self.origin {
            Some(origin) => write!(f, "{} (from {origin}): {problem}", self.key),
            None => write!(f, "{}: {problem}", self.key),
        }
    }
}

impl std::error::Error for Error {}
