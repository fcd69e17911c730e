//! What changes in the object.

use leptos::prelude::*;
use portal::view::Hunk;

use crate::components::diff::Diff;

/// The lines that go and come, with a few around them.
#[component]
pub(crate) fn ChangesCard(changes: Vec<Hunk>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="changes">
            <h2 id="changes">"What will be applied"</h2>
            {if changes.is_empty() {
                view! { <p>"Nothing changes."</p> }.into_any()
            } else {
                view! { <Diff hunks=changes label="What will be applied"/> }.into_any()
            }}
        </section>
    }
    .into_any()
}
