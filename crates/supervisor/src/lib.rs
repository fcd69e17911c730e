//! The embedded Kubernetes API.
//!
//! [`engine`] is a generic Kubernetes REST server over a [`store::Space`]: discovery, OpenAPI, get, list, watch,
//! create, update, every patch type, delete, garbage collection, authentication and authorization. It names no kind.
//! [`kinds`] says what is served: one small strategy file per kind, gathered in a [`engine::Registry`] for the
//! Supervisor ([`kinds::supervisor_registry`]) and one for the plain clusters that run inside simulated machines
//! ([`kinds::guest_registry`]).
pub mod engine;
pub mod kinds;
