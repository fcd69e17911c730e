//! How long requests took, counted in buckets: any number of them takes the same memory.

use std::time::Duration;

use serde_json::{Map, json};

/// Buckets of each power of two: a value is told to about 1.6 %.
const STEPS: u64 = 64;
const STEP_BITS: u32 = STEPS.trailing_zeros();

/// A count of durations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies {
    counts: Vec<u64>,
    all: u64,
}

impl Latencies {
    pub(crate) fn record(&mut self, took: Duration) {
        let bucket = bucket(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        if self.counts.len() <= bucket {
            self.counts.resize(bucket + 1, 0);
        }
        self.counts[bucket] += 1;
        self.all += 1;
    }

    pub(crate) fn add(&mut self, other: &Latencies) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.all += other.all;
    }

    pub(crate) fn count(&self) -> u64 {
        self.all
    }

    /// The value that this part of all does not exceed, in milliseconds; 0 when there is none.
    pub(crate) fn quantile_ms(&self, part: f64) -> f64 {
        let rank = ((self.all as f64 * part).ceil() as u64).max(1);
        let mut seen = 0;
        for (bucket, count) in self.counts.iter().enumerate() {
            seen += count;
            if seen >= rank {
                return largest(bucket) as f64 / 1e3;
            }
        }
        0.0
    }

    /// Writes `NAME_p50_ms` and `NAME_p99_ms`.
    pub(crate) fn tell(&self, name: &str, figures: &mut Map<String, serde_json::Value>) {
        figures.insert(format!("{name}_p50_ms"), json!(self.quantile_ms(0.5)));
        figures.insert(format!("{name}_p99_ms"), json!(self.quantile_ms(0.99)));
    }
}

fn bucket(micros: u64) -> usize {
    if micros < STEPS {
        return micros as usize;
    }
    let shift = micros.ilog2() - STEP_BITS;
    (u64::from(shift + 1) * STEPS + ((micros >> shift) - STEPS)) as usize
}

/// The largest value in microseconds that falls into a bucket.
fn largest(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < STEPS {
        return bucket;
    }
    let shift = bucket / STEPS - 1;
    ((bucket % STEPS + STEPS + 1) << shift) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_falls_into_a_bucket_that_tells_it_closely() {
        for micros in (0..5_000).chain([65_535, 65_536, 1_000_000, 60_000_000]) {
            let told = largest(bucket(micros));
            assert!(told >= micros && told as f64 <= micros as f64 * 1.017 + 1.0, "{micros}: {told}");
        }
    }

    #[test]
    fn quantiles() {
        let mut all = Latencies::default();
        assert_eq!(all.quantile_ms(0.99), 0.0);
        let mut slow = Latencies::default();
        (0..98).for_each(|_| all.record(Duration::from_micros(10)));
        (0..2).for_each(|_| slow.record(Duration::from_millis(8)));
        all.add(&slow);
        assert_eq!((all.count(), all.quantile_ms(0.5)), (100, 0.01));
        let p99 = all.quantile_ms(0.99);
        assert!((8.0..8.2).contains(&p99), "{p99}");
    }
}
