//! Signing in. The form goes to `POST /signin` of the server, which comes back here when it refuses.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{
        field::{TextField, Typing},
        icon::Mark,
    },
    request::{query, set_status},
};

/// The sign-in page: `?next=` is where to go afterwards, `?error=` why it was refused, `?username=` who tried.
#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let refusal = query("error");
    if refusal.is_some() {
        set_status(http::StatusCode::UNAUTHORIZED);
    }
    view! { <SignIn refusal username=query("username").unwrap_or_default() next=query("next").unwrap_or_default()/> }
        .into_any()
}

#[component]
fn SignIn(refusal: Option<String>, username: String, next: String) -> impl IntoView {
    let known_name = !username.is_empty();
    view! {
        <Title text="Sign in · Atoll"/>
        <div class="signin">
            <div class="signin-brand">
                <Mark/>
                <h1>"Atoll"</h1>
                <p class="sub">"Kubernetes clusters and virtual machines on your own hypervisors."</p>
            </div>
            <form method="post" action="/signin" class="card signin-form">
                {refusal.map(|refusal| view! { <p class="refused" role="alert">{refusal_words(&refusal)}</p> })}
                <input type="hidden" name="next" value=next/>
                <TextField field="username" name="username" label="Username" value=username
                    autofocus=!known_name required=true autocomplete="username"/>
                <TextField field="password" name="password" label="Password" value="" typing=Typing::Password
                    autofocus=known_name required=true autocomplete="current-password"/>
                <button class="btn primary wide">"Sign in"</button>
            </form>
            <SignInPicture/>
        </div>
    }
    .into_any()
}

/// Why it was refused, without telling whether the name exists.
fn refusal_words(refusal: &str) -> &'static str {
    match refusal {
        "limited" => "Too many tries. Wait a minute, then try again.",
        "expired" => "Your session has ended. Sign in again to go on.",
        _ => "That username and password do not belong together. Check both and try again.",
    }
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
    use super::*;
    use crate::rendered::{assert_has, html};

    #[test]
    fn the_form_has_its_stable_names() {
        let html = html(|| {
            view! { <SignIn refusal=Some("invalid".to_owned()) username="dev".to_owned() next="/clusters".to_owned()/> }
        });
        assert_has(
            &html,
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
}
