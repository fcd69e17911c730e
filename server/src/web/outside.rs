//! Messages to people and programs outside, for the page about them; a test that is sent is recorded.

use portal::{
    Error,
    outside::{Answer, Desk},
    view::{Channel, ErrorKind},
};
use supervisor::engine::User;
use texts::t;

use super::{Web, witness::Witness};

/// Works for one request of somebody who is signed in.
pub(super) struct OutsideDesk {
    pub(super) web: Web,
    pub(super) witness: Witness,
    pub(super) user: User,
}

impl Desk for OutsideDesk {
    fn channels(&self) -> Answer<'_, Vec<Channel>> {
        Box::pin(async move { self.web.notifications.traffic().await.map_err(unavailable) })
    }

    fn my_email(&self) -> Answer<'_, String> {
        Box::pin(async move { self.web.people.email(&self.user.name).await.map_err(unavailable) })
    }

    fn test<'a>(&'a self, channel: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let put = self.web.notifications.test(channel, &self.user.name).await.map_err(unavailable)?;
            if put {
                self.witness.tell("send-test", &self.user, None, 200, channel).await;
            }
            Ok(put)
        })
    }
}

fn unavailable(error: impl Into<anyhow::Error>) -> Error {
    tracing::error!(error = format!("{:#}", error.into()), "cannot work with messages");
    Error::new(ErrorKind::Unavailable, t().error_database_silent())
}
