//! Where in an object a walk stands, without building text until it is needed.

use std::fmt;

/// A step from the root of an object, linked to the step before. Lives on the stack of the walk.
#[derive(Clone, Copy)]
pub(super) enum Location<'a> {
    Root,
    Field(&'a Location<'a>, &'a str),
    Index(&'a Location<'a>, usize),
}

impl Location<'_> {
    /// The field `name` of the object at this place.
    pub(super) fn field<'b>(&'b self, name: &'b str) -> Location<'b> {
        Location::Field(self, name)
    }

    /// Entry `index` of the list at this place.
    pub(super) fn index(&self, index: usize) -> Location<'_> {
        Location::Index(self, index)
    }

    /// True at the object itself.
    pub(super) fn is_root(&self) -> bool {
        matches!(self, Location::Root)
    }
}

/// `spec.foo[0].bar`; empty at the root.
impl fmt::Display for Location<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::Root => Ok(()),
            Location::Field(parent, name) => {
                parent.fmt(f)?;
                if !parent.is_root() {
                    f.write_str(".")?;
                }
                f.write_str(name)
            }
            Location::Index(parent, index) => {
                parent.fmt(f)?;
                write!(f, "[{index}]")
            }
        }
    }
}
