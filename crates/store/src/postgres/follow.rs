//! Learning at once what other servers wrote.

use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgListener};

use super::CHANNEL;

/// Listens for the commits of other servers.
pub(crate) struct Follower {
    options: PgConnectOptions,
    id: String,
    listener: Option<PgListener>,
}

/// What a follower heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Another server committed to this space, up to this revision.
    Commit { space: String, revision: u64 },
    /// The connection was lost and is back: anything may have happened.
    Anything,
}

/// The wait before the next attempt to connect.
const RETRY: Duration = Duration::from_millis(500);

impl Follower {
    pub(super) fn new(options: PgConnectOptions, id: String) -> Follower {
        Follower { options: options.disable_statement_logging(), id, listener: None }
    }

    /// Waits for news. Safe to be dropped while it waits.
    pub(crate) async fn next(&mut self) -> Heard {
        loop {
            let Some(listener) = &mut self.listener else {
                match self.listen().await {
                    Ok(listener) => {
                        self.listener = Some(listener);
                        return Heard::Anything;
                    }
                    Err(error) => {
                        tracing::debug!(%error, "cannot listen");
                        tokio::time::sleep(RETRY).await;
                        continue;
                    }
                }
            };
            match listener.try_recv().await {
                Ok(Some(notification)) => {
                    if let Some(heard) = read(notification.payload(), &self.id) {
                        return heard;
                    }
                }
                Ok(None) | Err(_) => self.listener = None,
            }
        }
    }

    async fn listen(&self) -> Result<PgListener, sqlx::Error> {
        let pool = sqlx::postgres::PgPoolOptions::new().max_connections(1).connect_with(self.options.clone()).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.ignore_pool_close_event(true);
        listener.listen(CHANNEL).await?;
        Ok(listener)
    }
}

/// A notification of another server: its id, the revision, the space.
fn read(payload: &str, own: &str) -> Option<Heard> {
    let mut words = payload.splitn(3, ' ');
    let (id, revision, space) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    (id != own).then(|| Heard::Commit { space: space.to_owned(), revision })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_notifications_are_no_news() {
        let heard = Heard::Commit { space: "guest a".to_owned(), revision: 7 };
        assert_eq!(read("x 7 guest a", "y"), Some(heard));
        assert_eq!(read("x 7 guest a", "x"), None);
        assert_eq!(read("x", "y"), None);
        assert_eq!(read("x seven a", "y"), None);
    }
}
