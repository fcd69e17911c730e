//! How messages to people and programs outside of the portal go.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Everything of `/admin/notifications`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsidePage {
    /// In the order of the settings, mail first.
    pub channels: Vec<Channel>,
    /// Whether the one who looks may send a test message.
    pub may_test: bool,
    /// Where a test message by mail goes; empty when nowhere.
    pub my_email: String,
}

/// One way by which messages go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// `mail`, or `webhook/` and its name.
    pub name: String,
    /// The server that it leads to.
    pub leads_to: String,
    /// Messages that are still to be sent.
    pub waiting: u64,
    /// When the oldest of them was written.
    pub oldest: Option<DateTime<Utc>>,
    /// Messages that were sent in the last 14 days.
    pub sent: u64,
    /// When the last one was.
    pub sent_at: Option<DateTime<Utc>>,
    /// Messages that were given up in the last 14 days.
    pub given_up: u64,
    /// What the last attempt met, and when; none when it succeeded.
    pub error: Option<(DateTime<Utc>, String)>,
}

impl Channel {
    /// Whether it is the one of mail.
    #[must_use]
    pub fn is_mail(&self) -> bool {
        self.name == "mail"
    }
}
