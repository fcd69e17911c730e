//! What `/metrics` tells, under the names of kube-apiserver where they fit
//! (<https://kubernetes.io/docs/reference/instrumentation/metrics/>).
//!
//! Series exist for what was asked for, and only of what is served: no text of a caller becomes a label, so that their
//! number is bounded by the registry.

mod labels;
mod process;
mod text;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use parking_lot::RwLock;

pub(crate) use labels::Labels;
pub use process::ProcessMetrics;
pub use text::{Exposition, Kind};

use super::core::Core;
use super::fairness::{Level, WatchSeat};
use super::held::Watching;

/// Something that has figures to tell, asked at each scrape.
pub trait MetricSource: Send + Sync {
    /// Writes whole families. It must be quick and must not wait.
    fn write(&self, out: &mut Exposition);
}

/// Upper bounds of the duration histogram, in seconds: a part of upstream's.
const BOUNDS: [f64; 12] = [0.001, 0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 2.0, 6.0, 20.0, 60.0];

/// The figures of one server.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: RwLock<HashMap<Labels, Arc<Series>>>,
    mutating: AtomicI64,
    read_only: AtomicI64,
    timeouts: AtomicU64,
}

/// The figures of all requests with the same labels.
#[derive(Default)]
struct Series {
    codes: RwLock<Vec<(u16, AtomicU64)>>,
    /// The last one is for what is above all bounds.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
    running: AtomicI64,
    events: AtomicU64,
}

impl Metrics {
    fn series(&self, labels: &Labels) -> Arc<Series> {
        if let Some(series) = self.requests.read().get(labels) {
            return series.clone();
        }
        self.requests.write().entry(labels.clone()).or_default().clone()
    }

    /// A request was answered.
    pub(crate) fn answered(&self, labels: &Labels, status: StatusCode, time: Duration) {
        let requests = self.requests.read();
        match requests.get(labels) {
            Some(series) => series.answered(status, time),
            None => {
                drop(requests);
                self.series(labels).answered(status, time);
            }
        }
        if status == StatusCode::GATEWAY_TIMEOUT {
            self.timeouts.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a request as being in flight until the guard is dropped.
    pub(crate) fn in_flight(&self, mutating: bool) -> InFlight<'_> {
        let count = if mutating { &self.mutating } else { &self.read_only };
        count.fetch_add(1, Ordering::Relaxed);
        InFlight(count)
    }

    /// Counts a watch as running until the guard is dropped.
    pub(crate) fn watching(&self, labels: &Labels, seat: WatchSeat) -> RunningWatch {
        let series = self.series(labels);
        series.running.fetch_add(1, Ordering::Relaxed);
        RunningWatch { series, _seat: seat }
    }
}

/// See [`Metrics::in_flight`].
pub(crate) struct InFlight<'a>(&'a AtomicI64);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// See [`Metrics::watching`].
pub(crate) struct RunningWatch {
    series: Arc<Series>,
    _seat: WatchSeat,
}

impl Watching for RunningWatch {
    fn sent(&self, events: usize) {
        self.series.events.fetch_add(events as u64, Ordering::Relaxed);
    }
}

