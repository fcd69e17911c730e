//! What happened since somebody was last told: how objects stand, against how they stood then.
//!
//! What stood before messages were set up, or changed while nobody looked for more than a day, is not told.

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use hypervisor::Lead;
use kube::Client;
use portal::tidings::{Change, Event, NEW, Place, Standing, Subject, To, follow, kinds};
use serde::{Deserialize, Serialize};
use store::Told;
use tokio::{sync::mpsc, time::Instant};

use super::{
    Parts, leads,
    recipients::{Happened, messages},
};

/// Changes that may wait to be looked at.
const QUEUE: usize = 1024;
/// What changes with time is looked at so often.
const TIMED_EVERY: Duration = Duration::from_secs(30);
/// What must last, or could not be told, is looked at again so often.
const SETTLING_EVERY: Duration = Duration::from_millis(500);
/// Of changes while nobody looked for longer nothing is told.
const OLDEST: TimeDelta = TimeDelta::days(1);
/// It is noted so often that somebody looks, and what is long past is swept.
const NOTED_EVERY: Duration = Duration::from_secs(600);
/// Messages are kept so long after they were written.
const KEPT: TimeDelta = TimeDelta::days(14);
/// Between attempts to begin anew.
const ANEW: Duration = Duration::from_secs(2);
/// The most that is waited with a request, which a policy may grant at once.
const POLICY: Duration = Duration::from_secs(2);

/// What is kept to tell that an object is gone.
#[derive(Serialize, Deserialize)]
struct About {
    owner: String,
    place: Place,
}

/// Watches for ever.
pub(super) async fn run(parts: &Parts, client: &Client, lead: Option<&Lead>) {
    loop {
        let (sender, mut changes) = mpsc::channel(QUEUE);
        let mut watch = Watch::new(parts, client, lead);
        tokio::select! {
            () = follow(client, sender) => {}
            watched = watch.run(&mut changes) => if let Err(error) = watched {
                tracing::warn!(error = format!("{error:#}"), "what was told is read anew");
            },
        }
        tokio::time::sleep(ANEW).await;
    }
}

struct Watch<'a> {
    parts: &'a Parts,
    client: &'a Client,
    lead: Option<&'a Lead>,
    subjects: HashMap<String, Subject>,
    told: HashMap<String, Told>,
    /// Objects to be looked at again, and since when they stand as they do.
    settling: HashMap<String, (&'static str, Instant)>,
    /// Objects that are gone, of which that could not be told yet.
    missing: BTreeSet<String>,
}

impl<'a> Watch<'a> {
    fn new(parts: &'a Parts, client: &'a Client, lead: Option<&'a Lead>) -> Self {
        let (subjects, told, settling) = Default::default();
        Self { parts, client, lead, subjects, told, settling, missing: BTreeSet::new() }
    }

