//! Accounts and sessions for the pages about them; what is done with them is recorded.

use std::net::{IpAddr, Ipv4Addr};

use chrono::{DateTime, Utc};
use portal::{
    Error,
    people::{Answer, Desk, Which},
    view::{self, ErrorKind, FieldError},
};
use supervisor::engine::User;
use texts::t;

use super::{Web, session::SignedInAs, witness::Witness};
use crate::accounts::{self, Added, Changed};

/// Sessions that are listed.
const SESSIONS: u32 = 1000;

/// Works for one request of somebody who is signed in.
pub(super) struct RequestDesk {
    web: Web,
    witness: Witness,
    user: User,
    /// The identity provider; none for a local account.
    provider: Option<String>,
    /// The session of the request.
    this: [u8; 32],
}

impl RequestDesk {
    pub(super) fn new(web: Web, witness: Witness, user: User, provider: Option<String>, this: [u8; 32]) -> Self {
        Self { web, witness, user, provider, this }
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

    /// An address as it is kept; nothing is one, too.
    fn address(&self, typed: &str) -> Result<String, Error> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(String::new());
        }
        let address = typed.parse::<lettre::Address>().map_err(|_| wrong("email", t().account_email_wrong()))?;
        Ok(address.to_string())
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

    fn account(&self) -> Answer<'_, view::Account> {
        Box::pin(async move {
            let standing = self.web.people.standing(&self.user.name).await.map_err(unavailable)?;
            Ok(view::Account {
                name: self.user.name.clone(),
                groups: self.user.groups.clone(),
                provider: self.provider.as_deref().map(|id| self.title(id)),
                email: self.web.people.email(&self.user.name).await.map_err(unavailable)?,
                by_mail: self.web.notifications.by_mail(),
                must_change: standing.must_change,
            })
        })
    }

    fn set_email<'a>(&'a self, email: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            let email = self.address(email)?;
            self.web.people.set_email(&self.user.name, &email).await.map_err(unavailable)?;
            self.tell("set-email", &self.user.name).await;
            Ok(())
        })
    }

    fn set_password<'a>(&'a self, old: &'a str, new: &'a str) -> Answer<'a, ()> {
        Box::pin(async move {
            if self.provider.is_some() {
                return Err(Error::new(ErrorKind::Invalid, t().account_password_elsewhere()));
            }
            let from = self.witness.source.caller().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
            let name = &self.user.name;
            let changed = self.web.accounts.change_password(name, old, new, from, &self.this).await;
            match changed.map_err(unavailable)? {
                Changed::Done => {
                    self.tell("set-password", name).await;
                    Ok(())
                }
                Changed::Wrong => {
                    self.witness.tell("set-password", &self.user, Some(name), 401, "wrong password").await;
                    Err(wrong("old", t().account_old_wrong()))
                }
                Changed::Limited => Err(wrong("old", t().account_old_limited())),
                Changed::Weak => Err(wrong("new", t().account_new_weak(accounts::SHORTEST.to_string()))),
                Changed::Same => Err(wrong("new", t().account_new_same())),
            }
        })
    }

    fn set_seen(&self, upto: DateTime<Utc>) -> Answer<'_, ()> {
        Box::pin(async move { self.web.people.set_seen(&self.user.name, upto).await.map_err(unavailable) })
    }

    fn add<'a>(&'a self, name: &'a str, groups: &'a [String], email: &'a str) -> Answer<'a, String> {
        Box::pin(async move {
            let email = self.address(email)?;
            let added = self.web.accounts.add(name, groups, None, &self.web.providers.prefixes()).await;
            match added.map_err(unavailable)? {
                Added::Done(password) => {
                    if !email.is_empty() {
                        self.web.people.set_email(name, &email).await.map_err(unavailable)?;
                    }
                    self.tell("add-account", name).await;
                    Ok(password)
                }
                Added::Taken => Err(wrong("name", t().people_name_taken(name))),
                Added::BadName => Err(wrong("name", t().people_name_wrong())),
                Added::BadGroup(group) => Err(wrong("groups", t().people_group_wrong(group))),
            }
        })
    }

    fn remove<'a>(&'a self, name: &'a str) -> Answer<'a, bool> {
        Box::pin(async move {
            let removed = self.web.accounts.remove(name).await.map_err(unavailable)?;
            if removed {
                self.tell("remove-account", name).await;
            }
            Ok(removed)
        })
    }
}

/// What is wrong with one field.
fn wrong(field: &str, message: String) -> Error {
    Error::invalid(vec![FieldError::new(field, message)])
}

fn unavailable(error: impl Into<anyhow::Error>) -> Error {
    tracing::error!(error = format!("{:#}", error.into()), "cannot work with accounts and sessions");
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
