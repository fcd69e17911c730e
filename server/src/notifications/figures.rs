//! How messages go, on `/metrics`.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering::Relaxed},
};

use supervisor::engine::metrics::{Exposition, Kind, MetricSource};

/// Figures of each channel since the start of this server. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Figures(Arc<[(String, Counts)]>);

/// Of one channel.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) sent: AtomicU64,
    pub(super) failed: AtomicU64,
    pub(super) given_up: AtomicU64,
    pub(super) waiting: AtomicU64,
}

impl Figures {
    pub(super) fn new(channels: impl Iterator<Item = String>) -> Self {
        Self(channels.map(|channel| (channel, Counts::default())).collect())
    }

    /// Those of a channel.
    pub(super) fn of(&self, channel: &str) -> Option<&Counts> {
        self.0.iter().find(|(name, _)| name == channel).map(|(_, counts)| counts)
    }
}

impl MetricSource for Figures {
    fn write(&self, out: &mut Exposition) {
        if self.0.is_empty() {
            return;
        }
        let attempts = "Attempts to send a message: sent, failed and tried again, or given up.";
        out.family("atoll_notifications_total", Kind::Counter, attempts);
        for (channel, counts) in self.0.iter() {
            let results = [("sent", &counts.sent), ("failed", &counts.failed), ("given-up", &counts.given_up)];
            for (result, count) in results {
                let labels = [("channel", channel.as_str()), ("result", result)];
                out.sample("atoll_notifications_total", &labels, count.load(Relaxed) as f64);
            }
        }
        out.family("atoll_notifications_waiting", Kind::Gauge, "Messages to be sent; 0 where another server leads.");
        for (channel, counts) in self.0.iter() {
            let waiting = counts.waiting.load(Relaxed) as f64;
            out.sample("atoll_notifications_waiting", &[("channel", channel.as_str())], waiting);
        }
    }
}
