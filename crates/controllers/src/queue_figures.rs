//! Figures of the controllers' work queues, for whoever exposes them.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::{Duration, SystemTime},
};

use parking_lot::Mutex;

use crate::{queue::Queue, queue_recent::LastError};

/// The queues of the controllers that run. Clones are the same queues.
#[derive(Clone, Debug, Default)]
pub struct Queues(Arc<Mutex<BTreeMap<&'static str, Weak<Queue>>>>);

impl Queues {
    /// The figures of every queue, ordered by name. They count from when its controller was started.
    pub fn figures(&self) -> Vec<QueueFigures> {
        let queues: Vec<_> = self.0.lock().iter().filter_map(|(name, queue)| Some((*name, queue.upgrade()?))).collect();
        queues.into_iter().map(|(name, queue)| queue.figures(name)).collect()
    }

    /// Tells of this queue as long as somebody else holds it.
    pub(crate) fn add(&self, name: &'static str, queue: &Arc<Queue>) {
        self.0.lock().insert(name, Arc::downgrade(queue));
    }
}

/// What one queue has done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueFigures {
    /// Name of the controller.
    pub name: &'static str,
    /// Objects in line.
    pub depth: u64,
    /// Objects put in line; one that is in line already does not count again.
    pub adds: u64,
    /// Reconciles that failed and are tried again.
    pub retries: u64,
    /// How long objects were in line.
    pub waited: Durations,
    /// How long reconciles took.
    pub worked: Durations,
    /// How long the first in line has been there; `None` when the line is empty.
    pub oldest: Option<Duration>,
    /// Objects whose reconcile is under way.
    pub at_work: u64,
    /// Objects whose last reconcile failed.
    pub failing: u64,
    /// The time that half of the last reconciles did not exceed; `None` before the first.
    pub usual: Option<Duration>,
    /// The time that 99 of 100 of them did not exceed.
    pub slow: Option<Duration>,
    /// The last reconcile that failed.
    pub last_error: Option<LastError>,
    /// Since when the controller runs.
    pub since: SystemTime,
    /// Reconciles that ended in each ten seconds of the last five minutes, the newest last.
    pub recent: Vec<u32>,
}

/// A histogram of durations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Durations {
    /// How many were up to each of [`Durations::BOUNDS`] and above the one before; the last: above all.
    pub counts: [u64; Durations::BOUNDS.len() + 1],
    /// Of all.
    pub sum: Duration,
}

impl Durations {
    /// Upper bounds in seconds: those of client-go that a reconcile can reach.
    pub const BOUNDS: [f64; 9] = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0, 100.0];

    pub(crate) fn add(&mut self, duration: Duration) {
        let seconds = duration.as_secs_f64();
        self.counts[Self::BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(Self::BOUNDS.len())] += 1;
        self.sum += duration;
    }
}