    async fn run(&mut self, changes: &mut mpsc::Receiver<Change>) -> anyhow::Result<()> {
        self.read_told().await?;
        // Nothing is told before everything is known: what is only not known yet must not look like what is gone.
        let mut unknown: BTreeSet<&str> = kinds().collect();
        while !unknown.is_empty() {
            match changes.recv().await {
                Some(Change::All(kind, subjects)) => {
                    unknown.remove(kind);
                    self.all(kind, subjects);
                }
                Some(Change::One(subject)) => drop(self.subjects.insert(subject.id.clone(), *subject)),
                Some(Change::Gone(id)) => drop(self.subjects.remove(&id)),
                None => return Ok(()),
            }
        }
        self.begin().await?;
        let (mut timed, mut noted) = (tokio::time::interval(TIMED_EVERY), tokio::time::interval(NOTED_EVERY));
        let mut settling = tokio::time::interval(SETTLING_EVERY);
        settling.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let restless = !(self.settling.is_empty() && self.missing.is_empty());
            tokio::select! {
                change = changes.recv() => match change {
                    Some(Change::All(kind, subjects)) => {
                        let before: Vec<String> = self.subjects.keys().cloned().collect();
                        self.all(kind, subjects);
                        for id in before.iter().filter(|id| !self.subjects.contains_key(*id)) {
                            self.missing.insert(id.clone());
                        }
                        self.look_at_all().await?;
                    }
                    Some(Change::One(subject)) => {
                        let id = subject.id.clone();
                        self.subjects.insert(id.clone(), *subject);
                        self.look(&id).await?;
                    }
                    Some(Change::Gone(id)) => {
                        self.subjects.remove(&id);
                        self.settling.remove(&id);
                        self.missing.insert(id);
                        self.miss().await?;
                    }
                    None => return Ok(()),
                },
                _ = settling.tick(), if restless => {
                    let due: Vec<String> = self.settling.keys().cloned().collect();
                    for id in due {
                        self.look(&id).await?;
                    }
                    self.miss().await?;
                }
                _ = timed.tick() => {
                    let due: Vec<String> =
                        self.subjects.values().filter(|subject| subject.is_timed()).map(|s| s.id.clone()).collect();
                    for id in due {
                        self.look(&id).await?;
                    }
                }
                _ = noted.tick() => self.note().await?,
            }
        }
    }

    async fn read_told(&mut self) -> anyhow::Result<()> {
        let told = self.parts.outbox.told().await?;
        self.told = told.into_iter().map(|told| (told.subject.clone(), told)).collect();
        Ok(())
    }

    /// Puts all objects of a kind in the place of those that were known.
    fn all(&mut self, kind: &str, subjects: Vec<Subject>) {
        self.subjects.retain(|_, subject| subject.place.kind != kind);
        self.subjects.extend(subjects.into_iter().map(|subject| (subject.id.clone(), subject)));
    }

    /// Takes up where the last one who looked left off; begins silently when that was too long ago, or never.
    async fn begin(&mut self) -> anyhow::Result<()> {
        let goes_on = self.told.get("").is_some_and(|looked| Utc::now() - looked.at < OLDEST);
        let gone = self.told.keys().filter(|id| !id.is_empty() && !self.subjects.contains_key(*id));
        self.missing = gone.cloned().collect();
        if goes_on {
            self.look_at_all().await?;
        } else {
            let now = Utc::now();
            for id in std::mem::take(&mut self.missing) {
                self.write(self.next(&id, "", "", now), &[]).await?;
            }
            let all: Vec<Subject> = self.subjects.values().cloned().collect();
            for subject in all {
                let word = subject.standing(now).map_or(NEW, |standing| standing.word);
                self.write(self.next(&subject.id, word, &about(&subject)?, now), &[]).await?;
            }
        }
        self.note().await
    }

    /// Notes that somebody looks, and sweeps.
    async fn note(&mut self) -> anyhow::Result<()> {
        if leads(self.lead) {
            let now = Utc::now();
            self.write(self.next("", "watched", "", now), &[]).await?;
            self.parts.outbox.sweep(now - KEPT).await?;
        }
        Ok(())
    }

    async fn look_at_all(&mut self) -> anyhow::Result<()> {
        let all: Vec<String> = self.subjects.keys().cloned().collect();
        for id in all {
            self.look(&id).await?;
        }
        self.miss().await
    }

    /// Tells of an object when it stands otherwise than was told.
    async fn look(&mut self, id: &str) -> anyhow::Result<()> {
        let Some(subject) = self.subjects.get(id).cloned() else {
            self.settling.remove(id);
            return Ok(());
        };
        let now = Utc::now();
        let before = self.told.get(id).map(|told| told.state.as_str());
        let standing = match subject.standing(now) {
            Some(standing) => standing,
            None if before.is_none() => Standing { word: NEW, told: None, fleeting: false },
            None => {
                self.settling.remove(id);
                return Ok(());
            }
        };
        if before == Some(standing.word) {
            self.settling.remove(id);
            return Ok(());
        }
        let since = match self.settling.get(id) {
            Some((word, since)) if *word == standing.word => *since,
            _ => Instant::now(),
        };
        self.settling.insert(id.to_owned(), (standing.word, since));
        let patience = match &standing.told {
            Some((To::Approvers, _)) => POLICY.min(self.parts.settle),
            _ => self.parts.settle,
        };
        if (standing.fleeting && since.elapsed() < patience) || !leads(self.lead) {
            return Ok(());
        }
        let next = self.next(id, standing.word, &about(&subject)?, now);
        let messages = match standing.told {
            None => Vec::new(),
            Some((to, event)) => {
                let key = key(&next);
                let (place, owner) = (&subject.place, subject.owner.as_str());
                let happened = Happened { key, place, owner, to, event, at: now };
                match messages(self.parts, self.client, &happened).await {
                    Ok(messages) => messages,
                    // It stays among those that are looked at again.
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "cannot find out who is to be told");
                        return Ok(());
                    }
                }
            }
        };
        self.write(next, &messages).await?;
        self.settling.remove(id);
        Ok(())
    }

    /// Tells of objects that are gone.
    async fn miss(&mut self) -> anyhow::Result<()> {
        let ids: Vec<String> = self.missing.iter().cloned().collect();
        for id in ids {
            if !leads(self.lead) {
                return Ok(());
            }
            let now = Utc::now();
            let next = self.next(&id, "", "", now);
            let about = self.told.get(&id).and_then(|told| serde_json::from_str::<About>(&told.about).ok());
            let messages = match about {
                Some(About { owner, place }) if place.is_missed() => {
                    let (key, to, event) = (key(&next), To::Owner, Event::Gone);
                    let happened = Happened { key, place: &place, owner: &owner, to, event, at: now };
                    match messages(self.parts, self.client, &happened).await {
                        Ok(messages) => messages,
                        Err(error) => {
                            tracing::warn!(error = format!("{error:#}"), "cannot find out who is to be told");
                            return Ok(());
                        }
                    }
                }
                _ => Vec::new(),
            };
            if self.told.contains_key(&id) {
                self.write(next, &messages).await?;
            }
            self.missing.remove(&id);
        }
        Ok(())
    }

    /// What is told next of a subject.
    fn next(&self, id: &str, state: &str, about: &str, at: DateTime<Utc>) -> Told {
        let version = self.told.get(id).map_or(0, |told| told.version) + 1;
        Told { subject: id.to_owned(), version, state: state.to_owned(), about: about.to_owned(), at }
    }

    /// Writes down what is told, with its messages, and wakes their channels.
    ///
    /// # Errors
    /// When the database does not answer, or somebody else told something meanwhile: then everything is read anew.
    async fn write(&mut self, next: Told, messages: &[store::Message]) -> anyhow::Result<()> {
        anyhow::ensure!(self.parts.outbox.tell(&next, messages).await?, "another server told of the same");
        if next.state.is_empty() {
            self.told.remove(&next.subject);
        } else {
            self.told.insert(next.subject.clone(), next);
        }
        for channel in &self.parts.channels {
            if messages.iter().any(|message| message.channel == channel.name) {
                channel.woken.notify_one();
            }
        }
        Ok(())
    }
}

fn key(next: &Told) -> String {
    format!("{} {}", next.subject, next.version)
}

fn about(subject: &Subject) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&About { owner: subject.owner.clone(), place: subject.place.clone() })?)
}
