//! What the portal says, in every language it speaks.
//!
//! The messages stand in `locales/<language>/<feature>.ftl` ([Fluent](https://projectfluent.org)); the build makes one
//! typed function of each. A message that is missing in one language, or that takes other variables there, does not
//! compile. What comes from the API (conditions, events, names) is data and is shown as it is.

#[allow(
    missing_docs,
    missing_debug_implementations,
    clippy::all,
    clippy::pedantic,
    clippy::expect_used,
    clippy::unwrap_used
)]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

use std::{future::Future, sync::LazyLock};

pub use messages::{L10n as Language, L10nLanguage as Texts};

tokio::task_local! {
    static SPOKEN: Language;
}

/// Runs what answers one request; [`t`] speaks this language within it.
pub async fn speaking<F: Future>(language: Language, answer: F) -> F::Output {
    SPOKEN.scope(language, answer).await
}

/// The language of the request that is being answered; English outside of one.
pub fn language() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or_default()
}

/// The messages in the language of the request that is being answered.
pub fn t() -> &'static Texts {
    texts(language())
}

/// The messages in one language.
pub fn texts(language: Language) -> &'static Texts {
    static ALL: LazyLock<Vec<(Language, Texts)>> =
        LazyLock::new(|| Language::iter().map(|language| (*language, language.load())).collect());
    static ENGLISH: LazyLock<Texts> = LazyLock::new(|| Language::default().load());
    ALL.iter().find(|(this, _)| *this == language).map_or_else(|| &*ENGLISH, |(_, texts)| texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_is_answered_in_its_language() {
        assert_eq!((language(), t().nav_home().as_str()), (Language::En, "Home"));
        let said = speaking(Language::De, async {
            tokio::task::yield_now().await;
            t().nav_home()
        });
        assert_eq!(said.await, "Start");
    }

    #[test]
    fn the_nearest_language_is_chosen() {
        for (accepted, language) in [
            ("de-AT,en;q=0.5", Language::De),
            ("fr,en;q=0.5", Language::En),
            ("", Language::En),
            ("*;q=x,,", Language::En),
        ] {
            assert_eq!(Language::langneg(accepted), language, "{accepted:?}");
        }
    }
}
