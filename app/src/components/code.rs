//! Text for a terminal or a file, with a button that copies it.

use leptos::prelude::*;
use texts::t;

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
