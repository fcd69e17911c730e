//! Who asked for an object, and when.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use texts::t;

use super::{
    time::Ago,
    within::{SLOTS, within},
};

/// `requested by dev 3 min ago`; without the name where nobody recorded it.
#[component]
pub(crate) fn Requested(by: Option<String>, at: DateTime<Utc>) -> impl IntoView {
    let when = view! { <Ago at/> }.into_any();
    match by {
        Some(who) => {
            let who = view! { <bdi>{who}</bdi> }.into_any();
            within(&t().requested_by(SLOTS[0], SLOTS[1]), [who, when]).into_any()
        }
        None => within(&t().requested(SLOTS[0]), [when]).into_any(),
    }
}
