//! The words of each class of error.

use http::StatusCode;
use portal::view::ErrorKind;
use texts::t;

/// What an error page says beside the error's own sentence.
pub(super) struct Words {
    /// What happened.
    pub(super) title: String,
    /// What was kept.
    pub(super) kept: String,
    /// What to do.
    pub(super) advice: String,
}

/// The words of a class.
pub(super) fn of(kind: ErrorKind) -> Words {
    let t = t();
    let (title, kept, advice) = match kind {
        ErrorKind::NotFound => (t.problem_not_found(), t.problem_not_found_kept(), t.problem_not_found_advice()),
        ErrorKind::Forbidden => (t.problem_forbidden(), t.problem_forbidden_kept(), t.problem_forbidden_advice()),
        ErrorKind::Conflict => (t.problem_conflict(), t.problem_conflict_kept(), t.problem_conflict_advice()),
        ErrorKind::Invalid => (t.problem_invalid(), t.problem_invalid_kept(), t.problem_invalid_advice()),
        ErrorKind::Unavailable => {
            (t.problem_unavailable(), t.problem_unavailable_kept(), t.problem_unavailable_advice())
        }
        ErrorKind::Internal => (t.problem_internal(), t.problem_internal_kept(), t.problem_internal_advice()),
    };
    Words { title, kept, advice }
}

/// The HTTP status of a class.
pub(crate) const fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
