//! From one page of a list to the next.

use leptos::prelude::*;
use texts::t;

use super::amount::{counted, grouped};

/// Which rows of how many are shown, and the links to the pages beside. Nothing but the number when one page is all.
///
/// `href` makes the link of a page.
#[component]
pub(crate) fn Pager(
    page: u32,
    pages: u32,
    total: u64,
    /// Rows on one page.
    size: usize,
    /// What is listed, for one and for many: `("cluster", "clusters")`.
    what: (&'static str, &'static str),
    href: impl Fn(u32) -> String,
) -> impl IntoView {
    if pages <= 1 {
        return view! { <p class="pager">{counted(total, what.0, what.1)}</p> }.into_any();
    }
    let size = size as u64;
    let first = (u64::from(page) - 1) * size + 1;
    let last = (u64::from(page) * size).min(total);
    let previous = (page > 1).then(|| href(page - 1));
    let next = (page < pages).then(|| href(page + 1));
    view! {
        <nav class="pager" aria-label=t().pager_label()>
            <span>
                {t().pager_range(grouped(first), grouped(last), counted(total, what.0, what.1))}
            </span>
            {previous.map(|href| view! { <a class="btn small" rel="prev" href=href>{t().pager_previous()}</a> })}
            {next.map(|href| view! { <a class="btn small" rel="next" href=href>{t().pager_next()}</a> })}
        </nav>
    }
    .into_any()
}
