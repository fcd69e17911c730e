//! Figures of one server in one process: durable writes, gets, a long list, and what follows a write.
//! `cargo run --release -p supervisor --example measure` prints one JSON object per line.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use futures::StreamExt;
use http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use supervisor::engine::{Config, Engine, User};
use tower::ServiceExt;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

async fn send(router: &axum::Router, method: Method, path: &str, body: String) -> (u16, usize) {
    let mut request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap_or_default();
    request.extensions_mut().insert(User::system("measure"));
    let Ok(response) = router.clone().oneshot(request).await;
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.map(|b| b.to_bytes().len()).unwrap_or_default();
    (status, bytes)
}

fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or_default()
}

fn percentile(mut all: Vec<Duration>, part: f64) -> f64 {
    all.sort();
    let at = ((all.len() as f64 - 1.0) * part) as usize;
    all.get(at).map_or(0.0, |d| d.as_secs_f64() * 1e3)
}

fn object(name: &str) -> String {
    let text = "x".repeat(900);
    json!({"metadata": {"name": name, "labels": {"app": "measure", "tier": "a"}}, "data": {"text": text}}).to_string()
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("measure-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder)?;
    let begun = Instant::now();
    let database = store::Database::open(&folder.join("atoll.db")).await?;
    let registry = supervisor::kinds::supervisor_registry();
    let engine = Engine::start(Config::new(database.space("measure"), registry)).await?;
    let print = |scenario: &str, figures: Value| println!("{}", json!({"scenario": scenario, "figures": figures}));
    print("start", json!({"ms": begun.elapsed().as_millis() as u64, "rss_kb": memory()}));
    let router = Arc::new(engine.router());
    for clients in [1usize, 16, 64, 256] {
        let (begun, each) = (Instant::now(), (6000 / clients).clamp(20, 400));
        let mut tasks = tokio::task::JoinSet::new();
        for client in 0..clients {
            let router = router.clone();
            tasks.spawn(async move {
                let mut times = Vec::with_capacity(each);
                for i in 0..each {
                    let name = format!("c{clients}-{client}-{i}");
                    let begun = Instant::now();
                    let (status, _) = send(&router, Method::POST, MAPS, object(&name)).await;
                    assert_eq!(status, 201);
                    times.push(begun.elapsed());
                }
                times
            });
        }
        let times: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
        let rate = times.len() as f64 / begun.elapsed().as_secs_f64();
        print("create", json!({"clients": clients, "per_s": rate as u64,
            "p50_ms": percentile(times.clone(), 0.5), "p99_ms": percentile(times, 0.99)}));
    }
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..16usize {
        let router = router.clone();
        tasks.spawn(async move {
            for i in 0..5000 {
                send(&router, Method::GET, &format!("{MAPS}/c16-{client}-{}", i % 300), String::new()).await;
            }
        });
    }
    tasks.join_all().await;
    print("get", json!({"clients": 16, "per_s": (80_000.0 / begun.elapsed().as_secs_f64()) as u64}));
    let missing = 10_000usize.saturating_sub(database.space("measure").count("/configmaps"));
    let made = (0..missing).map(|i| {
        let router = router.clone();
        async move { send(&router, Method::POST, MAPS, object(&format!("fill-{i}"))).await }
    });
    futures::stream::iter(made).buffer_unordered(256).for_each(|_| async {}).await;
    for _ in 0..3 {
        let begun = Instant::now();
        let (_, bytes) = send(&router, Method::GET, MAPS, String::new()).await;
        print("list", json!({"objects": database.space("measure").count("/configmaps"), "bytes": bytes,
            "ms": begun.elapsed().as_secs_f64() * 1e3, "rss_kb": memory()}));
    }
    // Watchers, and how long after a write the last of them has it.
    let count = 1000usize;
    let (told, mut tells) = tokio::sync::mpsc::channel::<Instant>(100_000);
    for _ in 0..count {
        let mut request = Request::get("/api/v1/namespaces/kube-public/configmaps?watch=1&resourceVersion=0&sendInitialEvents=false&resourceVersionMatch=NotOlderThan")
            .body(Body::empty())?;
        request.extensions_mut().insert(User::system("measure"));
        let Ok(response) = router.as_ref().clone().oneshot(request).await;
        let told = told.clone();
        let mut body = response.into_body().into_data_stream();
        tokio::spawn(async move {
            while let Some(Ok(_)) = body.next().await {
                if told.send(Instant::now()).await.is_err() {
                    return;
                }
            }
        });
    }
    print("watchers", json!({"count": count, "rss_kb": memory()}));
    let mut times = Vec::new();
    for i in 0..100 {
        let path = "/api/v1/namespaces/kube-public/configmaps";
        send(&router, Method::POST, path, object(&format!("w{i}"))).await;
        let committed = Instant::now();
        for _ in 0..count {
            if let Some(at) = tells.recv().await {
                times.push(at.saturating_duration_since(committed));
            }
        }
    }
    print("delivery", json!({"watchers": count, "p50_ms": percentile(times.clone(), 0.5), "p99_ms": percentile(times, 0.99)}));
    // Guests: many servers in one process.
    let before = memory();
    let mut guests = Vec::new();
    for i in 0..200 {
        let config = Config {
            limits: supervisor::engine::Limits::small(),
            ..Config::new(database.space(&format!("guest/{i}")), supervisor::kinds::guest_registry())
        };
        guests.push(Engine::start(config).await?);
    }
    print("guests", json!({"count": guests.len(), "kb_each": (memory() - before) / guests.len() as u64}));
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
