//! Why a sign-in through a provider came to nothing, in full for the audit log and in short for the page.

use portal::view::SignInProblem;

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The provider does not answer, or not in time, or with nothing that can be used.
    Unavailable(String),
    /// The answer lacks what every answer has.
    Incomplete,
    /// The attempt is over: it took too long, or its answer was used before.
    Stale,
    /// The attempt began in another browser, or the browser keeps no cookies.
    OtherBrowser,
    /// The answer is of another provider than was asked.
    MixedUp(String),
    /// The person or the provider said no.
    Denied(String),
    /// The provider does not take the code, or does not know this portal.
    NotTaken(String),
    /// What the provider says does not hold: it is not signed, not for this portal, too old, …
    Untrue(String),
    /// The provider's name for this person cannot be used here.
    Name(String),
    /// An administrator keeps this person out.
    Disabled(String),
    /// Too many attempts.
    Limited,
}

impl Refusal {
    /// For the audit log and the log: one line without secrets.
    pub(crate) fn reason(&self) -> String {
        let (class, detail) = match self {
            Refusal::Unavailable(detail) => ("the identity provider is not usable", detail.as_str()),
            Refusal::Incomplete => ("the answer is incomplete", ""),
            Refusal::Stale => ("the attempt is unknown, over or was used before", ""),
            Refusal::OtherBrowser => ("the attempt began in another browser", ""),
            Refusal::MixedUp(detail) => ("the answer is of another provider", detail.as_str()),
            Refusal::Denied(detail) => ("the identity provider refused", detail.as_str()),
            Refusal::NotTaken(detail) => ("the identity provider did not take the code", detail.as_str()),
            Refusal::Untrue(detail) => ("the ID token is not valid", detail.as_str()),
            Refusal::Name(detail) => ("the name cannot be used", detail.as_str()),
            Refusal::Disabled(name) => ("the account is disabled", name.as_str()),
            Refusal::Limited => ("too many attempts", ""),
        };
        let detail: String = detail.chars().filter(|c| !c.is_control()).take(300).collect();
        if detail.is_empty() { class.to_owned() } else { format!("{class}: {detail}") }
    }

    /// The user name here, when the refusal is about one.
    pub(crate) fn user(&self) -> &str {
        match self {
            Refusal::Disabled(name) => name,
            _ => "",
        }
    }

    /// What the one who tried may know of it.
    pub(crate) fn problem(&self) -> SignInProblem {
        match self {
            Refusal::Unavailable(_) => SignInProblem::Unavailable,
            Refusal::Incomplete => SignInProblem::Incomplete,
            Refusal::Stale => SignInProblem::Stale,
            Refusal::OtherBrowser => SignInProblem::OtherBrowser,
            Refusal::MixedUp(_) => SignInProblem::MixedUp,
            Refusal::Denied(_) => SignInProblem::Denied,
            Refusal::NotTaken(_) => SignInProblem::NotTaken,
            Refusal::Untrue(_) => SignInProblem::Untrue,
            Refusal::Name(_) => SignInProblem::Name,
            Refusal::Disabled(_) => SignInProblem::Disabled,
            Refusal::Limited => SignInProblem::Limited,
        }
    }
}
