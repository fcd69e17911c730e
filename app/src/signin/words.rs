//! What happened at a refused sign-in, and what to do.

use portal::view::{SignInProblem, SignInRefusal};
use texts::t;

/// What happened, and what to do, without telling whether a name exists.
pub(super) fn of(refusal: &SignInRefusal) -> (String, String) {
    let provider = &refusal.provider;
    match refusal.problem {
        SignInProblem::WrongPassword => (t().signin_wrong_password(), t().signin_wrong_password_advice()),
        SignInProblem::NoLocalAccounts => (t().signin_no_local_accounts(), t().signin_no_local_accounts_advice()),
        SignInProblem::Limited => (t().signin_limited(), t().signin_limited_advice()),
        SignInProblem::Disabled => (t().signin_disabled(), t().signin_disabled_advice()),
        SignInProblem::Unavailable => (t().signin_unavailable(provider), t().signin_unavailable_advice()),
        SignInProblem::Incomplete => (t().signin_incomplete(provider), t().signin_again()),
        SignInProblem::Stale => (t().signin_stale(), t().signin_stale_advice()),
        SignInProblem::OtherBrowser => (t().signin_other_browser(), t().signin_other_browser_advice()),
        SignInProblem::MixedUp => (t().signin_mixed_up(provider), t().signin_again_or_tell()),
        SignInProblem::Denied => (t().signin_denied(provider), t().signin_denied_advice()),
        SignInProblem::NotTaken => (t().signin_not_taken(provider), t().signin_again_or_tell()),
        SignInProblem::Untrue => (t().signin_untrue(provider), t().signin_again_or_tell()),
        SignInProblem::Name => (t().signin_name(provider), t().signin_name_advice()),
    }
}

/// The problem that `?error=` names.
pub(super) fn named(error: &str) -> SignInProblem {
    match error {
        "limited" => SignInProblem::Limited,
        "disabled" => SignInProblem::Disabled,
        "off" => SignInProblem::NoLocalAccounts,
        _ => SignInProblem::WrongPassword,
    }
}
