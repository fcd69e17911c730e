//! Signing in and out. The form goes to `POST /signin` of the server, which comes back here when it refuses; identity
//! providers are reached by links. The server also shows this page in the place of a provider's answer that it refused.

mod respond;
mod words;

use std::sync::Arc;

use http::request::Parts;
use leptos::prelude::*;
use leptos_meta::Title;
use portal::view::{SignInProblem, SignInRefusal, SignInWays};
use texts::t;

use self::respond::{Next, SigningOut};
pub use self::respond::{sign_in_page, signed_out_page};
use crate::{
    components::{
        field::{TextField, Typing},
        icon::Mark,
        query::{encode, link},
    },
    request::{query, request_id, set_status},
};

/// The sign-in page: `?next=` is where to go afterwards, `?error=` why it was refused, `?username=` who tried.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    if let Some(signing_out) = use_context::<SigningOut>() {
        return view! { <SignedOut signing_out/> }.into_any();
    }
    let ways = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Arc<SignInWays>>().cloned());
    let refusal = use_context::<SignInRefusal>().or_else(|| query("error").map(|error| typed(&error)));
    if let Some(status) = refusal.as_ref().and_then(|it| http::StatusCode::from_u16(it.problem.status()).ok()) {
        set_status(status);
    }
    let next = use_context::<Next>().map(|next| next.0).or_else(|| query("next")).unwrap_or_default();
    view! {
        <SignIn ways=ways.unwrap_or_default() refusal request_id=request_id() next
            username=query("username").unwrap_or_default()/>
    }
    .into_any()
}

/// A refusal of the form.
fn typed(error: &str) -> SignInRefusal {
    SignInRefusal { problem: words::named(error), provider: String::new() }
}

#[component]
fn SignIn(
    ways: Arc<SignInWays>,
    refusal: Option<SignInRefusal>,
    request_id: Option<String>,
    username: String,
    next: String,
) -> impl IntoView {
    let known_name = !username.is_empty();
    let providers = !ways.providers.is_empty();
    // What to type is the first thing only where nothing else is to be read or chosen first.
    let focus = !providers && refusal.as_ref().is_none_or(is_typing);
    view! {
        <Title text=t().document_title(t().signin_title())/>
        <div class="signin">
            <Brand/>
            <div class="card signin-form">
                {refusal.map(|refusal| view! { <Why refusal request_id/> })}
                {providers.then(|| view! {
                    <ul class="signin-providers" aria-label=t().signin_ways()>
                        {ways.providers
                            .iter()
                            .map(|provider| {
                                let start = link(&format!("/auth/start/{}", encode(&provider.id)), &[("next", &next)]);
                                view! {
                                    <li><a class="btn primary wide" href=start>{t().signin_with(&provider.title)}</a></li>
                                }
                            })
                            .collect_view()}
                    </ul>
                })}
                {(providers && ways.local).then(|| view! { <p class="signin-or">{t().signin_or_local()}</p> })}
                {ways.local.then(|| view! {
                    <form method="post" action="/signin" class="signin-local">
                        <input type="hidden" name="next" value=next.clone()/>
                        <TextField field="username" name="username" label=t().signin_username() value=username
                            autofocus=focus && !known_name required=true autocomplete="username"/>
                        <TextField field="password" name="password" label=t().signin_password() value="" typing=Typing::Password
                            autofocus=focus && known_name required=true autocomplete="current-password"/>
                        <button class="btn wide" class:primary=!providers>{t().signin_button()}</button>
                    </form>
                })}
            </div>
            <SignInPicture/>
        </div>
    }
    .into_any()
}

#[component]
fn Brand() -> impl IntoView {
    view! {
        <div class="signin-brand">
            <Mark/>
            <h1>"Atoll"</h1>
            <p class="sub">{t().signin_tagline()}</p>
        </div>
    }
    .into_any()
}

/// Typing again is all there is to do.
fn is_typing(refusal: &SignInRefusal) -> bool {
    refusal.problem == SignInProblem::WrongPassword
}

/// What happened, what to do, and the id under which the logs tell more; a mistyped password needs no id.
#[component]
fn Why(refusal: SignInRefusal, request_id: Option<String>) -> impl IntoView {
    let id = request_id.filter(|_| !is_typing(&refusal));
    let (what, advice) = words::of(&refusal);
    view! {
        <div class="refused" role="alert">
            <p><b>{what}</b></p>
            <p>{advice}</p>
            {id.map(|id| view! { <p>{t().signin_request_id()} " " <code>{id}</code></p> })}
        </div>
    }
    .into_any()
}

