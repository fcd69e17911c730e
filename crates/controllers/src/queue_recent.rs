//! What a queue did lately: how long its last reconciles took, how many there were from minute to minute, what failed last.

use std::{
    collections::VecDeque,
    time::{Duration, SystemTime},
};

use tokio::time::Instant;

use crate::key::Key;

/// Reconciles whose time is kept.
const KEPT: usize = 512;
/// Length of one slot.
const SLOT: Duration = Duration::from_secs(10);
/// Slots that are kept.
const SLOTS: usize = 30;
/// Characters of an error that are kept.
const LONGEST: usize = 500;

/// A reconcile that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastError {
    /// When.
    pub at: SystemTime,
    /// The object's namespace; empty for one of the whole cluster.
    pub namespace: String,
    /// The object's name.
    pub name: String,
    /// Why.
    pub message: String,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Recent {
    pub(crate) started: SystemTime,
    pub(crate) last_error: Option<LastError>,
    began: Instant,
    worked: VecDeque<Duration>,
    /// The number of the newest slot since `began`, and how many reconciles ended in each, the newest last.
    slot: u64,
    ended: VecDeque<u32>,
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            started: SystemTime::now(),
            last_error: None,
            began: Instant::now(),
            worked: VecDeque::new(),
            slot: 0,
            ended: VecDeque::from([0]),
        }
    }
}

impl Recent {
    /// A reconcile ended that took so long.
    pub(crate) fn add(&mut self, took: Duration) {
        if self.worked.len() == KEPT {
            self.worked.pop_front();
        }
        self.worked.push_back(took);
        self.turn();
        if let Some(now) = self.ended.back_mut() {
            *now += 1;
        }
    }

    /// A reconcile failed.
    pub(crate) fn fail(&mut self, key: &Key, message: &str) {
        self.last_error = Some(LastError {
            at: SystemTime::now(),
            namespace: key.namespace.to_string(),
            name: key.name.to_string(),
            message: message.chars().take(LONGEST).collect(),
        });
    }

    /// The time that this share of the last reconciles did not exceed; `None` before the first.
    pub(crate) fn quantile(&self, share: f64) -> Option<Duration> {
        let mut sorted: Vec<Duration> = self.worked.iter().copied().collect();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        let at = ((last as f64) * share).ceil() as usize;
        sorted.get(at.min(last)).copied()
    }

    /// How many reconciles ended in each ten seconds of the last five minutes, the newest last.
    pub(crate) fn ended(&mut self) -> Vec<u32> {
        self.turn();
        let mut slots = vec![0; SLOTS - self.ended.len().min(SLOTS)];
        slots.extend(self.ended.iter());
        slots
    }

    fn turn(&mut self) {
        let now = self.began.elapsed().as_secs() / SLOT.as_secs();
        for _ in 0..(now - self.slot).min(SLOTS as u64) {
            self.ended.push_back(0);
        }
        self.slot = now;
        while self.ended.len() > SLOTS {
            self.ended.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_old_is_forgotten() {
        let mut recent = Recent::default();
        assert_eq!(recent.quantile(0.5), None);
        for ms in 1..=100 {
            recent.add(Duration::from_millis(ms));
        }
        assert_eq!(recent.quantile(0.5), Some(Duration::from_millis(51)));
        assert_eq!(recent.quantile(0.99), Some(Duration::from_millis(100)));
        assert_eq!((recent.ended().len(), recent.ended().last()), (SLOTS, Some(&100)));
        tokio::time::advance(SLOT * 2).await;
        recent.add(Duration::ZERO);
        assert_eq!(recent.ended()[SLOTS - 3..], [100, 0, 1]);
        tokio::time::advance(SLOT * 1000).await;
        assert_eq!(recent.ended(), vec![0; SLOTS]);
    }
}
