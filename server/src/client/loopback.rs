//! Where the browser comes back to after a sign-in: a port on this computer, for one answer (RFC 8252, section 7.3).

use std::{collections::HashMap, time::Duration};

use anyhow::{Context as _, bail};
use axum::{
    Router,
    extract::{Query, State},
    response::Html,
    routing::get,
};
use tokio::{net::TcpListener, sync::mpsc};

/// How long the user has.
const PATIENCE: Duration = Duration::from_secs(300);
/// What the browser shows then.
const DONE: &str =
    "<!doctype html><meta charset=utf-8><title>Atoll</title><p>You can close this page and go back to the terminal.";

/// The port, and who waits behind it.
pub(super) struct Loopback {
    listener: TcpListener,
    /// The port.
    pub(super) port: u16,
}

impl Loopback {
    /// Listens on a free port, for this computer only.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn open() -> anyhow::Result<Loopback> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("cannot listen on this computer")?;
        let port = listener.local_addr()?.port();
        Ok(Loopback { listener, port })
    }

    /// The code that the browser brings together with this `state`. What comes with another is somebody else's.
    ///
    /// # Errors
    /// When the user said no, or nothing for too long.
    pub(super) async fn code(self, state: &str) -> anyhow::Result<String> {
        type Fields = HashMap<String, String>;
        let (sender, mut came) = mpsc::channel::<Fields>(4);
        let take = |State(sender): State<mpsc::Sender<Fields>>, Query(fields): Query<Fields>| async move {
            let _ = sender.send(fields).await;
            Html(DONE)
        };
        let router = Router::new().route("/callback", get(take)).with_state(sender);
        let server = tokio::spawn(async move { axum::serve(self.listener, router).await });
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                let fields = came.recv().await.context("the browser did not come back")?;
                if fields.get("state").is_some_and(|came| came == state) {
                    return match fields.get("code") {
                        Some(code) => Ok(code.clone()),
                        None => bail!("the sign-in was refused in the browser"),
                    };
                }
            }
        });
        let code = waited.await.unwrap_or_else(|_| bail!("nobody signed in within five minutes"));
        // Its answer is on the way to the browser.
        tokio::time::sleep(Duration::from_millis(200)).await;
        server.abort();
        code
    }
}