/// Signed out here, and on the way to the identity provider to do the same there.
#[component]
fn SignedOut(signing_out: SigningOut) -> impl IntoView {
    let SigningOut { title, url } = signing_out;
    view! {
        <Title text=t().document_title(t().signout_title())/>
        <div class="signin">
            <Brand/>
            <div class="card signin-form">
                <p role="status"><b>{t().signout_done()}</b></p>
                <p>{t().signout_provider(&title)}</p>
                <a class="btn primary wide" href=url rel="noreferrer">{t().signout_go_on(&title)}</a>
                <a class="btn wide" href="/signin">{t().signout_sign_in()}</a>
            </div>
            <SignInPicture/>
        </div>
    }
    .into_any()
}

/// The reef as a horizon: rings that widen from a lagoon.
#[component]
fn SignInPicture() -> impl IntoView {
    view! {
        <svg class="signin-picture" viewBox="0 0 1200 300" preserveAspectRatio="xMidYMax slice" fill="none" aria-hidden="true">
            <ellipse class="wave-5" cx="600" cy="330" rx="900" ry="240"></ellipse>
            <ellipse class="wave-4" cx="600" cy="330" rx="700" ry="186"></ellipse>
            <ellipse class="wave-3" cx="600" cy="330" rx="510" ry="136"></ellipse>
            <ellipse class="wave-2" cx="600" cy="330" rx="340" ry="90"></ellipse>
            <path class="reef" stroke-width="10" d="M262 318A340 90 0 0 1 388 263"></path>
            <path class="reef coral" stroke-width="6" d="M470 249A340 90 0 0 1 560 241"></path>
            <path class="reef" stroke-width="9" d="M668 242A340 90 0 0 1 830 265"></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use portal::view::SignInProvider;

    use super::*;
    use crate::rendered::{assert_has, html};

    fn page(local: bool, titles: &[&str], error: Option<&str>) -> String {
        let provider = |title: &&str| SignInProvider { id: title.to_lowercase(), title: (*title).to_owned() };
        let ways = Arc::new(SignInWays { local, providers: titles.iter().map(provider).collect() });
        let refusal = error.map(typed);
        html(|| {
            view! {
                <SignIn ways refusal request_id=Some("req-1".to_owned()) username="dev".to_owned() next="/clusters".to_owned()/>
            }
        })
    }

    #[test]
    fn the_form_has_its_stable_names() {
        assert_has(
            &page(true, &[], Some("invalid")),
            &[
                r#"<label for="f-username">Username</label>"#,
                r#"<label for="f-password">Password</label>"#,
                r#"value="dev""#,
                r#"name="next" value="/clusters""#,
                r#"action="/signin""#,
                ">Sign in</button>",
                r#"role="alert""#,
            ],
        );
    }

    #[test]
    fn every_problem_says_what_happened_and_what_to_do() {
        for problem in [
            SignInProblem::WrongPassword,
            SignInProblem::NoLocalAccounts,
            SignInProblem::Limited,
            SignInProblem::Disabled,
            SignInProblem::Unavailable,
            SignInProblem::Incomplete,
            SignInProblem::Stale,
            SignInProblem::OtherBrowser,
            SignInProblem::MixedUp,
            SignInProblem::Denied,
            SignInProblem::NotTaken,
            SignInProblem::Untrue,
            SignInProblem::Name,
        ] {
            let refusal = SignInRefusal { problem, provider: "<Corp>".to_owned() };
            let (what, advice) = words::of(&refusal);
            assert!(what.ends_with('.') && advice.ends_with('.'), "{problem:?}");
            let html = html(|| view! { <Why refusal request_id=Some("req-1".to_owned())/> });
            assert_eq!(html.contains("req-1"), problem != SignInProblem::WrongPassword, "{html}");
            assert!(!html.contains("<Corp>"), "{html}");
        }
    }

    #[test]
    fn each_provider_has_its_way_and_leads_on() {
        let both = page(true, &["Corp", "Partner"], None);
        assert_has(
            &both,
            &[
                r#"href="/auth/start/corp?next=%2Fclusters""#,
                "Sign in with Partner",
                &t().signin_or_local(),
                r#"action="/signin""#,
            ],
        );
        let only = page(false, &["Corp"], None);
        assert!(!only.contains("Password") && !only.contains("local account"), "{only}");
    }
}
