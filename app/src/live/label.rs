//! The words on how fresh a page is.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What the browser knows of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only the browser goes beyond the first"))]
pub(crate) enum Freshness {
    /// There is no stream yet (or no script): the page is as it was rendered at this time of day.
    Rendered(String),
    /// The stream stands; it was heard this many seconds ago.
    Live(u32),
    /// The stream is lost; the page is as it was at this time of day.
    Lost(String),
    /// The session has ended; the page is as it was at this time of day.
    SignedOut(String),
}

impl Freshness {
    /// The value of `data-freshness`.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Freshness::Rendered(_) => "rendered",
            Freshness::Live(_) => "live",
            Freshness::Lost(_) | Freshness::SignedOut(_) => "lost",
        }
    }

    /// What people read.
    pub(crate) fn said(&self, words: &LiveWords) -> String {
        match self {
            Freshness::Rendered(at) => words.rendered.replace('#', at),
            Freshness::Live(seconds) => words.live.replace('#', &seconds.to_string()),
            Freshness::Lost(at) => words.lost.replace('#', at),
            Freshness::SignedOut(at) => words.signed_out.replace('#', at),
        }
    }
}

/// The words for each [`Freshness`]; `#` stands for the seconds or the time of day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LiveWords {
    rendered: String,
    live: String,
    lost: String,
    signed_out: String,
}

impl LiveWords {
    /// The words of the language that this request is answered in.
    #[cfg(feature = "ssr")]
    pub(crate) fn spoken() -> Self {
        let t = texts::t();
        Self { rendered: t.live_rendered(), live: t.live_open(), lost: t.live_lost(), signed_out: t.live_signed_out() }
    }
}

/// The label; in the browser it follows the stream.
pub(crate) fn freshness(read_at: String, words: LiveWords) -> impl IntoView {
    let freshness = RwSignal::new(Freshness::Rendered(read_at));
    #[cfg(feature = "hydrate")]
    super::browser::follow(freshness);
    view! {
        <span class="freshness" data-freshness=move || freshness.with(Freshness::as_str)>
            {move || freshness.with(|freshness| freshness.said(&words))}
        </span>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_lost_stream_says_since_when() {
        let said = |freshness: Freshness| freshness.said(&LiveWords::spoken());
        assert_eq!(said(Freshness::Live(1)), "live, 1 s ago");
        assert_eq!(said(Freshness::Lost("12:03:11".to_owned())), "connection lost, showing the state of 12:03:11");
    }
}
