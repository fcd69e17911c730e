//! Paths to fields, as messages show them.

use std::fmt;

/// The path to a field, such as `spec.nodePools[0].labels[example.com/a]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Path(String);

impl Path {
    /// A path that begins at this field of the object.
    pub fn new(field: &str) -> Self {
        Self(field.to_owned())
    }

    /// The field below this one.
    #[must_use]
    pub fn child(&self, field: &str) -> Self {
        Self(format!("{}.{field}", self.0))
    }

    /// The item of this list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    /// The entry of this map.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}[{key}]", self.0))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

impl From<&Path> for String {
    fn from(path: &Path) -> Self {
        path.0.clone()
    }
}
