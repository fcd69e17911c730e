//! Creating, changing, reading, listing and deleting, by few and by many clients.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value, json};
use tokio::task::JoinSet;

use crate::{
    Connection, Http, Target,
    latency::Latencies,
    objects::{self, ConfigMaps},
};

/// Objects of the list that the phase `list` asks for.
const SHORT_LIST: usize = 100;
/// Clients that make what is only there to be listed.
const FILLERS: usize = 64;

/// What is measured.
#[derive(Clone, Debug, clap::Args)]
pub struct Options {
    /// How many clients at once, for each round of phases.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64,256")]
    pub clients: Vec<usize>,
    /// Which HTTP they speak.
    #[arg(long, default_value = "2")]
    pub http: Http,
    /// Connections that clients share over HTTP/2.
    #[arg(long, default_value_t = 8)]
    pub connections: usize,
    /// Seconds of each phase; deleting takes as long as it takes.
    #[arg(long, default_value_t = 3.0)]
    pub seconds: f64,
    /// Namespaces that the objects are spread over; as many again with a quota.
    #[arg(long, default_value_t = 16)]
    pub namespaces: usize,
    /// Bytes of an object.
    #[arg(long, default_value_t = 1024)]
    pub size: usize,
    /// Objects of the long list.
    #[arg(long, default_value_t = 10_000)]
    pub long_list: usize,
    /// How often the long list is asked for.
    #[arg(long, default_value_t = 7)]
    pub long_lists: usize,
}

/// Runs all phases. Gives `PHASE_CLIENTS_per_s` with `_p50_ms` and `_p99_ms`, the same with `quota_` before it for writes
/// to namespaces with a quota, and time and bytes of the long list.
///
/// # Errors
/// At the first request that is not answered with success.
pub async fn run(target: &Target, options: &Options) -> Result<Value> {
    let mut figures = Map::new();
    let mut admin = Connection::open(target, options.http).await?;
    let named = |what: &str| (0..options.namespaces.max(1)).map(|n| format!("mix-{what}-{n}")).collect::<Vec<_>>();
    let (free, bounded) = (named("free"), named("quota"));
    objects::namespaces(&mut admin, &free, false).await?;
    objects::namespaces(&mut admin, &bounded, true).await?;
    for (name, count) in [("mix-short", SHORT_LIST), ("mix-long", options.long_list)] {
        objects::namespaces(&mut admin, &[name.to_owned()], false).await?;
        let fillers = Connection::for_clients(target, options.http, options.connections, FILLERS).await?;
        objects::fill(fillers, name, count, options.size).await?;
    }

    for clients in options.clients.iter().copied() {
        let phases = [Phase::Create, Phase::Update, Phase::Get, Phase::List, Phase::Delete];
        round(target, options, clients, &free, "", &phases, &mut figures).await?;
        let phases = [Phase::Create, Phase::Update, Phase::Delete];
        round(target, options, clients, &bounded, "quota_", &phases, &mut figures).await?;
    }
    long_list(&mut admin, options, &mut figures).await?;
    Ok(Value::Object(figures))
}

async fn long_list(connection: &mut Connection, options: &Options, figures: &mut Map<String, Value>) -> Result<()> {
    let mut took = Latencies::default();
    let mut bytes = 0;
    for _ in 0..options.long_lists {
        let started = Instant::now();
        bytes = connection.drain(Method::GET, &objects::path("mix-long"), Bytes::new()).await?;
        took.record(started.elapsed());
    }
    figures.insert("long_list_objects".to_owned(), json!(options.long_list));
    figures.insert("long_list_mb".to_owned(), json!(bytes as f64 / 1e6));
    took.tell("long_list", figures);
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Create,
    Update,
    Get,
    List,
    Delete,
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Phase::Create => "create",
            Phase::Update => "update",
            Phase::Get => "get",
            Phase::List => "list",
            Phase::Delete => "delete",
        }
    }
}

/// One client with its own objects.
struct Worker {
    index: usize,
    connection: Connection,
    config_maps: ConfigMaps,
    /// Paths of the namespaces' collections.
    paths: std::sync::Arc<[String]>,
    /// Objects that it made.
    made: usize,
}

impl Worker {
    fn name(&self, object: usize) -> String {
        format!("w{}-{object}", self.index)
    }

    fn path(&self, object: usize) -> &str {
        &self.paths[(self.index + object) % self.paths.len()]
    }

    fn object_path(&self, object: usize) -> String {
        format!("{}/{}", self.path(object), self.name(object))
    }

    /// Goes on with `phase` for so long, or until all of its objects are deleted.
    async fn run(mut self, phase: Phase, time: Duration) -> Result<(Worker, Latencies)> {
        let mut took = Latencies::default();
        let short = objects::path("mix-short");
        let until = Instant::now() + time;
        for step in 0.. {
            if if phase == Phase::Delete { self.made == 0 } else { Instant::now() >= until } {
                break;
            }
            let known = step % self.made.max(1);
            let (method, path, body) = match phase {
                Phase::Create => {
                    let body = self.config_maps.body(&self.name(self.made), 0);
                    (Method::POST, self.path(self.made).to_owned(), body)
                }
                Phase::Update => {
                    let body = self.config_maps.body(&self.name(known), 1 + step as u64);
                    (Method::PUT, self.object_path(known), body)
                }
                Phase::Get => (Method::GET, self.object_path(known), Bytes::new()),
                Phase::List => (Method::GET, short.clone(), Bytes::new()),
                Phase::Delete => (Method::DELETE, self.object_path(self.made - 1), Bytes::new()),
            };
            let started = Instant::now();
            self.connection.drain(method, &path, body).await?;
            took.record(started.elapsed());
            match phase {
                Phase::Create => self.made += 1,
                Phase::Delete => self.made -= 1,
                _ => {}
            }
        }
        Ok((self, took))
    }
}

async fn round(
    target: &Target,
    options: &Options,
    clients: usize,
    namespaces: &[String],
    prefix: &str,
    phases: &[Phase],
    figures: &mut Map<String, Value>,
) -> Result<()> {
    let paths: std::sync::Arc<[String]> = namespaces.iter().map(|name| objects::path(name)).collect();
    let connections = Connection::for_clients(target, options.http, options.connections, clients).await?;
    let mut workers: Vec<Worker> = connections
        .into_iter()
        .enumerate()
        .map(|(index, connection)| {
            let config_maps = ConfigMaps::of_bytes(options.size);
            Worker { index, connection, config_maps, paths: paths.clone(), made: 0 }
        })
        .collect();
    for phase in phases {
        let name = format!("{prefix}{}_{clients}", phase.name());
        let time = Duration::from_secs_f64(options.seconds);
        let started = Instant::now();
        let mut tasks: JoinSet<_> = workers.drain(..).map(|worker| worker.run(*phase, time)).collect();
        let mut took = Latencies::default();
        while let Some(done) = tasks.join_next().await {
            let (worker, its) = done?.with_context(|| name.clone())?;
            took.add(&its);
            workers.push(worker);
        }
        let rate = took.count() as f64 / started.elapsed().as_secs_f64();
        figures.insert(format!("{name}_per_s"), json!(rate));
        took.tell(&name, figures);
    }
    Ok(())
}
