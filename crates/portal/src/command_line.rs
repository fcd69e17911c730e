//! Signing in the command line: what a program on somebody's computer asks for, and what they answer in the portal.

use std::{fmt, future::Future, pin::Pin, sync::Arc};
use texts::t;

use crate::view::{Authorize, Error, FieldError, WaitingDevice};

/// What is answered later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Keeps what waits, for one request of somebody who is signed in.
pub trait Desk: Send + Sync {
    /// What waits for this code; `None` when nothing does.
    fn waiting<'a>(&'a self, code: &'a str) -> Answer<'a, Option<WaitingDevice>>;
    /// Signs in what waits for this code as the user, or refuses it. False when nothing waits.
    fn decide<'a>(&'a self, code: &'a str, approve: bool) -> Answer<'a, bool>;
    /// A code by which the program that asked gets its sign-in as the user.
    fn grant<'a>(&'a self, asked: &'a Authorize) -> Answer<'a, String>;
}

/// The desk, as an extension of a request.
#[derive(Clone)]
pub struct CommandLines(pub Arc<dyn Desk>);

impl fmt::Debug for CommandLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommandLines")
    }
}

/// Letters of codes that people type: no vowels, so that they are no words, and none that look alike.
pub const CODE_LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// A code as it is kept, `ABCDEFGH`, from what was typed: small letters, spaces and dashes do not matter. `None` when it can
/// be none.
#[must_use]
pub fn read_code(typed: &str) -> Option<String> {
    let code: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).take(9).collect();
    (code.len() == 8 && code.bytes().all(|letter| CODE_LETTERS.contains(&letter))).then_some(code)
}

/// A code as people read it: `ABCD-EFGH`.
#[must_use]
pub fn shown_code(code: &str) -> String {
    match code.split_at_checked(4) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

/// Whether what a program asks for can be granted: it must come back to this computer, and prove then that it is the one
/// that asked (RFC 7636).
///
/// # Errors
/// `Invalid` with the parameter that is wrong.
pub fn check(asked: &Authorize) -> Result<(), Error> {
    let plain = |text: &str, longest: usize| {
        !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic())
    };
    let named = |text: &str| !text.trim().is_empty() && text.chars().count() <= 100 && !text.contains(char::is_control);
    let wrong = |field: &str, message: String| Error::invalid(vec![FieldError::new(field, message)]);
    if asked.response_type != "code" {
        return Err(wrong("response_type", t().error_login_must_be("response_type", "code")));
    }
    if asked.code_challenge_method != "S256" || !plain(&asked.code_challenge, 43) || asked.code_challenge.len() != 43 {
        return Err(wrong("code_challenge", t().error_login_method("code_challenge", "S256")));
    }
    if port(&asked.redirect_uri).is_none() {
        return Err(wrong("redirect_uri", t().error_login_must_be("redirect_uri", "http://127.0.0.1:PORT/callback")));
    }
    if !plain(&asked.state, 200) {
        return Err(wrong("state", t().error_login_length("state", 1, 200)));
    }
    if !named(&asked.machine) || !named(&asked.client_id) {
        return Err(wrong("machine and client_id", t().error_login_unnamed()));
    }
    Ok(())
}

/// The port that a program waits at.
#[must_use]
pub fn port(redirect_uri: &str) -> Option<u16> {
    let port = redirect_uri.strip_prefix("http://127.0.0.1:")?.strip_suffix("/callback")?;
    port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok()).flatten().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for (typed, code) in [
            ("BCDF-GHJK", Some("BCDFGHJK")),
            (" bcdf ghjk ", Some("BCDFGHJK")),
            ("bcdfghjk", Some("BCDFGHJK")),
            ("BCDF-GHJ", None),
            ("BCDF-GHJKL", None),
            ("ABCD-EFGH", None),
            ("BCDF-GHJ1", None),
            ("ﬀﬀﬀﬀﬀﬀﬀﬀ", None),
            ("", None),
        ] {
            assert_eq!(read_code(typed).as_deref(), code, "{typed:?}");
        }
        assert_eq!(shown_code("BCDFGHJK"), "BCDF-GHJK");
    }

    #[test]
    fn only_programs_on_this_computer_are_answered() {
        let good = Authorize {
            response_type: "code".into(),
            client_id: "atoll 0.1".into(),
            machine: "laptop".into(),
            redirect_uri: "http://127.0.0.1:4711/callback".into(),
            code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into(),
            code_challenge_method: "S256".into(),
            state: "x".into(),
        };
        assert!(check(&good).is_ok());
        type Change = (fn(&mut Authorize), &'static str);
        let changes: [Change; 13] = [
            (|it| it.response_type = "token".into(), "response_type"),
            (|it| it.redirect_uri = "https://evil.example/callback".into(), "redirect_uri"),
            (|it| it.redirect_uri = "http://127.0.0.1.evil.example:1/callback".into(), "redirect_uri"),
            (|it| it.redirect_uri = "http://127.0.0.1:1@evil.example/callback".into(), "redirect_uri"),
            (|it| it.redirect_uri = "http://127.0.0.1:99999/callback".into(), "redirect_uri"),
            (|it| it.redirect_uri = "http://127.0.0.1:0/callback".into(), "redirect_uri"),
            (|it| it.redirect_uri = "http://localhost:1/callback".into(), "redirect_uri"),
            (|it| it.code_challenge_method = "plain".into(), "code_challenge"),
            (|it| it.code_challenge.clear(), "code_challenge"),
            (|it| it.state.clear(), "state"),
            (|it| it.state = "a b".into(), "state"),
            (|it| it.machine = "x".repeat(101), "machine and client_id"),
            (|it| it.client_id = "a\nb".into(), "machine and client_id"),
        ];
        for (change, field) in changes {
            let mut asked = good.clone();
            change(&mut asked);
            assert_eq!(check(&asked).unwrap_err().fields[0].field, field, "{asked:?}");
        }
    }
}
