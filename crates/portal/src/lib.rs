//! Use cases of the portal, one file each: plan a request, explain a state, issue a kubeconfig.
//!
//! Without the feature `server` this crate is only the [`view`] types, plain data that also compiles to wasm. With it come
//! the use cases: each takes the [`SignedIn`] user and an input, works through that user's own Kubernetes client, and
//! returns a view type or a [`view::Error`].

pub mod view;

#[cfg(feature = "server")]
pub mod access;
#[cfg(feature = "server")]
pub mod activity;
#[cfg(feature = "server")]
pub mod admin;
#[cfg(feature = "server")]
mod amounts;
#[cfg(feature = "server")]
pub mod audit;
#[cfg(feature = "server")]
pub mod cluster_request;
#[cfg(feature = "server")]
pub mod clusters;
#[cfg(feature = "server")]
pub mod command_line;
#[cfg(feature = "server")]
mod conditions;
#[cfg(feature = "server")]
pub mod controllers;
#[cfg(feature = "server")]
mod creation;
#[cfg(feature = "server")]
pub mod editing;
#[cfg(feature = "server")]
mod error;
#[cfg(feature = "server")]
mod estimate;
#[cfg(feature = "server")]
mod explain;
#[cfg(feature = "server")]
mod facts;
#[cfg(feature = "server")]
mod fields;
#[cfg(feature = "server")]
mod fleet_memory;
#[cfg(feature = "server")]
mod gather;
#[cfg(feature = "server")]
pub mod home;
#[cfg(feature = "server")]
mod kind;
#[cfg(feature = "server")]
pub mod kubeconfig;
#[cfg(feature = "server")]
pub mod live;
#[cfg(feature = "server")]
pub mod machine_request;
#[cfg(feature = "server")]
pub mod machines;
#[cfg(feature = "server")]
mod manifest;
#[cfg(feature = "server")]
mod mirror;
#[cfg(feature = "server")]
mod namespaces;
#[cfg(feature = "server")]
pub mod notices;
#[cfg(feature = "server")]
pub mod object;
#[cfg(feature = "server")]
pub mod outside;
#[cfg(feature = "server")]
pub mod people;
#[cfg(feature = "server")]
mod plan;
#[cfg(feature = "server")]
pub mod quota;
#[cfg(feature = "server")]
mod read;
#[cfg(feature = "server")]
mod resource;
#[cfg(feature = "server")]
mod rows;
#[cfg(feature = "server")]
pub mod search;
#[cfg(feature = "server")]
mod sight;
#[cfg(feature = "server")]
mod signed_in;
#[cfg(feature = "server")]
pub mod tidings;
#[cfg(feature = "server")]
mod timeline;
#[cfg(feature = "server")]
mod tree;
#[cfg(feature = "server")]
mod watching;
#[cfg(feature = "server")]
mod yaml;

#[cfg(feature = "server")]
pub use fleet_memory::FleetMemory;
#[cfg(feature = "server")]
pub use sight::Sight;
#[cfg(feature = "server")]
pub use signed_in::SignedIn;
pub use view::Error;
