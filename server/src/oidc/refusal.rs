//! Why a sign-in through a provider came to nothing, in words for the page and for the audit log.

use portal::view::SignInRefusal;

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

    /// For the page. `title` is the provider's.
    pub(crate) fn words(&self, title: &str) -> SignInRefusal {
        let again = "Try once more from this page.";
        let (status, what, advice) = match self {
            Refusal::Unavailable(_) => (
                503,
                format!("{title} does not answer as it should, so nobody was signed in."),
                "Try again in a moment, or sign in another way. If it stays, tell an administrator the request id below.",
            ),
            Refusal::Incomplete => (400, format!("The answer of {title} was not complete."), again),
            Refusal::Stale => (
                400,
                "This sign-in took too long, or its address was opened a second time.".to_owned(),
                "Begin again from this page. Each sign-in works once, for ten minutes.",
            ),
            Refusal::OtherBrowser => (
                400,
                "This sign-in began in another browser, or this one keeps no cookies.".to_owned(),
                "Begin again from this page, in one browser and under one address, with cookies allowed.",
            ),
            Refusal::MixedUp(_) => (
                400,
                format!("The answer did not come from {title}, which was asked."),
                "Begin again from this page. If it happens again, tell an administrator the request id below.",
            ),
            Refusal::Denied(_) => (
                403,
                format!("{title} did not sign you in."),
                "Try again, or ask whoever runs it whether you may use this portal.",
            ),
            Refusal::NotTaken(_) => (
                502,
                format!("{title} did not accept the request of this portal."),
                "Try once more. If it stays, tell an administrator the request id below: the settings on one of both \
                 sides may be wrong.",
            ),
            Refusal::Untrue(_) => (
                502,
                format!("What {title} said about you could not be trusted, so nobody was signed in."),
                "Try once more. If it stays, tell an administrator the request id below.",
            ),
            Refusal::Name(_) => (
                403,
                format!("The name that {title} has for you cannot be used here."),
                "Tell an administrator the request id below: the audit log says what is wrong with the name.",
            ),
            Refusal::Disabled(_) => {
                (403, "Your account is disabled here.".to_owned(), "Ask an administrator of this portal to enable it.")
            }
            Refusal::Limited => {
                (429, "There were too many attempts from your address.".to_owned(), "Wait a minute, then try again.")
            }
        };
        SignInRefusal { status, what, advice: advice.to_owned() }
    }
}
