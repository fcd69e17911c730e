//! From what the derive makes of a Rust type to the structural schema that the public API has.

pub mod pattern;
mod structural;

pub use structural::make_structural;
