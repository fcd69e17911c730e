//! From one page of a list to the next.

use leptos::prelude::*;
use texts::t;

use super::amount::{Count, count, grouped};

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
    /// How many rows there are, in words.
    what: Count,
    href: impl Fn(u32) -> String,
) -> impl IntoView {
    if pages <= 1 {
        return view! { <p class="pager">{count(total, what)}</p> }.into_any();
    }
    let size = size as u64;
    let first = (u64::from(page) - 1) * size + 1;
    let last = (u64::from(page) * size).min(total);
    let previous = (page > 1).then(|| href(page - 1));
    let next = (page < pages).then(|| href(page + 1));
    view! {
        <nav class="pager" aria-label=t().pager_label()>
            <span>
                {t().pager_range(grouped(first), grouped(last), count(total, what))}
            </span>
            {previous.map(|href| view! { <a class="btn small" rel="prev" href=href>{t().pager_previous()}</a> })}
            {next.map(|href| view! { <a class="btn small" rel="next" href=href>{t().pager_next()}</a> })}
        </nav>
    }
    .into_any()
}
