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
/// Entries kept; beyond that the ones that no longer count are dropped, and then nobody new is admitted.
const ENTRIES: usize = 20_000;

/// Attempts of the last minute that were wrong, or are being checked.
pub(crate) struct Limiter {
    /// Attempts from one address within the window, whatever the account.
    from_address: usize,
    attempts: HashMap<(Option<String>, IpAddr), VecDeque<Instant>>,
}

impl Limiter {
    /// Admits so many from one address within the window.
    pub(crate) fn new(from_address: usize) -> Self {
        Self { from_address, attempts: HashMap::new() }
    }

    /// True when another attempt may be made, for an account if one is named; it counts as wrong until [`Limiter::succeeded`], so that many at once do
    /// not slip through together.
    pub(crate) fn admit(&mut self, name: Option<&str>, from: IpAddr, now: Instant) -> bool {
        if self.attempts.len() >= ENTRIES {
            self.attempts.retain(|_, times| times.back().is_some_and(|last| now.duration_since(*last) < WINDOW));
            if self.attempts.len() >= ENTRIES {
                return false;
            }
        }
        if name.is_some_and(|name| self.recent(Some(name), from, now) >= FOR_ACCOUNT)
            || self.recent(None, from, now) >= self.from_address
        {
            return false;
        }
        for name in name.map(|name| Some(shortened(name))).into_iter().chain([None]) {
            self.attempts.entry((name, from)).or_default().push_back(now);
        }
        true
    }

    /// Takes back the attempt that was admitted, and clears the account's wrong ones from this address.
    pub(crate) fn succeeded(&mut self, name: Option<&str>, from: IpAddr) {
        if let Some(name) = name {
            self.attempts.remove(&(Some(shortened(name)), from));
        }
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

    const FROM_ADDRESS: usize = 30;
    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn five_wrong_ones_then_a_minute() {
        let (mut limiter, start) = (Limiter::new(FROM_ADDRESS), Instant::now());
        for n in 0..5 {
            assert!(limiter.admit(Some("dev"), HERE, start), "{n}");
        }
        assert!(!limiter.admit(Some("dev"), HERE, start));
        assert!(limiter.admit(Some("dev2"), HERE, start), "another account");
        assert!(limiter.admit(Some("dev"), THERE, start), "another address");
        assert!(!limiter.admit(Some("dev"), HERE, start + WINDOW - Duration::from_secs(1)));
        assert!(limiter.admit(Some("dev"), HERE, start + WINDOW));
    }

    #[test]
    fn right_password_clears_the_account() {
        let (mut limiter, start) = (Limiter::new(FROM_ADDRESS), Instant::now());
        for _ in 0..20 {
            assert!(limiter.admit(Some("dev"), HERE, start));
            assert!(limiter.admit(Some("dev"), HERE, start));
            limiter.succeeded(Some("dev"), HERE);
        }
    }

    #[test]
    fn one_address_cannot_try_all_accounts() {
        let (mut limiter, start) = (Limiter::new(FROM_ADDRESS), Instant::now());
        for n in 0..FROM_ADDRESS {
            assert!(limiter.admit(Some(&format!("user-{n}")), HERE, start));
        }
        assert!(!limiter.admit(Some("somebody"), HERE, start));
        assert!(limiter.admit(Some("somebody"), THERE, start));
    }

    #[test]
    fn without_an_account_only_the_address_counts() {
        let (mut limiter, start) = (Limiter::new(FROM_ADDRESS), Instant::now());
        for n in 0..FROM_ADDRESS {
            assert!(limiter.admit(None, HERE, start), "{n}");
        }
        assert!(!limiter.admit(None, HERE, start));
        limiter.succeeded(None, HERE);
        assert!(limiter.admit(None, HERE, start));
    }

    #[test]
    fn memory_is_bounded() {
        let (mut limiter, start) = (Limiter::new(FROM_ADDRESS), Instant::now());
        for n in 0..ENTRIES as u32 {
            limiter.admit(Some("x"), IpAddr::from(n.to_be_bytes()), start);
        }
        assert!(limiter.attempts.len() <= ENTRIES + 1);
        assert!(!limiter.admit(Some("x"), THERE, start));
        assert!(limiter.admit(Some("x"), THERE, start + WINDOW));
        assert_eq!(limiter.attempts.len(), 2);
    }
}
