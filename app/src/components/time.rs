//! Instants: relative words, with the exact instant on hover.

use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;
use texts::t;

use super::relative::Words;

/// `3 min ago`. The browser keeps the words current and puts the title into the viewer's zone.
#[component]
pub(crate) fn Ago(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <time datetime=instant(at) title=exact(at) data-relative="">
            {Words::spoken().say((Utc::now() - at).num_seconds())}
        </time>
    }
    .into_any()
}

/// RFC 3339 in UTC, as `datetime` attributes want it.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `21 Nov 2026, 11:03:11 UTC`, as the language writes it.
pub(crate) fn exact(at: DateTime<Utc>) -> String {
    at.format(&t().time_exact()).to_string()
}

/// `21 Nov, 11:03 UTC`, as the language writes it.
pub(crate) fn day_and_hour(at: DateTime<Utc>) -> String {
    at.format(&t().time_day_and_hour()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn instants_are_exact_and_in_utc() {
        let at = DateTime::from_timestamp(1_795_000_000, 0).expect("a valid second");
        assert_eq!(instant(at), "2026-11-18T11:06:40Z");
        assert_eq!(exact(at), "18 Nov 2026, 11:06:40 UTC");
        for language in texts::Language::iter() {
            let (exact, short) = texts::speaking(*language, async { (exact(at), day_and_hour(at)) }).await;
            assert!(exact.contains("2026") && exact.ends_with("11:06:40 UTC"), "{exact}");
            assert!(short.contains("18") && short.ends_with("11:06 UTC"), "{short}");
        }
    }
}
