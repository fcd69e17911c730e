//! The fixed words of each class of error.

use http::StatusCode;
use portal::view::ErrorKind;

/// What an error page says beside the error's own sentence.
pub(super) struct Words {
    /// What happened.
    pub(super) title: &'static str,
    /// What was kept.
    pub(super) kept: &'static str,
    /// What to do.
    pub(super) advice: &'static str,
}

/// The words of a class.
pub(super) const fn of(kind: ErrorKind) -> Words {
    let (title, kept, advice) = match kind {
        ErrorKind::NotFound => (
            "Not found",
            "Nothing was changed.",
            "Check the address. If it was deleted a moment ago, that is done; otherwise it may be in a namespace that you cannot see.",
        ),
        ErrorKind::Forbidden => (
            "Not allowed",
            "Nothing was changed.",
            "Ask an administrator for a role in that namespace, or sign in as somebody who has one.",
        ),
        ErrorKind::Conflict => (
            "Somebody was faster",
            "Nothing was changed; what others did is kept.",
            "Go back, look at the present state, and try again.",
        ),
        ErrorKind::Invalid => (
            "That cannot be done so",
            "Nothing was changed.",
            "Go back, correct what is named above, and send it again.",
        ),
        ErrorKind::Unavailable => (
            "Not available right now",
            "Nothing was changed. What runs goes on running.",
            "Wait a moment and load this page again.",
        ),
        ErrorKind::Internal => (
            "That went wrong on our side",
            "What was acknowledged before is on disk. What runs goes on running.",
            "Load this page again. If it stays, give an administrator the request id below: the log tells more under it.",
        ),
    };
    Words { title, kept, advice }
}

/// The HTTP status of a class.
pub(super) const fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
