//! Which pages follow what they show.

use chrono::Utc;
use leptos::prelude::*;

use super::{Live, LiveWords, scope::scope_of};
use crate::request::path;

/// In the context of a page that is shown again after a form: it holds still, so that what was typed stays.
#[derive(Clone)]
pub(crate) struct Still;

/// How fresh the page is, on pages that follow what they show.
#[component]
pub(crate) fn HowFresh() -> impl IntoView {
    let follows = use_context::<Still>().is_none() && scope_of(&path()).is_some();
    follows
        .then(|| {
            let read_at = Utc::now().format("%H:%M:%S UTC").to_string();
            view! { <div class="how-fresh"><Live read_at words=LiveWords::spoken()/></div> }
        })
        .into_any()
}
