//! The portal's pages, in Leptos.
//!
//! One folder per feature: its page, what its forms accept, and how both meet the use cases of `portal`.
//! [`components`] holds the widgets that know no feature. Pages are rendered on the server only; what the browser
//! runs are the islands in [`live`] and [`cluster_request`], which fetch the same pages again and put what changed in
//! place. So a page has one rendering, with script and without (see `docs/decisions/`).

// The macros of Leptos make the types of a component's properties as public as they can.
#![allow(unreachable_pub)]

#[cfg(feature = "ssr")]
mod access;
#[cfg(feature = "ssr")]
mod account;
#[cfg(feature = "ssr")]
mod activity;
#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
mod approvals;
#[cfg(feature = "ssr")]
mod audit;
#[cfg(feature = "ssr")]
mod catalog;
#[cfg(feature = "ssr")]
mod cluster;
#[cfg(feature = "ssr")]
mod cluster_change;
#[cfg(feature = "ssr")]
mod cluster_deletion;
pub mod cluster_request;
#[cfg(feature = "ssr")]
mod clusters;
#[cfg(feature = "ssr")]
mod command_line;
pub mod components;
#[cfg(feature = "ssr")]
mod controllers;
#[cfg(feature = "ssr")]
mod fleet;
#[cfg(feature = "ssr")]
mod fleet_events;
#[cfg(feature = "ssr")]
mod fleet_tree;
#[cfg(feature = "ssr")]
mod home;
#[cfg(feature = "ssr")]
mod host;
#[cfg(feature = "ssr")]
mod language;
#[cfg(feature = "ssr")]
mod layer;
pub mod live;
#[cfg(feature = "ssr")]
mod namespaces;
#[cfg(feature = "ssr")]
mod navigation;
#[cfg(feature = "ssr")]
mod notices;
#[cfg(feature = "ssr")]
mod object;
#[cfg(feature = "ssr")]
mod object_edit;
#[cfg(feature = "ssr")]
mod outside;
#[cfg(feature = "ssr")]
mod people;
#[cfg(feature = "ssr")]
mod plan;
#[cfg(feature = "ssr")]
mod preference;
#[cfg(feature = "ssr")]
mod problem;
#[cfg(feature = "ssr")]
mod quota;
#[cfg(all(test, feature = "ssr"))]
mod rendered;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
mod routes;
#[cfg(all(test, feature = "ssr"))]
mod sample;
pub mod search;
#[cfg(feature = "ssr")]
mod sessions;
#[cfg(feature = "ssr")]
mod shell;
#[cfg(feature = "ssr")]
mod signin;
#[cfg(feature = "ssr")]
mod theme;
#[cfg(feature = "ssr")]
mod vm;
#[cfg(feature = "ssr")]
mod vm_deletion;
#[cfg(feature = "ssr")]
mod vm_request;
#[cfg(feature = "ssr")]
mod vm_resize;
#[cfg(feature = "ssr")]
mod vms;

#[cfg(feature = "ssr")]
pub use self::{
    app::App,
    language::speak,
    problem::{error_page, not_found},
    routes::routes,
    shell::shell,
    signin::{sign_in_page, signed_out_page},
};

/// Starts what the browser does on every page; `start.js` then hands each island to its function.
#[cfg(feature = "hydrate")]
pub fn start() {
    live::browser::start();
}
