//! The kinds of every layer: types, conditions, pure validation and defaulting. No I/O.
//!
//! One module per API group, one file per kind, stored versions only. Beside the types of a kind
//! stand its condition types and reasons (`<kind>::condition`) and its rules (`<kind>::default`,
//! `validate`, `validate_update`). [`kinds::kinds`] gives all of them as CustomResourceDefinitions.

#![allow(
    clippy::duplicated_attributes,
    reason = "printer columns repeat the names of their parts, which the lint takes for repetition"
)]

pub mod bootstrap;
pub mod cidr;
pub mod cluster;
pub mod conditions;
pub mod controlplane;
pub mod field;
pub mod guest;
pub mod installation;
pub mod kinds;
pub mod maintenance;
pub mod meta;
pub mod portal;
pub mod quantity;
pub mod quota;
pub mod rules;
pub mod run_tanzu;
pub mod schema;
pub mod selector;
pub mod time;
pub mod version;
pub mod vmoperator;
pub mod vsphere;
mod words;

pub use kinds::kinds;
pub use words::UnknownWord;
