//! The work queue of a controller: each key at most once in line, never twice at work, failures spaced out.
//!
//! A key that was just reconciled rests a moment: what changes meanwhile (and one change mostly brings several, since
//! every layer reports to the one above) is worked off in one go, with one status written for all of it.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{sync::Notify, time::Instant};

use crate::{
    key::Key,
    queue_figures::{Durations, QueueFigures},
    queue_recent::Recent,
};

/// Delay before the first retry of a failed key; doubles each time.
const FIRST_RETRY: Duration = Duration::from_millis(200);
/// Delay before the first retry after a write conflict: the newer object is on its way.
const FIRST_CONFLICT_RETRY: Duration = Duration::from_millis(5);
/// How long a key rests after a reconcile that succeeded: short beside what people notice.
const REST: Duration = Duration::from_millis(10);
/// No retry waits longer.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// How a reconcile of a key ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing more to do until something changes.
    Done,
    /// Look again after this time even if nothing changes.
    After(Duration),
    /// It failed; again with backoff.
    Failed,
    /// A write met a newer version; again soon.
    Conflict,
}

/// See the module. All methods are short and never wait.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    line: VecDeque<Key>,
    /// Since when a key is in line.
    in_line: HashMap<Key, Instant>,
    at_work: HashMap<Key, Work>,
    /// Until when a key rests.
    resting: HashMap<Key, Instant>,
    /// When a key is due; entries of `timers` that differ from it make nothing due.
    due: HashMap<Key, Instant>,
    timers: BinaryHeap<Reverse<(Instant, Key)>>,
    failures: HashMap<Key, u32>,
    adds: u64,
    retries: u64,
    waited: Durations,
    worked: Durations,
    recent: Recent,
}

/// A reconcile under way.
#[derive(Debug)]
struct Work {
    since: Instant,
    /// The key must go in line again afterwards.
    again: bool,
}

impl Queue {
    /// Puts the key in line, unless it is there already. A key at work comes again afterwards.
    pub(crate) fn add(&self, key: Key) {
        if self.state.lock().add(key) {
            self.changed.notify_one();
        }
    }

    /// The next key to work on. Every key taken must be given back by [`Queue::finish`].
    pub(crate) async fn next(&self) -> Key {
        loop {
            let wait = {
                let mut state = self.state.lock();
                state.move_due(Instant::now());
                if let Some(key) = state.take() {
                    return key;
                }
                state.timers.peek().map(|Reverse((at, _))| *at)
            };
            match wait {
                Some(at) => tokio::select! {
                    () = tokio::time::sleep_until(at) => {}
                    () = self.changed.notified() => {}
                },
                None => self.changed.notified().await,
            }
        }
    }

    /// Gives a key back with the outcome of its reconcile. Returns the delay before its retry when it failed.
    pub(crate) fn finish(&self, key: Key, outcome: &Outcome) -> Option<Duration> {
        let mut state = self.state.lock();
        let again = state.at_work.remove(&key).is_some_and(|work| {
            let took = work.since.elapsed();
            state.worked.add(took);
            state.recent.add(took);
            work.again
        });
        let delay = match outcome {
            Outcome::Done => {
                state.failures.remove(&key);
                state.rest(key.clone());
                None
            }
            Outcome::After(delay) => {
                state.failures.remove(&key);
                state.rest(key.clone());
                state.schedule(key.clone(), Instant::now() + *delay);
                None
            }
            Outcome::Failed | Outcome::Conflict => {
                let failures = state.failures.entry(key.clone()).or_default();
                let first = if *outcome == Outcome::Conflict { FIRST_CONFLICT_RETRY } else { FIRST_RETRY };
                let delay = backoff(first, *failures);
                *failures = failures.saturating_add(1);
                state.retries += 1;
                state.schedule(key.clone(), Instant::now() + delay);
                Some(delay)
            }
        };
        if again {
            state.add(key);
        }
        drop(state);
        self.changed.notify_one();
        delay
    }

    /// Notes why the reconcile of a key failed.
    pub(crate) fn failed(&self, key: &Key, why: &str) {
        self.state.lock().recent.fail(key, why);
    }

    /// What it has done so far, under the name of its controller.
    pub(crate) fn figures(&self, name: &'static str) -> QueueFigures {
        let mut state = self.state.lock();
        let recent = state.recent.ended();
        QueueFigures {
            name,
            depth: state.line.len() as u64,
            adds: state.adds,
            retries: state.retries,
            waited: state.waited.clone(),
            worked: state.worked.clone(),
            oldest: state.in_line.values().map(Instant::elapsed).max(),
            at_work: state.at_work.len() as u64,
            failing: state.failures.len() as u64,
            usual: state.recent.quantile(0.5),
            slow: state.recent.quantile(0.99),
            last_error: state.recent.last_error.clone(),
            since: state.recent.started,
            recent,
        }
    }
}

/// `first` doubled for each earlier failure, capped.
fn backoff(first: Duration, failures: u32) -> Duration {
    first.saturating_mul(1u32.checked_shl(failures.min(20)).unwrap_or(u32::MAX)).min(LONGEST_RETRY)
}

impl State {
    fn add(&mut self, key: Key) -> bool {
        if let Some(work) = self.at_work.get_mut(&key) {
            work.again = true;
            return false;
        }
        if let Some(until) = self.resting.get(&key).copied().filter(|until| *until > Instant::now()) {
            return self.schedule(key, until);
        }
        if self.in_line.contains_key(&key) {
            return false;
        }
        self.in_line.insert(key.clone(), Instant::now());
        self.line.push_back(key);
        self.adds += 1;
        true
    }

