//! Search: pages and objects by name, as a page of its own and, where script runs, as a palette over every page.

// The island macro makes an undocumented struct of the properties.
#![allow(missing_docs)]

#[cfg(feature = "ssr")]
mod page;
mod palette;

#[cfg(feature = "ssr")]
pub(crate) use self::page::{SearchBox, SearchPage};

use leptos::prelude::*;

/// The palette: opens by `/` or Ctrl-K, finds while one types, is left by Escape.
#[island]
pub fn Palette(
    /// What the field is called.
    label: String,
    /// How it is used, in one line.
    help: String,
) -> impl IntoView {
    palette::dialog(label, help)
}
