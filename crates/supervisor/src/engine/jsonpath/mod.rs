//! The part of kubectl's JSONPath that printer columns use: fields, places and ranges in lists, wildcards, recursive
//! descent, unions and filters.
//!
//! A path is parsed once and evaluated by reference; what is absent yields nothing.

mod eval;
mod parse;

#[cfg(test)]
mod tests;

use serde_json::Value;

/// A parsed path.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    steps: Vec<Step>,
}

/// A path that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid JSONPath {path:?}: {message}")]
pub struct PathError {
    /// The path as it was given.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// `.name` or `['name']`: the field of each object.
    Field(String),
    /// `[*]` or `.*`: every field or entry.
    All,
    /// `..`: the value and everything below it.
    Descend,
    /// `[2]`, `[-1]`: one entry, counted from the end when negative.
    Index(i64),
    /// `[1:3]`, `[::2]`: entries from, until, and every how many.
    Range { from: Option<i64>, until: Option<i64>, every: Option<i64> },
    /// `['a','b']`, `[0,2]`: what each of them selects.
    Union(Vec<Step>),
    /// `[?(…)]`: the entries for which it holds.
    Filter(Filter),
}

/// A condition on the entry `@`.
#[derive(Clone, Debug, PartialEq)]
enum Filter {
    /// `@.name`: the operand exists.
    Exists(Operand),
    /// `@.name == "x"`.
    Compare(Operand, Comparison, Operand),
    /// `a && b`.
    And(Box<Filter>, Box<Filter>),
    /// `a || b`.
    Or(Box<Filter>, Box<Filter>),
    /// `!a`.
    Not(Box<Filter>),
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq)]
enum Operand {
    /// A path from the entry.
    Path(Path),
    /// A constant.
    Literal(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Path {
    /// Reads a path such as `.status.conditions[?(@.type=="Ready")].status`. The leading dot, a leading `$` and braces
    /// around the path may be left out or given.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(path: &str) -> Result<Path, PathError> {
        parse::parse(path).map_err(|message| PathError { path: path.to_owned(), message })
    }

    /// Every value at the path, in the order of the object.
    pub fn eval<'v>(&self, root: &'v Value) -> Vec<&'v Value> {
        eval::eval(&self.steps, root)
    }

    /// The first value at the path.
    pub fn first<'v>(&self, root: &'v Value) -> Option<&'v Value> {
        // Most paths are plain fields and need no list of values.
        let mut value = root;
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) => value = value.get(name.as_str())?,
                _ => return eval::eval(&self.steps[at..], value).into_iter().next(),
            }
        }
        Some(value)
    }
}

/// The first value at a path that is not worth keeping; none when it cannot be read. Paths of plain fields, which most
/// are, are followed without being parsed.
pub fn first_at<'v>(path: &str, root: &'v Value) -> Option<&'v Value> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.';
    match path.strip_prefix('.') {
        Some(fields) if !fields.is_empty() && fields.chars().all(plain) && !path.contains("..") => {
            fields.split('.').try_fold(root, |value, name| value.get(name))
        }
        _ => Path::parse(path).ok()?.first(root),
    }
}
