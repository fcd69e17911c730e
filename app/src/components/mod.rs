//! Widgets that know no feature: they take plain values and show them.

pub mod relative;

#[cfg(feature = "ssr")]
pub(crate) mod amount;
#[cfg(feature = "ssr")]
pub(crate) mod capacity;
#[cfg(feature = "ssr")]
pub(crate) mod code;
#[cfg(feature = "ssr")]
pub(crate) mod conditions;
#[cfg(feature = "ssr")]
pub(crate) mod counts;
#[cfg(feature = "ssr")]
pub(crate) mod events;
#[cfg(feature = "ssr")]
pub(crate) mod field;
#[cfg(feature = "ssr")]
pub(crate) mod icon;
#[cfg(feature = "ssr")]
pub(crate) mod page_head;
#[cfg(feature = "ssr")]
pub(crate) mod pager;
#[cfg(feature = "ssr")]
pub(crate) mod query;
#[cfg(feature = "ssr")]
pub(crate) mod raw_text;
#[cfg(feature = "ssr")]
pub(crate) mod state;
#[cfg(feature = "ssr")]
pub(crate) mod time;
#[cfg(feature = "ssr")]
pub(crate) mod timeline;
#[cfg(feature = "ssr")]
pub(crate) mod tree;
#[cfg(feature = "ssr")]
pub(crate) mod yaml;
