//! `POST /signin`: a plain form that works without script. And what every sign-in ends with.

use std::net::{IpAddr, Ipv4Addr};

use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use chrono::Utc;
use serde::Deserialize;
use supervisor::engine::User;
use tower_sessions::Session;

use super::{
    Web, browser,
    session::{ID_TOKEN, KEY, SignedInAs},
    witness::Witness,
};
use crate::accounts::Outcome;

/// An ID token that is longer than this is not kept: it would not fit into the address that it is for.
const LONGEST_HINT: usize = 6 << 10;

/// The form.
#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    username: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in and leads to `next`, or back to the form with the reason.
pub(super) async fn sign_in(
    State(web): State<Web>,
    Extension(witness): Extension<Witness>,
    session: Session,
    Form(form): Form<Credentials>,
) -> Response {
    let from = witness.source.caller().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let name = form.username.trim();
    let next = local_path(&form.next);
    if !web.local_accounts {
        return again("off", "", next);
    }
    // A name that nobody has may be a password in the wrong field: it is not recorded.
    let refused = async |known: bool, reason: &str| {
        let user = User::new::<String>(if known { name } else { "" }, []);
        witness.tell("sign-in", &user, None, 401, reason).await;
    };
    let account = match web.accounts.check(name, form.password, from).await {
        Ok(Outcome::Welcome(account)) => account,
        Ok(Outcome::Invalid { known }) => {
            refused(known, if known { "wrong password" } else { "no such account" }).await;
            return again("invalid", name, next);
        }
        Ok(Outcome::Limited) => return again("limited", name, next),
        Err(error) => return unavailable(&error),
    };
    match web.people.standing(&account.name).await {
        Ok(standing) if standing.disabled => {
            refused(true, "the account is disabled").await;
            return again("disabled", name, next);
        }
        Ok(_) => {}
        Err(error) => return unavailable(&error.into()),
    }
    let who = SignedInAs::new(account.name, account.groups, None, Utc::now());
    match begin(&web, &witness, &session, who, None).await {
        Ok(()) => Redirect::to(next.unwrap_or("/")).into_response(),
        Err(error) => unavailable(&error),
    }
}

/// What an identity provider said beside who it is.
pub(super) struct FromProvider<'a> {
    /// Where they are written to; empty when it does not say, or does not vouch for it.
    pub(super) email: &'a str,
    /// The hint for signing out there.
    pub(super) id_token: &'a str,
}

/// Begins the session of somebody who signed in. Whatever session the browser came with is over, and its id with it: nobody
/// who knew it knows the new one.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn begin(
    web: &Web,
    witness: &Witness,
    session: &Session,
    who: SignedInAs,
    from_provider: Option<FromProvider<'_>>,
) -> anyhow::Result<()> {
    let address = witness.source.caller().map(|address| address.to_string()).unwrap_or_default();
    let who = SignedInAs { address, browser: browser::words(witness.agent()), ..who };
    let provider = who.provider.as_deref().unwrap_or_default();
    let email = from_provider.as_ref().map(|said| said.email);
    web.people.signed_in(&who.user, provider, &who.groups, email, who.since()).await?;
    session.clear().await;
    session.cycle_id().await?;
    session.insert(KEY, &who).await?;
    if let Some(said) = from_provider.filter(|said| said.id_token.len() <= LONGEST_HINT) {
        session.insert(ID_TOKEN, said.id_token).await?;
    }
    let reason = if provider.is_empty() { "local account" } else { provider };
    witness.tell("sign-in", &User::new(who.user.clone(), who.groups.clone()), None, 200, reason).await;
    Ok(())
}

fn again(error: &str, name: &str, next: Option<&str>) -> Response {
    let mut page = format!("/signin?error={error}&username={}", escaped(&name.chars().take(64).collect::<String>()));
    if let Some(next) = next {
        page.push_str("&next=");
        page.push_str(&escaped(next));
    }
    Redirect::to(&page).into_response()
}

pub(super) fn unavailable(error: &anyhow::Error) -> Response {
    tracing::error!(error = format!("{error:#}"), "cannot sign in or out");
    (StatusCode::SERVICE_UNAVAILABLE, "The server cannot sign you in or out now. Please try again.\n").into_response()
}

/// A path on this site to go on to, or `None`: never another site, whatever a link says.
///
/// Browsers read `//host` and `/\host` as another site, and drop tabs and line ends before they look.
pub(super) fn local_path(next: &str) -> Option<&str> {
    let plain = next.len() <= 2048 && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && next.starts_with('/') && !next.starts_with("//")).then_some(next)
}

/// A value for a query string: all but unreserved characters and `/` percent-encoded.
pub(super) fn escaped(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_to_another_site() {
        for right in ["/", "/clusters", "/clusters/team-a/demo?tab=nodes&x=%2F", "/a//b"] {
            assert_eq!(local_path(right), Some(right));
        }
        for wrong in
            ["", "clusters", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil", "/a b", "/ü"]
        {
            assert_eq!(local_path(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn query_values() {
        assert_eq!(escaped("/clusters?tab=a&b c"), "/clusters%3Ftab%3Da%26b%20c");
        assert_eq!(escaped("ü"), "%C3%BC");
    }
}
