//! Tells the audit log what people do at the door: sign in and out, end sessions, keep somebody out.

use axum::extract::Request;
use axum::http::{HeaderValue, header::USER_AGENT};
use supervisor::engine::{
    Engine, Source, User,
    audit::{About, Deed},
};

use super::{clients::Clients, request_id};

/// What is known of the request that something is done by. Cheap to clone.
#[derive(Clone)]
pub(super) struct Witness {
    engine: Engine,
    request_id: String,
    path: String,
    agent: String,
    pub(super) source: Source,
}

impl Witness {
    /// Of this request.
    pub(super) fn of(clients: &Clients, request: &Request) -> Self {
        let text = |value: Option<&HeaderValue>| {
            let text = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
            text.chars().take(256).collect::<String>()
        };
        Self {
            engine: clients.engine().clone(),
            request_id: text(request.headers().get(request_id::HEADER)),
            path: request.uri().path().to_owned(),
            agent: text(request.headers().get(USER_AGENT)),
            source: clients.source(request),
        }
    }

    /// What the browser calls itself.
    pub(super) fn agent(&self) -> &str {
        &self.agent
    }

    /// Records that `user` did this, or that it was refused: then `code` is 400 or above.
    pub(super) async fn tell(&self, verb: &str, user: &User, about: Option<&str>, code: u16, reason: &str) {
        if code < 400 {
            tracing::info!(user = user.name, about, reason, "{verb}");
        } else {
            tracing::warn!(user = user.name, about, reason, code, "{verb} refused");
        }
        let about = about.map(|name| About { group: "portal.atoll.dev", resource: "people", name });
        let deed = Deed {
            request_id: &self.request_id,
            path: &self.path,
            verb,
            user,
            about,
            source: &self.source,
            agent: &self.agent,
            code,
            reason,
        };
        self.engine.record(&deed).await;
    }
}
