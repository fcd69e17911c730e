//! Accounts and sessions for the pages about them; what is done with them is recorded.

use chrono::Utc;
use portal::{
    Error,
    people::{Answer, Desk, Which},
    view::{self, ErrorKind},
};
use supervisor::engine::User;
use texts::t;

use super::{Web, session::SignedInAs, witness::Witness};

/// Sessions that are listed.
const SESSIONS: u32 = 1000;

/// Works for one request of somebody who is signed in.
pub(super) struct RequestDesk {
    web: Web,
    witness: Witness,
    user: User,
    /// The session of the request.
    this: [u8; 32],
}

impl RequestDesk {
    pub(super) fn new(web: Web, witness: Witness, user: User, this: [u8; 32]) -> Self {
        Self { web, witness, user, this }
    }

    fn session(&self, row: &store::Session) -> Option<view::Session> {
        let who = SignedInAs::kept_in(row)?;
        Some(view::Session {
            id: hex(&row.id_hash),
            since: who.since(),
            seen: who.seen(),
            ends: who.ends(self.web.lasting),
            this: row.id_hash == self.this,
            provider: who.provider.as_deref().map(|id| self.title(id)),
            user: who.user,
            address: who.address,
            browser: who.browser,
        })
    }

    /// The title of a provider, or its id when the settings do not have it any more.
    fn title(&self, id: &str) -> String {
        self.web.providers.title(id).unwrap_or(id).to_owned()
    }

    async fn tell(&self, verb: &str, about: &str) {
        self.witness.tell(verb, &self.user, Some(about), 200, "").await;
    }
}

impl Desk for RequestDesk {
    fn sessions<'a>(&'a self, user: Option<&'a str>) -> Answer<'a, Vec<view::Session>> {
        Box::pin(async move {
            let rows = self.web.sessions.list(user, Utc::now(), SESSIONS).await.map_err(unavailable)?;
            let mut sessions: Vec<view::Session> = rows.iter().filter_map(|row| self.session(row)).collect();
            sessions.sort_by(|a, b| b.this.cmp(&a.this).then(b.seen.cmp(&a.seen)));
            Ok(sessions)
        })
    }

    fn people<'a>(&'a self, search: &'a str, limit: usize) -> Answer<'a, Vec<view::Person>> {
        Box::pin(async move {
            let limit = u32::try_from(limit).unwrap_or(u32::MAX);
            let people = self.web.people.list(search, limit).await.map_err(unavailable)?;
            let person = |person: store::Person| view::Person {
                provider: Some(person.provider.as_str()).filter(|id| !id.is_empty()).map(|id| self.title(id)),
                name: person.name,
                local: person.local,
                groups: person.groups,
                signed_in_at: person.signed_in_at,
                disabled_at: person.disabled_at,
                sessions: 0,
            };
            Ok(people.into_iter().map(person).collect())
        })
    }

    fn end<'a>(&'a self, user: &'a str, which: &'a Which) -> Answer<'a, bool> {
        Box::pin(async move {
            let sessions = &self.web.sessions;
            let ended = match which {
                Which::One(id) => match unhex(id) {
                    Some(id) => sessions.delete_one(user, &id).await.map(u64::from),
                    None => Ok(0),
                },
                Which::Others => sessions.delete_of(user, Some(&self.this)).await,
                Which::All => sessions.delete_of(user, None).await,
            };
            let ended = ended.map_err(unavailable)? > 0;
            if ended {
                self.tell("end-sessions", user).await;
            }
            Ok(ended)
        })
    }

    fn disable<'a>(&'a self, user: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let people = &self.web.people;
            if !people.knows(user).await.map_err(unavailable)? {
                return Ok(false);
            }
            if people.disable(user, Utc::now()).await.map_err(unavailable)?.is_some() {
                self.tell("disable", user).await;
            }
            Ok(true)
        })
    }

    fn enable<'a>(&'a self, user: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let enabled = self.web.people.enable(user).await.map_err(unavailable)?;
            if enabled {
                self.tell("enable", user).await;
            }
            Ok(enabled)
        })
    }
}

fn unavailable(error: store::TableError) -> Error {
    tracing::error!(error = format!("{:#}", anyhow::Error::from(error)), "cannot work with sessions");
    Error::new(ErrorKind::Unavailable, t().error_database_silent())
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digits = text.as_bytes();
    if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_in_forms() {
        let bytes: [u8; 32] = std::array::from_fn(|i| i as u8 * 7);
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        for wrong in ["", "00", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
            assert_eq!(unhex(wrong), None, "{wrong}");
        }
    }
}
