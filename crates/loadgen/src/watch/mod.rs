//! Many watchers while somebody writes: how long after a write each of them has it.

mod scan;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http::Method;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::{
    Connection, Http, Target, connection,
    latency::Latencies,
    objects::{self, ConfigMaps},
};
use scan::Scanner;

/// Objects that are changed in turn.
const OBJECTS: usize = 100;
/// Requests that may wait for each other at the writers' connection.
const WRITERS: usize = 64;
/// After the last write, every watcher has it within this time.
const PATIENCE: Duration = Duration::from_secs(60);

/// What is measured.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// Watchers at once.
    #[arg(long, default_value_t = 1_000)]
    pub watchers: usize,
    /// Connections that they share.
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Writes each second.
    #[arg(long, default_value_t = 200)]
    pub rate: usize,
    /// Seconds of writing.
    #[arg(long, default_value_t = 10)]
    pub seconds: usize,
    /// Namespaces that watchers and writes are spread over: each write is delivered to the watchers of one.
    #[arg(long, default_value_t = 1)]
    pub watched: usize,
    /// Bytes of an object.
    #[arg(long, default_value_t = 256)]
    pub size: usize,
}

/// When each write was due and when it was acknowledged, in microseconds after a common start; 0 is not yet.
struct Times {
    zero: Instant,
    due: Vec<AtomicU64>,
    acknowledged: Vec<AtomicU64>,
}

