//! Pages that follow what they show: one server-sent-events stream per page tells that something changed, the browser
//! fetches the page again and puts what differs in place.

// The island macro makes an undocumented struct of the properties.
#![allow(missing_docs)]

#[cfg(feature = "hydrate")]
pub(crate) mod browser;
#[cfg(feature = "ssr")]
mod events;
#[cfg(feature = "ssr")]
mod how_fresh;
mod label;
#[cfg(any(feature = "hydrate", test))]
mod plan;
#[cfg(feature = "ssr")]
mod scope;

#[cfg(feature = "ssr")]
pub(crate) use self::{
    events::events,
    how_fresh::{HowFresh, Still},
};

use leptos::prelude::*;

pub use self::label::LiveWords;

/// How fresh the page is: `as of 11:03:11 UTC` without script, `live, 2 s ago` while the stream stands, and since when
/// it is lost when it is.
#[island]
pub fn Live(
    /// When the page was rendered.
    read_at: String,
    /// What is said, in the language of the page.
    words: LiveWords,
) -> impl IntoView {
    label::freshness(read_at, words)
}
