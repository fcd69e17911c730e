//! How messages to people and programs outside of the portal go, for administrators.
//!
//! Messages are no objects of the API: the program keeps them behind a [`Desk`]. Who may see how they go, and send a test, is
//! still decided by RBAC: `list` and `create` of `notifications` in the group `portal.atoll.dev`.

use std::sync::Arc;

use futures::future::BoxFuture;
use texts::t;

use crate::{
    SignedIn,
    kind::NOTIFICATION,
    namespaces::may,
    view::{Channel, Error, ErrorKind, OutsidePage},
};

/// What a desk answers.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Error>>;

/// Keeps messages, and records what is done with them. It works for one request and asks nobody's rights.
pub trait Desk: Send + Sync {
    /// How messages go on each channel.
    fn channels(&self) -> Answer<'_, Vec<Channel>>;
    /// Where the user is written to; empty when nowhere.
    fn my_email(&self) -> Answer<'_, String>;
    /// Puts in a message that says only that it arrived. False when there is no such channel.
    fn test<'a>(&'a self, channel: &'a str) -> Answer<'a, bool>;
}

/// The desk of a request; the program puts it beside [`SignedIn`].
#[derive(Clone)]
pub struct Outside(pub Arc<dyn Desk>);

impl std::fmt::Debug for Outside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Outside")
    }
}

/// Everything of `/admin/notifications`.
///
/// # Errors
/// `NotFound` for who may not see it.
pub async fn page(ctx: &SignedIn, outside: &Outside) -> Result<OutsidePage, Error> {
    if !may(ctx, "list", &NOTIFICATION, None).await? {
        return Err(hidden());
    }
    let may_test = may(ctx, "create", &NOTIFICATION, None).await?;
    Ok(OutsidePage { channels: outside.0.channels().await?, may_test, my_email: outside.0.my_email().await? })
}

/// Sends a test message: to the receiver of a webhook, or to the user's own address.
///
/// # Errors
/// `NotFound` for who may not, and when there is no such channel; `Invalid` when they cannot be written to.
pub async fn test(ctx: &SignedIn, outside: &Outside, channel: &str) -> Result<(), Error> {
    if !may(ctx, "create", &NOTIFICATION, None).await? {
        return Err(hidden());
    }
    let to = Channel { name: channel.to_owned(), ..Channel::default() };
    if to.is_mail()
        && outside.0.my_email().await?.is_empty()
        && outside.0.channels().await?.iter().any(Channel::is_mail)
    {
        return Err(Error::new(ErrorKind::Invalid, t().outside_no_address()));
    }
    if outside.0.test(channel).await? { Ok(()) } else { Err(hidden()) }
}

fn hidden() -> Error {
    Error::new(ErrorKind::NotFound, t().error_hidden_page())
}