impl Drop for RunningWatch {
    fn drop(&mut self) {
        self.series.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Series {
    fn answered(&self, status: StatusCode, time: Duration) {
        let seconds = time.as_secs_f64();
        let bucket = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        let code = status.as_u16();
        if let Some((_, count)) = self.codes.read().iter().find(|(known, _)| *known == code) {
            count.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let mut codes = self.codes.write();
        match codes.iter().find(|(known, _)| *known == code) {
            Some((_, count)) => {
                count.fetch_add(1, Ordering::Relaxed);
            }
            None => codes.push((code, AtomicU64::new(1))),
        }
    }
}

/// The answer of `/metrics`.
pub(crate) fn answer(core: &Core) -> Response {
    let mut out = Exposition::default();
    requests(&core.metrics, &mut out);
    flow_control(core.fairness.levels(), &mut out);
    out.family("apiserver_storage_objects", Kind::Gauge, "Objects stored, by resource.");
    // Versions of a resource share their objects.
    for resource in core.registry.resources().filter(|r| r.conversion.is_none()) {
        let count = core.space.count(&resource.id);
        if count > 0 {
            out.sample("apiserver_storage_objects", &[("resource", &resource.qualified_name())], count as f64);
        }
    }
    for source in &core.metric_sources {
        source.write(&mut out);
    }
    let mut response = Response::new(Body::from(out.into_text()));
    let media_type = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, media_type);
    response
}

fn requests(metrics: &Metrics, out: &mut Exposition) {
    let mut all: Vec<(Labels, Arc<Series>)> =
        metrics.requests.read().iter().map(|(labels, series)| (labels.clone(), series.clone())).collect();
    all.sort_by_cached_key(|(labels, _)| format!("{:?}", labels.texts()));
    let read = |count: &AtomicU64| count.load(Ordering::Relaxed);

    out.family("apiserver_request_total", Kind::Counter, "Requests answered.");
    for (labels, series) in &all {
        for (code, count) in series.codes.read().iter() {
            let code = code.to_string();
            let texts = [&labels.texts()[..], &[("code", code.as_str())]].concat();
            out.sample("apiserver_request_total", &texts, read(count) as f64);
        }
    }
    let name = "apiserver_request_duration_seconds";
    out.family(name, Kind::Histogram, "Time from a request to the head of its answer.");
    for (labels, series) in &all {
        let counts = series.buckets.each_ref().map(read);
        let sum = Duration::from_nanos(read(&series.nanoseconds)).as_secs_f64();
        out.histogram(name, &labels.texts(), &BOUNDS, &counts, sum);
    }
    let name = "apiserver_current_inflight_requests";
    out.family(name, Kind::Gauge, "Requests being answered.");
    for (kind, count) in [("mutating", &metrics.mutating), ("readOnly", &metrics.read_only)] {
        out.sample(name, &[("request_kind", kind)], count.load(Ordering::Relaxed) as f64);
    }
    out.family("apiserver_longrunning_requests", Kind::Gauge, "Watches that run.");
    for (labels, series) in all.iter().filter(|(labels, _)| labels.is_watch()) {
        let running = series.running.load(Ordering::Relaxed) as f64;
        out.sample("apiserver_longrunning_requests", &labels.texts(), running);
    }
    out.family("apiserver_watch_events_total", Kind::Counter, "Events sent to watches.");
    let mut events: Vec<(_, u64)> = Vec::new();
    for (labels, series) in all.iter().filter(|(labels, _)| labels.is_watch()) {
        let of = labels.resource_texts();
        match events.iter_mut().find(|(known, _)| *known == of) {
            Some((_, count)) => *count += read(&series.events),
            None => events.push((of, read(&series.events))),
        }
    }
    for (of, count) in events {
        out.sample("apiserver_watch_events_total", &of, count as f64);
    }
    out.family("apiserver_request_timeouts_total", Kind::Counter, "Requests that took longer than a request may.");
    out.sample("apiserver_request_timeouts_total", &[], read(&metrics.timeouts) as f64);
}

fn flow_control(levels: &[Arc<Level>], out: &mut Exposition) {
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&Level) -> usize| {
        out.family(name, Kind::Gauge, help);
        for level in levels {
            out.sample(name, &[("priority_level", level.name)], value(level) as f64);
        }
    };
    gauge("apiserver_flowcontrol_nominal_limit_seats", "Seats of a level.", &|level| level.limits.seats);
    gauge("apiserver_flowcontrol_current_executing_requests", "Requests that have a seat.", &|level| level.load().0);
    gauge("apiserver_flowcontrol_current_inqueue_requests", "Requests that wait for a seat.", &|level| level.load().1);
    let name = "apiserver_flowcontrol_dispatched_requests_total";
    out.family(name, Kind::Counter, "Requests that were given a seat.");
    for level in levels {
        let count = level.dispatched.load(Ordering::Relaxed);
        out.sample(name, &[("priority_level", level.name)], count as f64);
    }
    let name = "apiserver_flowcontrol_rejected_requests_total";
    out.family(name, Kind::Counter, "Requests that were refused.");
    for level in levels {
        for (reason, count) in [("queue-full", &level.queue_full), ("time-out", &level.timed_out)] {
            let labels = [("priority_level", level.name), ("reason", reason)];
            out.sample(name, &labels, count.load(Ordering::Relaxed) as f64);
        }
    }
}
