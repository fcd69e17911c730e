//! The three patches that a request may carry: JSON patch (RFC 6902), JSON merge patch (RFC 7386) and strategic merge
//! patch. Each is a pure function from an object and a patch to the patched object.

mod json;
mod merge;
mod strategic;

#[cfg(test)]
mod tests;

pub use json::json;
pub use merge::merge;
pub use strategic::strategic;

/// Why a patch was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatchError {
    /// The patch itself is not of the right form; the request is bad (400).
    #[error("{0}")]
    Malformed(String),
    /// The patch does not fit this object (422).
    #[error("{0}")]
    Unprocessable(String),
    /// The patch asks for more than a request may (413).
    #[error("{0}")]
    TooLarge(String),
}
