//! Light, dark, or as the system says: the choice is kept in a cookie, so that it works without script.

use axum::{Form, response::Response};
use http::HeaderMap;
use leptos::prelude::*;
use serde::Deserialize;
use texts::t;

use crate::{
    components::icon::{Glyph, Icon},
    preference,
};

const COOKIE: &str = "atoll-theme";

/// The colours of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// The theme that the request's cookie asks for.
    pub(crate) fn of(headers: &HeaderMap) -> Theme {
        preference::chosen(headers, COOKIE)
            .and_then(|value| Theme::ALL.into_iter().find(|theme| theme.value() == value))
            .unwrap_or(Theme::System)
    }

    const fn value(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The value of `data-theme` on the document; none to follow the system.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        (self != Theme::System).then(|| self.value())
    }
}

/// The three choices as buttons of one form.
#[component]
pub(crate) fn ThemeSwitch(
    chosen: Theme,
    /// The page to come back to.
    back: String,
) -> impl IntoView {
    view! {
        <form class="theme" method="post" action="/theme" aria-label=t().theme_label()>
            <input type="hidden" name="next" value=back/>
            {Theme::ALL
                .into_iter()
                .map(|theme| {
                    let (glyph, label) = match theme {
                        Theme::System => (Glyph::System, t().theme_system()),
                        Theme::Light => (Glyph::Light, t().theme_light()),
                        Theme::Dark => (Glyph::Dark, t().theme_dark()),
                    };
                    view! {
                        <button name="theme" value=theme.value() aria-label=label.clone() title=label
                            aria-pressed=if theme == chosen { "true" } else { "false" }>
                            <Icon glyph/>
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
    theme: String,
    #[serde(default)]
    next: String,
}

/// `POST /theme`: remembers the choice for a year and goes back.
pub(crate) async fn choose(Form(choice): Form<Choice>) -> Response {
    let theme = Theme::ALL.into_iter().find(|theme| theme.value() == choice.theme).unwrap_or(Theme::System);
    preference::remember(COOKIE, theme.value(), &choice.next)
}

#[cfg(test)]
mod tests {
    use http::{HeaderValue, header};

    use super::*;

    #[test]
    fn the_cookie_chooses() {
        for (cookie, theme) in [
            ("atoll-theme=dark", Theme::Dark),
            ("a=b; atoll-theme=light", Theme::Light),
            ("atoll-theme=pink", Theme::System),
            ("x", Theme::System),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
            assert_eq!(Theme::of(&headers), theme);
        }
    }
}
