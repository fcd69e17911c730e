//! The document around every page: head, navigation, and the headers that keep foreign content out.

use http::{HeaderValue, header, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use portal::SignedIn;
use texts::t;

use crate::{
    app::App,
    components::{
        icon::{Glyph, Icon, Mark},
        relative::Words,
    },
    language::LanguageSwitch,
    navigation::{self, Navigation},
    request::{path, path_and_query, signed_in},
    search::SearchBox,
    theme::{Theme, ThemeSwitch},
};

/// The whole document.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    forbid_foreign_content();
    let theme = chosen_theme();
    let (pkg, name) = (options.site_pkg_dir, options.output_name);
    // Only islands are hydrated: the rest of the page needs no markers.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang=texts::language().to_string() data-times=Words::spoken().as_text() data-copied=t().copy_done() data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/fonts/inter-latin-wght-normal.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=format!("/{pkg}/{name}.css")/>
                <link rel="modulepreload" href=format!("/{pkg}/{name}.js")/>
                <link rel="preload" href=format!("/{pkg}/{name}.wasm") r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
                <script type="module" src="/start.js"></script>
                <MetaTags/>
            </head>
            <body>
                <Hatch/>
                <App/>
            </body>
        </html>
    }
    .into_any()
}

/// The pattern of what is asked for but not yet used, once for all bars of the page.
#[component]
fn Hatch() -> impl IntoView {
    view! {
        <svg class="definitions" aria-hidden="true">
            <defs>
                <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <rect class="hatch-ground" width="6" height="6"></rect>
                    <rect class="hatch-line" width="3.4" height="6"></rect>
                </pattern>
            </defs>
        </svg>
    }
    .into_any()
}

/// Navigation beside the page; only the page where nobody is signed in.
#[component]
pub(crate) fn Frame(children: Children) -> impl IntoView {
    let path = path();
    let Ok(user) = signed_in() else {
        return view! { <main id="page" class="alone">{children()}</main> }.into_any();
    };
    let theme = chosen_theme();
    view! {
        <a class="skip" href="#page">{t().skip_to_page()}</a>
        <div class="frame">
            <nav class="nav" aria-label=t().nav_main()>
                <a class="brand" href="/"><Mark/> "Atoll"</a>
                <SearchBox/>
                <button class="menu-button" popovertarget="menu">{t().menu()}</button>
                <div class="menu" id="menu" popover="auto">
                {navigation(user.clone(), path)}
                <div class="nav-foot">
                    <div class="nav-preferences">
                        <ThemeSwitch chosen=theme back=path_and_query()/>
                        <LanguageSwitch back=path_and_query()/>
                    </div>
                    <form method="post" action="/signout" class="me">
                        <span class="me-name" title=user.groups.join(", ")>{user.user}</span>
                        <button class="quiet"><Icon glyph=Glyph::SignOut/> {t().sign_out()}</button>
                    </form>
                </div>
                </div>
            </nav>
            <main id="page" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}

/// The links beside the page, with how many things there are new or wait for this user.
fn navigation(user: SignedIn, path: String) -> impl IntoView {
    let seen = crate::notices::seen();
    Suspend::new(async move {
        // Without an answer the rest of the navigation is still of use.
        let badges = portal::notices::badges(&user).await.unwrap_or_default();
        let unseen = badges.notices.unseen(seen);
        view! { <Navigation groups=navigation::groups(&user, badges.approvals, unseen) path/> }
    })
}

fn chosen_theme() -> Theme {
    use_context::<Parts>().map_or(Theme::System, |parts| Theme::of(&parts.headers))
}

/// Sets the Content-Security-Policy with this response's nonce: nothing from elsewhere, no inline script or style but ours.
fn forbid_foreign_content() {
    let (Some(response), Some(nonce)) = (use_context::<leptos_axum::ResponseOptions>(), use_nonce()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&policy(&nonce)) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}
