//! The keys that sign tokens for guest clusters, old and new. Pure.

use api::portal::cluster_access::MAX_TTL_SECONDS;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// A new key is published so long before it signs: every server has read it by then, and shows it to guests.
const AHEAD: Duration = Duration::minutes(5);

/// All keys, oldest first. Secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ring {
    keys: Vec<Key>,
}

/// One key. Times are in seconds since 1970.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    private_pem: String,
    public_pem: String,
    /// From when on it signs.
    signs_from: i64,
}

/// What signs, and what is accepted beside that.
pub(super) struct Use<'a> {
    pub(super) signing_pem: &'a str,
    pub(super) accepted_pem: Vec<&'a str>,
}

impl Ring {
    /// A ring with this one key, (private, public) in PEM, which signs at once.
    pub(super) fn first((private_pem, public_pem): (String, String), now: DateTime<Utc>) -> Ring {
        Ring { keys: vec![Key { private_pem, public_pem, signs_from: now.timestamp() }] }
    }

    /// Reads what [`Ring::text`] wrote; `None` when it is something else, or empty.
    pub(super) fn read(text: &str) -> Option<Ring> {
        serde_json::from_str(text).ok().filter(|ring: &Ring| !ring.keys.is_empty())
    }

    /// For the database.
    pub(super) fn text(&self) -> String {
        // Plain text in plain structs has a JSON form.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What signs now: the newest whose time has come.
    pub(super) fn in_use(&self, now: DateTime<Utc>) -> Option<Use<'_>> {
        let signing = self.signing(now);
        let key = self.keys.get(signing)?;
        let others = self.keys.iter().enumerate().filter(|(index, _)| *index != signing);
        let accepted_pem = others.map(|(_, key)| key.public_pem.as_str()).collect();
        Some(Use { signing_pem: &key.private_pem, accepted_pem })
    }

    fn signing(&self, now: DateTime<Utc>) -> usize {
        self.keys.iter().rposition(|key| key.signs_from <= now.timestamp()).unwrap_or(0)
    }

    /// The same with a key more, which signs soon. Nothing changes while another one waits for its time.
    pub(super) fn rotated(&self, (private_pem, public_pem): (String, String), now: DateTime<Utc>) -> Ring {
        let mut ring = self.clone();
        if !self.waits(now) {
            ring.keys.push(Key { private_pem, public_pem, signs_from: (now + AHEAD).timestamp() });
        }
        ring
    }

    /// The same without keys whose last token is over.
    pub(super) fn pruned(&self, now: DateTime<Utc>) -> Ring {
        // A key signs until the next one does, and no token lives longer than any access may.
        let over = |next: &Key| next.signs_from + AHEAD.num_seconds() + MAX_TTL_SECONDS < now.timestamp();
        let kept = self.keys.iter().enumerate().filter(|(index, _)| !self.keys.get(index + 1).is_some_and(over));
        Ring { keys: kept.map(|(_, key)| key.clone()).collect() }
    }

    /// Whether the newest key is older than `age`.
    pub(super) fn is_due(&self, age: Duration, now: DateTime<Utc>) -> bool {
        self.keys.last().is_none_or(|key| key.signs_from + age.num_seconds() <= now.timestamp())
    }

    /// Whether a key is published that does not sign yet.
    pub(super) fn waits(&self, now: DateTime<Utc>) -> bool {
        self.signs_next().is_some_and(|at| at > now)
    }

    /// From when on the newest key signs.
    pub(super) fn signs_next(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.keys.last()?.signs_from, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str) -> (String, String) {
        (format!("private {name}"), format!("public {name}"))
    }

    fn told(ring: &Ring, now: DateTime<Utc>) -> (String, Vec<String>) {
        let used = ring.in_use(now).unwrap();
        (used.signing_pem.to_owned(), used.accepted_pem.iter().map(|pem| (*pem).to_owned()).collect())
    }

    #[test]
    fn a_new_key_is_published_before_it_signs_and_the_old_one_stays_until_its_last_token_is_over() {
        let start = Utc::now();
        let ring = Ring::first(pair("1"), start);
        assert_eq!(told(&ring, start), ("private 1".into(), vec![]));
        let ring = ring.rotated(pair("2"), start);
        assert_eq!(told(&ring, start), ("private 1".into(), vec!["public 2".into()]), "published");
        assert!(ring.waits(start));
        assert!(ring.rotated(pair("3"), start) == ring, "one at a time");
        let later = start + Duration::minutes(6);
        assert_eq!(told(&ring, later), ("private 2".into(), vec!["public 1".into()]), "signs");
        let longest = Duration::seconds(MAX_TTL_SECONDS);
        assert!(ring.pruned(start + longest) == ring, "a token of the old key may still be used");
        let end = start + longest + Duration::hours(1);
        assert_eq!(told(&ring.pruned(end), end), ("private 2".into(), vec![]));
    }

    #[test]
    fn age_makes_a_key_due() {
        let start = Utc::now();
        let ring = Ring::first(pair("1"), start);
        assert!(!ring.is_due(Duration::days(90), start + Duration::days(89)));
        assert!(ring.is_due(Duration::days(90), start + Duration::days(91)));
        assert!(!ring.rotated(pair("2"), start).is_due(Duration::days(90), start + Duration::days(90)));
    }

    #[test]
    fn what_is_kept_is_read_again() {
        let ring = Ring::first(pair("1"), Utc::now());
        assert!(Ring::read(&ring.text()).unwrap() == ring);
        assert!(Ring::read("{\"keys\":[]}").is_none() && Ring::read("").is_none());
    }
}
