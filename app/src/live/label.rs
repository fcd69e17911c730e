//! The words on how fresh a page is.

use leptos::prelude::*;

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
    pub(crate) fn words(&self) -> String {
        match self {
            Freshness::Rendered(at) => format!("as of {at}"),
            Freshness::Live(seconds) => format!("live, {seconds} s ago"),
            Freshness::Lost(at) => format!("connection lost, showing the state of {at}"),
            Freshness::SignedOut(at) => format!("your session has ended, showing the state of {at}"),
        }
    }
}

/// The label; in the browser it follows the stream.
pub(crate) fn freshness(read_at: String) -> impl IntoView {
    let freshness = RwSignal::new(Freshness::Rendered(read_at));
    #[cfg(feature = "hydrate")]
    super::browser::follow(freshness);
    view! {
        <span class="freshness" data-freshness=move || freshness.with(Freshness::as_str)>
            {move || freshness.with(Freshness::words)}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_stream_says_since_when() {
        assert_eq!(Freshness::Live(1).words(), "live, 1 s ago");
        assert_eq!(Freshness::Lost("12:03:11".to_owned()).words(), "connection lost, showing the state of 12:03:11");
    }
}
