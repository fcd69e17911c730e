//! A generic Kubernetes REST engine. It serves whatever a [`Registry`] lists and names no kind itself.
//!
//! A request passes `handle` (identity, authorization, routing) and ends in one file per verb: `list`, `watch`,
//! `create`, `update`, `modify` (patches), `delete`. Reads are answered from the stored text in memory; writes are
//! worked out on decoded objects and compared-and-set in the [`store`]. What a kind adds is its
//! [`Strategy`]; what a set of kinds does to the server as a whole are its [`Hooks`].

mod accept;
mod announced;
pub mod audit;
pub mod authn;
pub mod authz;
mod body;
mod certificate;
mod checks;
mod client;
mod commit;
mod compression;
mod connections;
mod continue_token;
mod core;
mod create;
mod deadline;
mod delete;
mod discovery;
mod documents;
mod drain;
pub mod error;
mod expiry;
mod fairness;
mod fence;
mod finalize;
mod garbage;
mod handle;
pub mod health;
mod held;
pub mod hooks;
mod impersonation;
pub(crate) mod internal;
pub mod issuer;
pub mod jsonpath;
pub mod limits;
mod linger;
mod list;
pub mod managed_fields;
pub mod metrics;
mod modify;
mod object;
pub mod openapi;
mod options;
mod past;
pub mod patch;
mod protobuf;
pub mod registry;
mod render;
pub mod request;
mod scale;
pub mod schema;
mod selection;
pub mod selector;
pub mod serve;
mod source;
mod stall;
mod start;
pub mod strategy;
pub mod table;
mod update;
pub mod user;
mod version;
mod watch;

pub use audit::Level;
pub use authz::Authorizer;
pub use client::Origin;
pub use core::Core;
pub use create::REQUEST_ID;
pub use error::ApiError;
pub use fence::Fence;
pub use hooks::Hooks;
pub use issuer::{Issuer, IssuerConfig};
pub use limits::{LevelLimits, Limits};
pub use registry::{Column, Registry, Resource, Scale};
pub use source::{Source, TrustedProxies};
pub use start::{Authorization, Config, Engine, StartError};
pub use strategy::Strategy;
pub use user::User;
