//! The controllers' work queues on `/metrics`, under the names that client-go gives them.

use controllers::{Durations, QueueFigures, Queues};
use supervisor::engine::metrics::{Exposition, Kind, MetricSource};

/// Figures of the controllers that run in this process: none where another server leads.
pub(crate) struct QueueMetrics(pub(crate) Queues);

impl MetricSource for QueueMetrics {
    fn write(&self, out: &mut Exposition) {
        let queues = self.0.figures();
        let mut numbers = |name: &str, kind: Kind, help: &str, value: fn(&QueueFigures) -> u64| {
            out.family(name, kind, help);
            for queue in &queues {
                out.sample(name, &[("name", queue.name)], value(queue) as f64);
            }
        };
        numbers("workqueue_depth", Kind::Gauge, "Objects in line.", |queue| queue.depth);
        numbers("workqueue_adds_total", Kind::Counter, "Objects put in line.", |queue| queue.adds);
        numbers("workqueue_retries_total", Kind::Counter, "Objects to be tried again.", |queue| queue.retries);
        let mut durations = |name: &str, help: &str, value: fn(&QueueFigures) -> &Durations| {
            out.family(name, Kind::Histogram, help);
            for queue in &queues {
                let measured = value(queue);
                let labels = [("name", queue.name)];
                out.histogram(name, &labels, &Durations::BOUNDS, &measured.counts, measured.sum.as_secs_f64());
            }
        };
        durations("workqueue_queue_duration_seconds", "Time in line.", |queue| &queue.waited);
        durations("workqueue_work_duration_seconds", "Time of a reconcile.", |queue| &queue.worked);
    }
}
