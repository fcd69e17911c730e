//! A large namespace, and many lists of it at once.

use std::time::Instant;

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{Connection, Http, Target, latency::Latencies, objects};

/// Where they are.
const NAMESPACE: &str = "lists";
/// Clients that fill it.
const FILLERS: usize = 64;
/// Connections of these.
const CONNECTIONS: usize = 8;

/// What is listed.
#[derive(Clone, Debug, clap::Args)]
pub struct FillOptions {
    /// Objects of the list.
    #[arg(long, default_value_t = 100_000)]
    pub objects: usize,
    /// Bytes of each.
    #[arg(long, default_value_t = 1024)]
    pub size: usize,
}

/// Makes the objects. Gives `fill_per_s`.
///
/// # Errors
/// At the first request that is not answered with success.
pub async fn fill(target: &Target, options: &FillOptions) -> Result<Value> {
    let mut admin = Connection::open(target, Http::Two).await?;
    objects::namespaces(&mut admin, &[NAMESPACE.to_owned()], false).await?;
    let fillers = Connection::for_clients(target, Http::Two, CONNECTIONS, FILLERS).await?;
    let started = Instant::now();
    objects::fill(fillers, NAMESPACE, options.objects, options.size).await?;
    Ok(json!({"fill_per_s": options.objects as f64 / started.elapsed().as_secs_f64()}))
}

/// How often it is listed.
#[derive(Clone, Debug, clap::Args)]
pub struct ListOptions {
    /// Lists at once, each over a connection of its own.
    #[arg(long, default_value_t = 16)]
    pub at_once: usize,
}

/// Lists the whole namespace many times at once. Gives `lists`, `list_mb` of one, `lists_all_ms` until the last was read,
/// `list_p50_ms` and `list_p99_ms`.
///
/// # Errors
/// At the first list that is not answered with success, or is not like the others.
pub async fn run(target: &Target, options: &ListOptions) -> Result<Value> {
    let connections = Connection::for_clients(target, Http::Two, options.at_once, options.at_once).await?;
    let started = Instant::now();
    let mut tasks: JoinSet<Result<_>> = connections
        .into_iter()
        .map(|mut connection| async move {
            let bytes = connection.drain(Method::GET, &objects::path(NAMESPACE), Bytes::new()).await?;
            Ok((bytes, started.elapsed()))
        })
        .collect();
    let (mut took, mut first) = (Latencies::default(), None);
    while let Some(done) = tasks.join_next().await {
        let (bytes, its) = done??;
        // Their resourceVersion may have one digit more.
        ensure!(first.get_or_insert(bytes).abs_diff(bytes) < 10, "lists of {first:?} and of {bytes} bytes");
        took.record(its);
    }
    let mut figures = serde_json::Map::new();
    figures.insert("lists".to_owned(), json!(options.at_once));
    figures.insert("list_mb".to_owned(), json!(first.unwrap_or_default() as f64 / 1e6));
    figures.insert("lists_all_ms".to_owned(), json!(started.elapsed().as_secs_f64() * 1e3));
    took.tell("list", &mut figures);
    Ok(Value::Object(figures))
}
