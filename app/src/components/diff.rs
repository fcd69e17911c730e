//! Two texts beside each other: what is new, what is gone, with the lines around.

use leptos::prelude::*;
use portal::view::{DiffLine, Hunk};
use texts::t;

/// The places where two texts differ. Signs tell added from removed, colour only repeats it.
#[component]
pub(crate) fn Diff(
    hunks: Vec<Hunk>,
    /// The name of the region for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let hunks = hunks.into_iter().map(|hunk| {
        let lines = hunk.text.into_iter().map(|line| {
            let (change, sign, text) = match line {
                DiffLine::Same(text) => ("same", " ", text),
                DiffLine::Added(text) => ("added", "+", text),
                DiffLine::Removed(text) => ("removed", "-", text),
            };
            view! { <span class="diff-line" data-change=change><span class="diff-sign">{sign}</span>{text}"\n"</span> }
        });
        view! {
            <span class="diff-place">{t().diff_line(hunk.lines.1.to_string())}"\n"</span>
            {lines.collect_view()}
        }
    });
    view! {
        <div class="diff">
            <pre tabindex="0" role="group" aria-label=label><code>{hunks.collect_view()}</code></pre>
        </div>
    }
    .into_any()
}
