//! What changes in the object.

use leptos::prelude::*;
use portal::view::Hunk;
use texts::t;

use crate::components::diff::Diff;

/// The lines that go and come, with a few around them.
#[component]
pub(crate) fn ChangesCard(changes: Vec<Hunk>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="changes">
            <h2 id="changes">{t().request_applied()}</h2>
            {if changes.is_empty() {
                view! { <p>{t().plan_no_changes()}</p> }.into_any()
            } else {
                view! { <Diff hunks=changes label=t().request_applied()/> }.into_any()
            }}
        </section>
    }
    .into_any()
}
