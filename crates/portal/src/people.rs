//! Who is signed in where, and who may sign in.
//!
//! Sessions and accounts are no objects of the API: the program keeps them behind a [`Desk`]. Who may see or change those of
//! others is still decided by RBAC alone: `list` and `update` of `people` in the group `portal.atoll.dev`.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;
use texts::t;

use crate::{
    SignedIn,
    kind::{GROUP, PEOPLE, USER},
    namespaces::{may, may_on},
    view::{Account, Error, ErrorKind, FieldError, NewAccount, PeoplePage, Person, Session},
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
    /// The account of the one who asks.
    fn account(&self) -> Answer<'_, Account>;
    /// Where they are written to from now on; empty for nowhere.
    fn set_email<'a>(&'a self, email: &'a str) -> Answer<'a, ()>;
    /// Gives them another password when the old one is right, and ends their sessions but this one.
    fn set_password<'a>(&'a self, old: &'a str, new: &'a str) -> Answer<'a, ()>;
    /// Notes up to when they have seen what is told.
    fn set_seen(&self, upto: DateTime<Utc>) -> Answer<'_, ()>;
    /// Adds a local account with these groups, and gives its first password, which its owner has to change.
    fn add<'a>(&'a self, name: &'a str, groups: &'a [String], email: &'a str) -> Answer<'a, String>;
    /// Removes a local account. False when there is none of this name.
    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, bool>;
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
    let (may_change, may_add, may_remove) = tokio::try_join!(
        may(ctx, "update", &PEOPLE, None),
        may(ctx, "create", &PEOPLE, None),
        may(ctx, "delete", &PEOPLE, None),
    )?;
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
    let (search, me) = (search.to_owned(), ctx.user.clone());
    Ok(PeoplePage { search, people: found, more, sessions, me, may_change, may_add, may_remove })
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

/// Where the user is written to from now on; empty for nowhere.
///
/// # Errors
/// `Invalid` when it is no address, and for who signs in through an identity provider: that says their address.
pub async fn set_email(people: &People, email: &str) -> Result<(), Error> {
    if people.0.account().await?.provider.is_some() {
        return Err(Error::new(ErrorKind::Invalid, t().account_email_elsewhere()));
    }
    people.0.set_email(email).await
}

/// Adds a local account, and gives its first password. Whoever knows that could act as its owner: it takes the right to do
/// that, `impersonate` of the user and of each group, beside `create` of people.
///
/// # Errors
/// `NotFound` for who may not add people; `Invalid` with what is wrong, and with groups that the user may not give.
pub async fn add(ctx: &SignedIn, people: &People, account: &NewAccount) -> Result<String, Error> {
    if !may(ctx, "create", &PEOPLE, None).await? {
        return Err(hidden());
    }
    let name = account.name.trim();
    let groups: Vec<String> =
        account.groups.split(',').map(str::trim).filter(|group| !group.is_empty()).map(str::to_owned).collect();
    if !name.is_empty() && !may_on(ctx, "impersonate", &USER, None, name).await? {
        return Err(Error::invalid(vec![FieldError::new("name", t().people_may_not_be(name))]));
    }
    for group in &groups {
        if !may_on(ctx, "impersonate", &GROUP, None, group).await? {
            return Err(Error::invalid(vec![FieldError::new("groups", t().people_may_not_give(group))]));
        }
    }
    people.0.add(name, &groups, account.email.trim()).await
}

/// Removes a local account with its sessions.
///
/// # Errors
/// `NotFound` for who may not, and when there is no local account of this name; `Invalid` when it is the user's own.
pub async fn remove(ctx: &SignedIn, people: &People, user: &str) -> Result<(), Error> {
    if !may(ctx, "delete", &PEOPLE, None).await? {
        return Err(hidden());
    }
    if user == ctx.user {
        return Err(Error::new(ErrorKind::Invalid, t().people_not_yourself()));
    }
    if people.0.remove(user).await? { Ok(()) } else { Err(nobody(user)) }
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
