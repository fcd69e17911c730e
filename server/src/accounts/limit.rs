//! Slows down guessing. Pure: the caller says what time it is.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    time::{Duration, Instant},
};

/// Attempts count this long.
const WINDOW: Duration = Duration::from_secs(60);
/// Attempts for one account from one address within the window.
const FOR_ACCOUNT: usize = 5;
/// Attempts from one address within the window, whatever the account.
const FROM_ADDRESS: usize = 30;
/// Entries kept; beyond that the ones that no longer count are dropped, and then nobody new is admitted.
const ENTRIES: usize = 20_000;

/// Attempts of the last minute that were wrong, or are being checked.
#[derive(Default)]
pub(super) struct Limiter {
    attempts: HashMap<(Option<String>, IpAddr), VecDeque<Instant>>,
}

impl Limiter {
    /// True when another attempt may be made; it counts as wrong until [`Limiter::succeeded`], so that many at once do
    /// not slip through together.
    pub(super) fn admit(&mut self, name: &str, from: IpAddr, now: Instant) -> bool {
        if self.attempts.len() >= ENTRIES {
            self.attempts.retain(|_, times| times.back().is_some_and(|last| now.duration_since(*last) < WINDOW));
            if self.attempts.len() >= ENTRIES {
                return false;
            }
        }
        if self.recent(Some(name), from, now) >= FOR_ACCOUNT || self.recent(None, from, now) >= FROM_ADDRESS {
            return false;
        }
        for key in [(Some(shortened(name)), from), (None, from)] {
            self.attempts.entry(key).or_default().push_back(now);
        }
        true
    }

    /// Takes back the attempt that was admitted, and clears the account's wrong ones from this address.
    pub(super) fn succeeded(&mut self, name: &str, from: IpAddr) {
        self.attempts.remove(&(Some(shortened(name)), from));
        if let Some(times) = self.attempts.get_mut(&(None, from)) {
            times.pop_back();
        }
    }

    fn recent(&mut self, name: Option<&str>, from: IpAddr, now: Instant) -> usize {
        let Some(times) = self.attempts.get_mut(&(name.map(shortened), from)) else { return 0 };
        while times.front().is_some_and(|first| now.duration_since(*first) >= WINDOW) {
            times.pop_front();
        }
        times.len()
    }
}

/// Names come from outside: only so much of one is kept.
fn shortened(name: &str) -> String {
    name.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn five_wrong_ones_then_a_minute() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        for n in 0..5 {
            assert!(limiter.admit("dev", HERE, start), "{n}");
        }
        assert!(!limiter.admit("dev", HERE, start));
        assert!(limiter.admit("dev2", HERE, start), "another account");
        assert!(limiter.admit("dev", THERE, start), "another address");
        assert!(!limiter.admit("dev", HERE, start + WINDOW - Duration::from_secs(1)));
        assert!(limiter.admit("dev", HERE, start + WINDOW));
    }

    #[test]
    fn right_password_clears_the_account() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        for _ in 0..20 {
            assert!(limiter.admit("dev", HERE, start));
            assert!(limiter.admit("dev", HERE, start));
            limiter.succeeded("dev", HERE);
        }
    }

    #[test]
    fn one_address_cannot_try_all_accounts() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        for n in 0..FROM_ADDRESS {
            assert!(limiter.admit(&format!("user-{n}"), HERE, start));
        }
        assert!(!limiter.admit("somebody", HERE, start));
        assert!(limiter.admit("somebody", THERE, start));
    }

    #[test]
    fn memory_is_bounded() {
        let (mut limiter, start) = (Limiter::default(), Instant::now());
        for n in 0..ENTRIES as u32 {
            limiter.admit("x", IpAddr::from(n.to_be_bytes()), start);
        }
        assert!(limiter.attempts.len() <= ENTRIES + 1);
        assert!(!limiter.admit("x", THERE, start));
        assert!(limiter.admit("x", THERE, start + WINDOW));
        assert_eq!(limiter.attempts.len(), 2);
    }
}
