//! Who is signed in where, and who may sign in.
//!
//! Sessions and accounts are no objects of the API: the program keeps them behind a [`Desk`]. Who may see or change those of
//! others is still decided by RBAC alone: `list` and `update` of `people` in the group `portal.atoll.dev`.

use std::{collections::HashMap, sync::Arc};

use futures::future::BoxFuture;
use texts::t;

use crate::{
    SignedIn,
    kind::PEOPLE,
    namespaces::may,
    view::{Error, ErrorKind, PeoplePage, Person, Session},
};

/// People on one page.
pub const PAGE: usize = 200;

/// What a desk answers.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// Which sessions of somebody end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// The one with this id.
    One(String),
    /// All but the one that asks.
    Others,
    /// All.
    All,
}

/// Keeps accounts and sessions, and records what is done with them. It works for one request and asks nobody's rights.
pub trait Desk: Send + Sync {
    /// Open sessions, of one user or of all, last used first.
    fn sessions<'a>(&'a self, user: Option<&'a str>) -> Answer<'a, Vec<Session>>;
    /// Those whose name contains this, by name, at most so many.
    fn people<'a>(&'a self, search: &'a str, limit: usize) -> Answer<'a, Vec<Person>>;
    /// Ends sessions of somebody. False when there are none such.
    fn end<'a>(&'a self, user: &'a str, which: &'a Which) -> Answer<'a, bool>;
    /// Keeps somebody out and ends all their sessions. False when there is nobody of this name.
    fn disable<'a>(&'a self, user: &'a str) -> Answer<'a, bool>;
    /// Lets them in again. False when they were not kept out.
    fn enable<'a>(&'a self, user: &'a str) -> Answer<'a, bool>;
}

/// The desk of a request; the program puts it beside [`SignedIn`].
#[derive(Clone)]
pub struct People(pub Arc<dyn Desk>);

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("People")
    }
}

/// The user's own sessions.
///
/// # Errors
/// When the database does not answer.
pub async fn own_sessions(ctx: &SignedIn, people: &People) -> Result<Vec<Session>, Error> {
    people.0.sessions(Some(&ctx.user)).await
}

/// Ends sessions of the user's own.
///
/// # Errors
/// When the one that is meant is not there any more.
pub async fn end_own(ctx: &SignedIn, people: &People, which: &Which) -> Result<(), Error> {
    let ended = people.0.end(&ctx.user, which).await?;
    if ended || *which == Which::Others { Ok(()) } else { Err(no_session()) }
}

/// Everybody, and where they are signed in, for administrators.
///
/// # Errors
/// `NotFound` for who may not list people.
pub async fn list(ctx: &SignedIn, people: &People, search: &str) -> Result<PeoplePage, Error> {
    if !may(ctx, "list", &PEOPLE, None).await? {
        return Err(hidden());
    }
    let may_change = may(ctx, "update", &PEOPLE, None).await?;
    let mut found = people.0.people(search, PAGE + 1).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let mut sessions = people.0.sessions(None).await?;
    let mut open: HashMap<&str, u32> = HashMap::new();
    for session in &sessions {
        *open.entry(&session.user).or_default() += 1;
    }
    for person in &mut found {
        person.sessions = open.get(person.name.as_str()).copied().unwrap_or_default();
    }
    sessions.retain(|session| found.iter().any(|person| person.name == session.user));
    sessions.truncate(PAGE);
    Ok(PeoplePage { search: search.to_owned(), people: found, more, sessions, me: ctx.user.clone(), may_change })
}

/// Ends sessions of somebody.
///
/// # Errors
/// `NotFound` for who may not change people, and when the session is not there any more.
pub async fn end(ctx: &SignedIn, people: &People, user: &str, which: &Which) -> Result<(), Error> {
    may_change(ctx).await?;
    if people.0.end(user, which).await? { Ok(()) } else { Err(no_session()) }
}

/// Keeps somebody out.
///
/// # Errors
/// `NotFound` for who may not change people, and when there is nobody of this name; `Invalid` when it is the user.
pub async fn disable(ctx: &SignedIn, people: &People, user: &str) -> Result<(), Error> {
    may_change(ctx).await?;
    if user == ctx.user {
        let message = t().error_not_yourself();
        return Err(Error::new(ErrorKind::Invalid, message));
    }
    if people.0.disable(user).await? { Ok(()) } else { Err(nobody(user)) }
}

/// Lets somebody in again.
///
/// # Errors
/// `NotFound` for who may not change people, and when they were not kept out.
pub async fn enable(ctx: &SignedIn, people: &People, user: &str) -> Result<(), Error> {
    may_change(ctx).await?;
    if people.0.enable(user).await? { Ok(()) } else { Err(nobody(user)) }
}

async fn may_change(ctx: &SignedIn) -> Result<(), Error> {
    if may(ctx, "update", &PEOPLE, None).await? { Ok(()) } else { Err(hidden()) }
}

fn hidden() -> Error {
    Error::new(ErrorKind::NotFound, t().error_hidden_page())
}

fn no_session() -> Error {
    Error::new(ErrorKind::NotFound, t().error_session_ended())
}

fn nobody(user: &str) -> Error {
    Error::new(ErrorKind::NotFound, t().error_nobody_called(user))
}
