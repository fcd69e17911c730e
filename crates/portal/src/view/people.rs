//! People who use the portal: how they sign in, and where they are signed in.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The ways to sign in, for the sign-in page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInWays {
    /// By name and password of a local account.
    pub local: bool,
    /// Through these identity providers.
    pub providers: Vec<SignInProvider>,
}

/// An identity provider on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInProvider {
    /// Its part of paths.
    pub id: String,
    /// What people call it.
    pub title: String,
}

/// Why nobody was signed in, as far as the one who tried may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInProblem {
    /// Name and password do not belong together.
    WrongPassword,
    /// Local accounts are turned off.
    NoLocalAccounts,
    /// Too many tries.
    Limited,
    /// An administrator keeps this person out.
    Disabled,
    /// The provider does not answer, or not in time, or with nothing that can be used.
    Unavailable,
    /// The provider's answer lacks what every answer has.
    Incomplete,
    /// The attempt is over: it took too long, or its answer was used before.
    Stale,
    /// The attempt began in another browser.
    OtherBrowser,
    /// The answer is of another provider than was asked.
    MixedUp,
    /// The person or the provider said no.
    Denied,
    /// The provider does not take the code, or does not know this portal.
    NotTaken,
    /// What the provider says does not hold.
    Untrue,
    /// The provider's name for this person cannot be used here.
    Name,
}

impl SignInProblem {
    /// The HTTP status of the page that tells of it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::WrongPassword | Self::NoLocalAccounts => 401,
            Self::Limited => 429,
            Self::Disabled | Self::Denied | Self::Name => 403,
            Self::Unavailable => 503,
            Self::Incomplete | Self::Stale | Self::OtherBrowser | Self::MixedUp => 400,
            Self::NotTaken | Self::Untrue => 502,
        }
    }
}

/// Why nobody was signed in. Holds no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInRefusal {
    /// What happened.
    pub problem: SignInProblem,
    /// What people call the identity provider that was asked; empty for a local account.
    pub provider: String,
}

/// Where somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Tells it from others; no secret.
    pub id: String,
    /// Whose it is.
    pub user: String,
    /// The identity provider's title; none for a local account.
    pub provider: Option<String>,
    /// The address of the browser, as far as known.
    pub address: String,
    /// What the browser calls itself, in a few words.
    pub browser: String,
    /// When they signed in.
    pub since: DateTime<Utc>,
    /// When it was last used, to some minutes.
    pub seen: DateTime<Utc>,
    /// When it ends if it is not used any more.
    pub ends: DateTime<Utc>,
    /// The session that asks.
    pub this: bool,
}

/// Somebody who has a local account, or signed in once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// User name, as the Supervisor API sees it.
    pub name: String,
    /// Has a local account.
    pub local: bool,
    /// The title of the identity provider of the last sign-in.
    pub provider: Option<String>,
    /// Groups, as the Supervisor API sees them.
    pub groups: Vec<String>,
    /// When they last signed in.
    pub signed_in_at: Option<DateTime<Utc>>,
    /// Since when they may not sign in.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Open sessions.
    pub sessions: u32,
}

/// The administrators' page about people.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeoplePage {
    /// A part of the name that was looked for; empty for everybody.
    pub search: String,
    /// By name.
    pub people: Vec<Person>,
    /// There are more than are shown.
    pub more: bool,
    /// Their open sessions, last used first.
    pub sessions: Vec<Session>,
    /// Who looks: they cannot keep themselves out.
    pub me: String,
    /// Whether the one who looks may change anything.
    pub may_change: bool,
    /// Whether they may add accounts.
    pub may_add: bool,
    /// Whether they may remove accounts.
    pub may_remove: bool,
}

/// An account to be added, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// Sign-in name.
    pub name: String,
    /// Groups, with commas between.
    pub groups: String,
    /// Where its owner is written to; empty when nowhere.
    pub email: String,
}

/// One's own account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// User name.
    pub name: String,
    /// Groups.
    pub groups: Vec<String>,
    /// The identity provider's title; none for a local account.
    pub provider: Option<String>,
    /// Where they are written to; empty when nowhere.
    pub email: String,
    /// Messages are sent by mail at all.
    pub by_mail: bool,
    /// Somebody else knows the password: it is changed before anything else is done.
    pub must_change: bool,
}
