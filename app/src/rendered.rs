//! The HTML of views, for tests.

use leptos::prelude::*;

/// The HTML of a view, as the server sends it but for the comments by which the framework tells nodes apart.
pub(crate) fn html<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| {
        leptos_meta::provide_meta_context();
        let html = view().to_html();
        ["<!>", "<!--<() />-->"].iter().fold(html, |html, mark| html.replace(mark, ""))
    })
}

/// Fails with the name of the first part that is missing.
pub(crate) fn assert_has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "no {part} in {html}");
    }
}