impl Times {
    fn now(&self) -> u64 {
        u64::try_from(self.zero.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
    }
}

/// Runs it. Gives `watchers`, `writes`, `writes_per_s`, `delivered`, `delivered_per_s`, and `_p50_ms` and `_p99_ms` of
/// `write`, `acknowledged_to_delivered` (0 when it was delivered first) and `due_to_delivered`.
///
/// # Errors
/// When a request is refused, or a watcher does not get everything.
pub async fn run(target: &Target, options: &Options) -> Result<Value> {
    let mut admin = Connection::open(target, Http::Two).await?;
    let namespaces: Vec<String> = (0..options.watched.max(1)).map(|n| format!("watched-{n}")).collect();
    objects::namespaces(&mut admin, &namespaces, false).await?;
    let config_maps = Arc::new(ConfigMaps::of_bytes(options.size));
    for namespace in &namespaces {
        for object in 0..OBJECTS {
            let body = config_maps.body(&format!("o{object}"), 0);
            admin.drain(Method::POST, &objects::path(namespace), body).await?;
        }
    }
    let writes = options.rate * options.seconds;
    let none = || (0..writes).map(|_| AtomicU64::new(0)).collect();
    let times = Arc::new(Times { zero: Instant::now(), due: none(), acknowledged: none() });

    let mut watchers = JoinSet::new();
    let connections = Connection::for_clients(target, Http::Two, options.connections, options.watchers).await?;
    for (watcher, mut connection) in connections.into_iter().enumerate() {
        let turn = watcher % namespaces.len();
        let from = newest(&mut admin, &namespaces[turn]).await?;
        let path = format!("{}?watch=true&resourceVersion={from}", objects::path(&namespaces[turn]));
        let answer = connection.send(Method::GET, &path, Bytes::new()).await?;
        let body = connection::success(&path, answer).await?;
        let expected = (turn..writes).step_by(namespaces.len()).count();
        // The connection stays with its watcher: it ends with the last who holds it.
        let watching = follow(body, expected, times.clone());
        watchers.spawn(async move { (watching.await, connection).0 });
    }

    let writers = Connection::for_clients(target, Http::Two, 1, WRITERS).await?;
    let begun = Instant::now();
    let written = write(writers, &namespaces, &config_maps, options.rate, &times).await?;
    let took = begun.elapsed();
    let gathered = tokio::time::timeout(PATIENCE, gather(watchers));
    let (after_due, after_acknowledged) = gathered.await.context("not every watcher got everything in time")??;
    let until_last = begun.elapsed();

    let mut figures = Map::new();
    figures.insert("watchers".to_owned(), json!(options.watchers));
    figures.insert("writes".to_owned(), json!(writes));
    figures.insert("writes_per_s".to_owned(), json!(writes as f64 / took.as_secs_f64()));
    figures.insert("delivered".to_owned(), json!(after_due.count()));
    figures.insert("delivered_per_s".to_owned(), json!(after_due.count() as f64 / until_last.as_secs_f64()));
    written.tell("write", &mut figures);
    after_acknowledged.tell("acknowledged_to_delivered", &mut figures);
    after_due.tell("due_to_delivered", &mut figures);
    Ok(Value::Object(figures))
}

/// The version of the collection as it is now.
async fn newest(connection: &mut Connection, namespace: &str) -> Result<String> {
    #[derive(Deserialize)]
    struct List {
        metadata: Metadata,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Metadata {
        resource_version: String,
    }
    let path = format!("{}?limit=1", objects::path(namespace));
    let list = connection.read(Method::GET, &path, Bytes::new()).await?;
    Ok(serde_json::from_slice::<List>(&list)?.metadata.resource_version)
}

/// Writes at an even pace, whether or not earlier writes are answered. Gives how long they took.
async fn write(
    writers: Vec<Connection>,
    namespaces: &[String],
    config_maps: &Arc<ConfigMaps>,
    rate: usize,
    times: &Arc<Times>,
) -> Result<Latencies> {
    let step = writers.len();
    let mut tasks = JoinSet::new();
    let begin = tokio::time::Instant::now();
    for (first, mut connection) in writers.into_iter().enumerate() {
        let (times, config_maps, namespaces) = (times.clone(), config_maps.clone(), namespaces.to_vec());
        tasks.spawn(async move {
            let mut took = Latencies::default();
            for write in (first..times.due.len()).step_by(step) {
                let due = begin + Duration::from_secs_f64(write as f64 / rate as f64);
                tokio::time::sleep_until(due).await;
                let since_zero = due.into_std().saturating_duration_since(times.zero);
                let micros = u64::try_from(since_zero.as_micros()).unwrap_or(u64::MAX);
                times.due[write].store(micros, Ordering::Relaxed);
                let name = format!("o{}", write % OBJECTS);
                let path = format!("{}/{name}", objects::path(&namespaces[write % namespaces.len()]));
                // Version 0 is what the objects began with.
                connection.drain(Method::PUT, &path, config_maps.body(&name, write as u64 + 1)).await?;
                times.acknowledged[write].store(times.now(), Ordering::Relaxed);
                took.record(due.elapsed());
            }
            Ok::<_, anyhow::Error>(took)
        });
    }
    let mut all = Latencies::default();
    while let Some(done) = tasks.join_next().await {
        all.add(&done??);
    }
    Ok(all)
}

/// Reads one watch until it has told `expected` writes.
async fn follow(mut body: Incoming, expected: usize, times: Arc<Times>) -> Result<(Latencies, Latencies)> {
    let (mut after_due, mut after_acknowledged) = (Latencies::default(), Latencies::default());
    let (mut scanner, mut seen) = (Scanner::default(), 0);
    while seen < expected {
        let Some(frame) = body.frame().await else { bail!("a watch ended after {seen} of {expected} writes") };
        let frame = frame.context("a watch broke")?;
        let Some(data) = frame.data_ref() else { continue };
        let now = times.now();
        scanner.scan(data, |value| {
            let Some(write) = value.checked_sub(1).map(|write| write as usize) else { return };
            let (Some(due), Some(acknowledged)) = (times.due.get(write), times.acknowledged.get(write)) else { return };
            let since = |moment: u64| Duration::from_micros(now.saturating_sub(moment));
            after_due.record(since(due.load(Ordering::Relaxed)));
            let acknowledged = acknowledged.load(Ordering::Relaxed);
            after_acknowledged.record(if acknowledged == 0 { Duration::ZERO } else { since(acknowledged) });
            seen += 1;
        });
    }
    Ok((after_due, after_acknowledged))
}

async fn gather(mut watchers: JoinSet<Result<(Latencies, Latencies)>>) -> Result<(Latencies, Latencies)> {
    let mut all = (Latencies::default(), Latencies::default());
    while let Some(done) = watchers.join_next().await {
        let (after_due, after_acknowledged) = done??;
        all.0.add(&after_due);
        all.1.add(&after_acknowledged);
    }
    Ok(all)
}
