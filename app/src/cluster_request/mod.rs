//! Asking for a cluster: by form or by YAML, with what would be applied beside it.

// The island macro makes an undocumented struct of the properties.
#![allow(missing_docs)]

#[cfg(feature = "ssr")]
mod action;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod page;
mod preview;
#[cfg(feature = "ssr")]
mod wrong;

#[cfg(feature = "ssr")]
pub(crate) use self::{action::submit, page::RequestPage};

use leptos::prelude::*;

pub use self::preview::PreviewWords;

/// Where script runs: checks the request while it is typed, and says that it does.
#[island]
pub fn LivePreview(
    /// What is said, in the language of the page.
    words: PreviewWords,
) -> impl IntoView {
    preview::label(words)
}
