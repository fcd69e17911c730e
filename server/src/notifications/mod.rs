//! Telling people and programs outside of the portal what concerns them: by webhooks, and by mail.
//!
//! The server that runs the controllers follows the objects through the API, as an identity that may do nothing but that
//! (`watch`), and writes messages into an outbox in the database in the same transaction in which it notes what was told
//! (`store::Outbox`). From there one task for each channel sends them (`deliver`). No request waits for any of it.

mod deliver;
mod figures;
mod mail;
mod message;
mod recipients;
mod watch;
mod webhook;

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use hypervisor::Lead;
use kube::Client;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::config;
pub(crate) use figures::Figures;
use message::Content;

/// What the channel of mail is called. Webhooks are called `webhook/<name>`.
const MAIL: &str = "mail";

/// All of it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Notifications(Arc<Parts>);

struct Parts {
    language: texts::Language,
    approvers: Vec<lettre::Address>,
    settle: Duration,
    retry: Duration,
    /// How browsers reach the portal.
    portal: String,
    outbox: store::Outbox,
    people: store::People,
    channels: Vec<Channel>,
    figures: Figures,
}

/// One way by which messages go.
struct Channel {
    name: String,
    /// The server that it leads to, without what is secret about it.
    leads_to: String,
    way: Way,
    /// Something was put in for it.
    woken: Notify,
}

enum Way {
    Mail(mail::Mailer),
    Webhook(webhook::Hook),
}

impl Notifications {
    /// By these settings. Nothing is connected to yet.
    ///
    /// # Errors
    /// Names the key that cannot work.
    pub(crate) fn new(
        settings: &config::Notifications,
        portal: &str,
        database: &store::Database,
    ) -> Result<Self, config::Error> {
        let mut channels = Vec::new();
        if let Some(mail) = &settings.mail {
            let way = Way::Mail(mail::Mailer::new(mail, portal)?);
            let leads_to = format!("{}:{}", mail.host, mail.port);
            channels.push(Channel { name: MAIL.to_owned(), leads_to, way, woken: Notify::new() });
        }
        for (index, webhook) in settings.webhooks.iter().enumerate() {
            let hook = webhook::Hook::new(webhook, &format!("notifications.webhooks[{index}]"))?;
            let leads_to = webhook.url.host_str().unwrap_or_default().to_owned();
            let name = format!("webhook/{}", webhook.name);
            channels.push(Channel { name, leads_to, way: Way::Webhook(hook), woken: Notify::new() });
        }
        let figures = Figures::new(channels.iter().map(|channel| channel.name.clone()));
        Ok(Self(Arc::new(Parts {
            language: settings.language,
            approvers: settings.approvers.clone(),
            settle: settings.settle,
            retry: settings.retry,
            portal: portal.to_owned(),
            outbox: database.outbox(),
            people: database.people(),
            channels,
            figures,
        })))
    }

    /// Whether people are written to.
    pub(crate) fn by_mail(&self) -> bool {
        self.0.channels.iter().any(|channel| channel.name == MAIL)
    }

    /// How messages go, for administrators.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn traffic(&self) -> Result<Vec<portal::view::Channel>, store::TableError> {
        let mut all = Vec::with_capacity(self.0.channels.len());
        for Channel { name, leads_to, .. } in &self.0.channels {
            let store::Traffic { waiting, oldest, sent, sent_at, given_up, error } =
                self.0.outbox.traffic(name).await?;
            let (name, leads_to) = (name.clone(), leads_to.clone());
            all.push(portal::view::Channel { name, leads_to, waiting, oldest, sent, sent_at, given_up, error });
        }
        Ok(all)
    }

    /// Puts in a message that says only that it arrived, for the one who asks. False when there is no such channel.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(crate) async fn test(&self, channel: &str, by: &str) -> anyhow::Result<bool> {
        let Some(channel) = self.0.channels.iter().find(|one| one.name == channel) else { return Ok(false) };
        let now = Utc::now();
        let content = texts::speaking(self.0.language, async { Content::test(by, now) }).await;
        let message = store::Message {
            key: format!("test {}", uuid::Uuid::new_v4()),
            channel: channel.name.clone(),
            person: by.to_owned(),
            address: String::new(),
            content: serde_json::to_string(&content)?,
            made_at: now,
            attempts: 0,
        };
        self.0.outbox.put(&message).await?;
        channel.woken.notify_one();
        Ok(true)
    }

    /// For `/metrics`.
    pub(crate) fn figures(&self) -> Figures {
        self.0.figures.clone()
    }

    /// Watches and sends until `stop`; `client` acts as [`crate::seed::NOTIFIER`]. Of several servers the one with the lead
    /// does; without channels there is nothing to do.
    pub(crate) async fn run(&self, client: Client, lead: Option<Lead>, stop: CancellationToken) {
        if self.0.channels.is_empty() {
            return;
        }
        let sending = self.0.channels.iter().map(|channel| deliver::run(&self.0, channel, &client, lead.as_ref()));
        let work = async {
            tokio::join!(watch::run(&self.0, &client, lead.as_ref()), futures::future::join_all(sending));
        };
        stop.run_until_cancelled(texts::speaking(self.0.language, work)).await;
    }
}

/// Whether this server may still act for all of them.
fn leads(lead: Option<&Lead>) -> bool {
    lead.is_none_or(|lead| lead.check().is_ok())
}
