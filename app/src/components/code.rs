//! Text for a terminal or a file, with a button that copies it.

use leptos::prelude::*;
use texts::t;

/// A command of several lines, folded away, to paste into a shell.
#[component]
pub(crate) fn Paste(text: String) -> impl IntoView {
    view! {
        <details class="paste">
            <summary>{t().code_same_with_kubectl()}</summary>
            <div class="yaml">
                <button type="button" class="copy" data-copy=text.clone() aria-label=t().copy_command()>{t().copy()}</button>
                <pre tabindex="0" role="group" aria-label=t().code_command()><code class="plain-code">{text}</code></pre>
            </div>
        </details>
    }
    .into_any()
}

/// One command line. The copy button shows only where script runs.
#[component]
pub(crate) fn Command(text: String) -> impl IntoView {
    view! {
        <div class="command">
            <code tabindex="0">{text.clone()}</code>
            <button type="button" class="copy" data-copy=text aria-label=t().copy_command()>{t().copy()}</button>
        </div>
    }
    .into_any()
}
