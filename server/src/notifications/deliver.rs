//! Sending what is in the outbox, one channel at a time: one that does not answer keeps no other waiting.
//!
//! A message is sent at least once: when the server dies after it was sent and before that is written down, it is sent
//! again, with the same id.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use hypervisor::Lead;
use kube::Client;
use rand::Rng as _;
use store::Message;

use super::{Channel, Parts, Way, leads, message::Content, recipients};

/// Messages that are read at a time.
const BATCH: u32 = 50;
/// The outbox is looked at so often when nobody says that there is something.
const LOOKED_EVERY: Duration = Duration::from_secs(5);
/// Waits between attempts do not get longer.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);
/// A message that could not be sent for so long is given up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(1);
/// Errors are kept up to this length, in characters.
const LONGEST_ERROR: usize = 300;

/// Sends what is due on a channel, for ever.
pub(super) async fn run(parts: &Parts, channel: &Channel, client: &Client, lead: Option<&Lead>) {
    loop {
        let more = match round(parts, channel, client, lead).await {
            Ok(more) => more,
            Err(error) => {
                tracing::warn!(channel = channel.name, error = format!("{error:#}"), "cannot work with the outbox");
                false
            }
        };
        if !more {
            let wait = LOOKED_EVERY.min(parts.retry);
            let _ = tokio::time::timeout(wait, channel.woken.notified()).await;
        }
    }
}

/// Sends one batch. True when there may be more.
async fn round(parts: &Parts, channel: &Channel, client: &Client, lead: Option<&Lead>) -> anyhow::Result<bool> {
    let due = parts.outbox.due(&channel.name, Utc::now(), BATCH).await?;
    for message in &due {
        if !leads(lead) {
            return Ok(false);
        }
        one(parts, channel, client, message).await?;
    }
    if let Some(counts) = parts.figures.of(&channel.name) {
        let idle = due.is_empty() && counts.waiting.load(Relaxed) == 0;
        if !idle {
            counts.waiting.store(parts.outbox.traffic(&channel.name).await?.waiting, Relaxed);
        }
    }
    Ok(due.len() == BATCH as usize)
}

async fn one(parts: &Parts, channel: &Channel, client: &Client, message: &Message) -> anyhow::Result<()> {
    let content: Content = match serde_json::from_str(&message.content) {
        Ok(content) => content,
        Err(error) => {
            let error = format!("the message cannot be read: {error}");
            return Ok(parts.outbox.failed(&message.key, &error, Utc::now(), None).await?);
        }
    };
    let sent = match recipients::address(parts, client, message, &content).await {
        Ok(Some(address)) => match &channel.way {
            Way::Mail(mailer) => mailer.send(&message.key, &address, &content).await,
            Way::Webhook(hook) => hook.send(&message.key, &parts.portal, &content).await,
        },
        Ok(None) => {
            tracing::info!(channel = channel.name, person = message.person, "a message does not concern them any more");
            return Ok(parts.outbox.withdraw(&message.key).await?);
        }
        Err(error) => Err(format!("it is not known whether it may be told: {error:#}")),
    };
    let now = Utc::now();
    let counts = parts.figures.of(&channel.name);
    match sent {
        Ok(()) => {
            count(counts.map(|counts| &counts.sent));
            tracing::debug!(channel = channel.name, event = content.event, person = message.person, "told");
            parts.outbox.sent(&message.key, now).await?;
        }
        Err(error) => {
            let error: String = error.chars().take(LONGEST_ERROR).collect();
            let again = again(message, parts.retry, now, rand::rng().random());
            let (event, person) = (&content.event, &message.person);
            if again.is_some() {
                count(counts.map(|counts| &counts.failed));
                tracing::warn!(
                    channel = channel.name,
                    event,
                    person,
                    attempts = message.attempts + 1,
                    error,
                    "not told yet"
                );
            } else {
                count(counts.map(|counts| &counts.given_up));
                tracing::error!(
                    channel = channel.name,
                    event,
                    person,
                    attempts = message.attempts + 1,
                    error,
                    "gave up telling"
                );
            }
            parts.outbox.failed(&message.key, &error, now, again).await?;
        }
    }
    Ok(())
}

fn count(counter: Option<&AtomicU64>) {
    if let Some(counter) = counter {
        counter.fetch_add(1, Relaxed);
    }
}

/// When to try again after an attempt that failed; none when that was the last. `chance` is from 0 to 1: those who failed
/// together do not come back together. Pure.
fn again(message: &Message, first: Duration, now: DateTime<Utc>, chance: f64) -> Option<DateTime<Utc>> {
    let doubled = first.saturating_mul(1 << message.attempts.min(16)).min(LONGEST_WAIT);
    let wait = TimeDelta::from_std(doubled.mul_f64(0.5 + chance / 2.0)).ok()?;
    (now + wait - message.made_at < GIVEN_UP_AFTER).then(|| now + wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_get_longer_and_end_after_a_day() {
        let made = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let message = |attempts| Message {
            key: String::new(),
            channel: String::new(),
            person: String::new(),
            address: String::new(),
            content: String::new(),
            made_at: made,
            attempts,
        };
        let first = Duration::from_secs(10);
        let wait =
            |attempts, chance| again(&message(attempts), first, made, chance).map(|at| (at - made).num_seconds());
        assert_eq!((wait(0, 0.0), wait(0, 1.0)), (Some(5), Some(10)));
        assert_eq!((wait(3, 0.0), wait(3, 1.0)), (Some(40), Some(80)));
        assert_eq!((wait(12, 1.0), wait(4_000_000_000, 1.0)), (Some(3600), Some(3600)));
        assert_eq!(again(&message(30), first, made + TimeDelta::hours(23), 1.0), None);
        assert!(again(&message(30), first, made + TimeDelta::hours(22), 1.0).is_some());
        // Every message has some dozens of attempts, also by the longest waits.
        let (mut at, mut attempts) = (made, 0);
        while let Some(next) = again(&message(attempts), first, at, 1.0) {
            (at, attempts) = (next, attempts + 1);
        }
        assert!((25..60).contains(&attempts), "{attempts}");
    }
}
