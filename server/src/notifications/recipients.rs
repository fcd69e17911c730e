//! To whom an event goes. Nobody is written to about what they may not see.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use kube::Client;
use portal::tidings::{Event, Place, To};
use store::Message;

use super::{MAIL, Parts, Way, message::Content};

/// One event, and whose it is.
pub(super) struct Happened<'a> {
    /// The object and how often something was told of it: what makes keys unique.
    pub(super) key: String,
    pub(super) place: &'a Place,
    pub(super) owner: &'a str,
    pub(super) to: To,
    pub(super) event: Event,
    pub(super) at: DateTime<Utc>,
}

/// A message for each channel and person that is told.
///
/// # Errors
/// When the database or the API does not answer.
pub(super) async fn messages(parts: &Parts, client: &Client, happened: &Happened<'_>) -> anyhow::Result<Vec<Message>> {
    let Happened { place, owner, event, at, .. } = happened;
    let content = serde_json::to_string(&Content::of(event, place, owner, *at))?;
    let mut messages = Vec::new();
    for channel in &parts.channels {
        let message = |person: &str, address: &str| Message {
            key: format!("{} {} {person} {address}", happened.key, channel.name),
            channel: channel.name.clone(),
            person: person.to_owned(),
            address: address.to_owned(),
            content: content.clone(),
            made_at: *at,
            attempts: 0,
        };
        match &channel.way {
            Way::Webhook(hook) if hook.hears_of(&place.namespace) => messages.push(message("", "")),
            Way::Webhook(_) => {}
            Way::Mail(_) => {
                let people = people(parts, client, happened).await?;
                messages.extend(people.iter().map(|(name, address)| message(name, address)));
            }
        }
    }
    Ok(messages)
}

/// Name and address of everybody who is written to; the name is empty for addresses of the settings.
async fn people(parts: &Parts, client: &Client, happened: &Happened<'_>) -> anyhow::Result<BTreeSet<(String, String)>> {
    let only = (happened.to == To::Owner).then_some(happened.owner);
    let mut found = BTreeSet::new();
    // An owner whom nobody knows is nobody, not everybody.
    if only != Some("") {
        for person in parts.people.addressees(only).await? {
            // Who asks knows that they asked.
            let asks = happened.to == To::Approvers && person.name == happened.owner;
            if !asks && happened.place.concerns(client, &person.name, &person.groups, &happened.to).await? {
                found.insert((person.name, person.email));
            }
        }
    }
    if happened.to == To::Approvers {
        let known: BTreeSet<String> = found.iter().map(|(_, address)| address.to_lowercase()).collect();
        let others = parts.approvers.iter().map(ToString::to_string);
        found.extend(others.filter(|one| !known.contains(&one.to_lowercase())).map(|one| (String::new(), one)));
    }
    Ok(found)
}

/// Where a message goes now: the address may be another one since it was written. None when its person may not use the
/// portal any more, or not see what it is about, or cannot be written to.
///
/// # Errors
/// When the database or the API does not answer.
pub(super) async fn address(
    parts: &Parts,
    client: &Client,
    message: &Message,
    content: &Content,
) -> anyhow::Result<Option<String>> {
    if message.person.is_empty() || message.channel != MAIL {
        return Ok(Some(message.address.clone()));
    }
    let Some(person) = parts.people.addressees(Some(&message.person)).await?.pop() else { return Ok(None) };
    let to = if content.to_decide { To::Approvers } else { To::Owner };
    let concerned = match &content.place {
        None => true,
        Some(place) => place.concerns(client, &person.name, &person.groups, &to).await?,
    };
    Ok(concerned.then_some(person.email))
}
