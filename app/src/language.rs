//! The language that a page speaks: chosen by cookie, else what the browser asks for.

use axum::{Form, extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, header};
use leptos::prelude::*;
use serde::Deserialize;
use texts::{Language, t};

use crate::preference;

const COOKIE: &str = "atoll-language";

/// Answers each request in its language; a layer around everything that shows pages.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = of(request.headers());
    texts::speaking(language, next.run(request)).await
}

/// The language of a request.
fn of(headers: &HeaderMap) -> Language {
    preference::chosen(headers, COOKIE).and_then(|chosen| chosen.parse().ok()).unwrap_or_else(|| {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Language::langneg(accepted.unwrap_or_default())
    })
}

/// One button for each language, named in that language.
#[component]
pub(crate) fn LanguageSwitch(
    /// The page to come back to.
    back: String,
) -> impl IntoView {
    view! {
        <form class="language" method="post" action="/language" aria-label=t().language_label()>
            <input type="hidden" name="next" value=back/>
            {Language::iter()
                .rev()
                .map(|language| {
                    let code = language.to_string();
                    view! {
                        <button name="language" value=code.clone() lang=code.clone() title=language.language_name()
                            aria-label=language.language_name()
                            aria-pressed=if *language == texts::language() { "true" } else { "false" }>
                            {code.to_uppercase()}
                        </button>
                    }
                })
                .collect_view()}
        </form>
    }
    .into_any()
}

/// What the form sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Choice {
    language: String,
    #[serde(default)]
    next: String,
}

/// `POST /language`: remembers the choice and goes back.
pub(crate) async fn choose(Form(choice): Form<Choice>) -> Response {
    let language: Language = choice.language.parse().unwrap_or_default();
    preference::remember(COOKIE, &language, &choice.next)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_choice_outranks_the_browser() {
        for (cookie, accepted, language) in [
            ("atoll-language=en", "de", Language::En),
            ("atoll-language=xx", "de", Language::De),
            ("", "de-CH, fr", Language::De),
            ("", "", Language::En),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(of(&headers), language, "{cookie} {accepted}");
        }
    }
}