    fn rest(&mut self, key: Key) {
        let until = Instant::now() + REST;
        self.resting.insert(key.clone(), until);
        self.timers.push(Reverse((until, key)));
    }

    /// False when the key is due by then anyway.
    fn schedule(&mut self, key: Key, at: Instant) -> bool {
        if self.due.get(&key).is_some_and(|due| *due <= at) {
            return false;
        }
        self.due.insert(key.clone(), at);
        self.timers.push(Reverse((at, key)));
        true
    }

    fn move_due(&mut self, now: Instant) {
        while self.timers.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            let Some(Reverse((at, key))) = self.timers.pop() else { return };
            if self.resting.get(&key).is_some_and(|until| *until <= now) {
                self.resting.remove(&key);
            }
            if self.due.get(&key) == Some(&at) {
                self.due.remove(&key);
                self.add(key);
            }
        }
    }

    fn take(&mut self) -> Option<Key> {
        let key = self.line.pop_front()?;
        if let Some(since) = self.in_line.remove(&key) {
            self.waited.add(since.elapsed());
        }
        // What it was waiting for is decided anew by the reconcile that starts now.
        self.due.remove(&key);
        self.at_work.insert(key.clone(), Work { since: Instant::now(), again: false });
        Some(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        Key::new("ns", name)
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_is_in_line_once_and_at_work_once() {
        let queue = Queue::default();
        queue.add(key("a"));
        queue.add(key("a"));
        let taken = queue.next().await;
        queue.add(key("a"));
        assert!(tokio::time::timeout(Duration::from_secs(1), queue.next()).await.is_err(), "at work already");
        queue.finish(taken, &Outcome::Done);
        assert_eq!(queue.next().await, key("a"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_key_rests_and_what_changes_meanwhile_is_one_reconcile() {
        let queue = Queue::default();
        let start = Instant::now();
        queue.add(key("a"));
        let taken = queue.next().await;
        queue.add(key("a"));
        queue.finish(taken, &Outcome::Done);
        queue.add(key("a"));
        queue.add(key("b"));
        assert_eq!(queue.next().await, key("b"), "others do not wait for it");
        assert_eq!(start.elapsed(), Duration::ZERO);
        let taken = queue.next().await;
        assert_eq!((taken.clone(), start.elapsed()), (key("a"), REST));
        queue.finish(taken, &Outcome::Done);
        assert!(tokio::time::timeout(Duration::from_secs(1), queue.next()).await.is_err(), "once for all changes");
        assert!(queue.state.lock().resting.is_empty());
        queue.add(key("a"));
        let asked = Instant::now();
        queue.next().await;
        assert_eq!(asked.elapsed(), Duration::ZERO, "rested");
    }

    #[tokio::test(start_paused = true)]
    async fn failures_wait_longer_each_time_and_success_forgets_them() {
        let queue = Queue::default();
        queue.add(key("a"));
        let mut delays = Vec::new();
        for _ in 0..12 {
            let taken = queue.next().await;
            delays.push(queue.finish(taken, &Outcome::Failed).map(|delay| delay.as_millis()));
        }
        assert_eq!(&delays[..4], &[Some(200), Some(400), Some(800), Some(1600)]);
        assert_eq!(delays[11], Some(60_000));
        let taken = queue.next().await;
        queue.finish(taken, &Outcome::Done);
        queue.add(key("a"));
        let taken = queue.next().await;
        assert_eq!(queue.finish(taken, &Outcome::Conflict), Some(Duration::from_millis(5)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_timer_counts_until_the_key_is_taken() {
        let queue = Queue::default();
        let start = Instant::now();
        queue.add(key("a"));
        let taken = queue.next().await;
        queue.finish(taken, &Outcome::After(Duration::from_secs(10)));
        let taken = queue.next().await;
        assert_eq!(start.elapsed().as_secs(), 10);
        queue.finish(taken, &Outcome::After(Duration::from_secs(100)));
        queue.add(key("a"));
        let taken = queue.next().await;
        assert_eq!(start.elapsed(), Duration::from_secs(10) + REST, "a change does not wait for the timer");
        queue.finish(taken, &Outcome::Done);
        assert!(tokio::time::timeout(Duration::from_secs(500), queue.next()).await.is_err(), "the timer is void");
    }

    #[tokio::test(start_paused = true)]
    async fn figures_tell_of_line_and_work() {
        let queue = Queue::default();
        for name in ["a", "a", "b"] {
            queue.add(key(name));
        }
        tokio::time::advance(Duration::from_secs(2)).await;
        let taken = queue.next().await;
        queue.add(key("a"));
        tokio::time::advance(Duration::from_millis(50)).await;
        queue.finish(taken, &Outcome::Failed);
        let figures = queue.figures("x");
        assert_eq!((figures.name, figures.depth, figures.adds, figures.retries), ("x", 2, 3, 1), "{figures:?}");
        assert_eq!((figures.waited.sum.as_millis(), figures.worked.sum.as_millis()), (2000, 50));
        assert_eq!((figures.waited.counts[7], figures.worked.counts[5]), (1, 1), "up to 10 s, up to 100 ms");
        let counted = |durations: &Durations| durations.counts.iter().sum::<u64>();
        assert_eq!((counted(&figures.waited), counted(&figures.worked)), (1, 1));
    }
}
