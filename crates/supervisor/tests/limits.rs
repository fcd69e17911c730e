//! How much of a server one request, one identity and all together may take.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use supervisor::engine::{LevelLimits, User};
use supervisor::kinds::supervisor_registry;
use support::{Server, admin, start_with, supervisor};
use tower::ServiceExt;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

fn map(name: &str, bytes: usize) -> Value {
    json!({"metadata": {"name": name}, "data": {"x": "x".repeat(bytes)}})
}

/// A member of the namespace, as most users are.
async fn member(server: &Server, name: &str) -> User {
    let binding = json!({
        "metadata": {"name": name},
        "roleRef": {"kind": "ClusterRole", "name": "edit"},
        "subjects": [{"kind": "User", "name": name}],
    });
    let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
    assert_eq!(server.call(Method::POST, path, binding).await.0, 201);
    User::new(name, ["members"])
}

/// A request whose body never comes: it keeps its seat.
fn stuck(user: &User) -> Request<Body> {
    let body = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
    let mut request = Request::post(MAPS).header("content-type", "application/json").body(body).unwrap();
    request.extensions_mut().insert(user.clone());
    request
}

#[tokio::test]
async fn objects_have_a_limit_when_they_are_stored() {
    let server = supervisor().await;
    // A kind that sets no limit of its own.
    let events = "/api/v1/namespaces/default/events";
    let event = |bytes: usize| json!({"metadata": {"name": "a"}, "involvedObject": {}, "message": "x".repeat(bytes)});
    let (status, answer) = server.call(Method::POST, events, event(1536 << 10)).await;
    assert_eq!((status.as_u16(), &answer["reason"]), (413, &json!("RequestEntityTooLarge")));
    assert!(answer["message"].as_str().unwrap().starts_with("request is too large"), "{answer}");
    let mut almost = event((1536 << 10) - 1000);
    almost["metadata"]["finalizers"] = json!(["example.dev/held"]);
    assert_eq!(server.call(Method::POST, events, almost).await.0, 201);
    let path = format!("{events}/a");
    let patch = async |patch: Value| {
        server.call_with(Some(&admin()), Method::PATCH, &path, "application/merge-patch+json", patch).await.0
    };
    assert_eq!(patch(json!({"reason": "y".repeat(2000)})).await, 413);
    // What is stored can go, though the mark of its deletion makes it larger.
    let mut filled = 10;
    while patch(json!({"reason": "y".repeat(filled)})).await == 200 {
        filled += 30;
    }
    assert!(filled > 10);
    assert_eq!(server.call(Method::DELETE, &path, Value::Null).await.0, 200);
    assert_eq!(patch(json!({"metadata": {"finalizers": null}})).await, 200);
    server.gone(&path).await;
}

#[tokio::test]
async fn a_flood_waits_behind_itself() {
    let server = start_with(supervisor_registry(), |config| {
        let level = &mut config.limits.workload;
        *level = LevelLimits {
            seats: 4,
            seats_per_identity: 3,
            queue: 100,
            queue_per_identity: 5,
            wait: Duration::from_secs(30),
            ..*level
        };
    })
    .await;
    let (flooder, other) = (member(&server, "flooder").await, member(&server, "other").await);
    let router = server.engine.router();
    let mut flood: Vec<_> = (0..8).map(|_| Box::pin(router.clone().oneshot(stuck(&flooder)))).collect();
    for request in &mut flood {
        assert!(request.as_mut().now_or_never().is_none());
    }
    // Three at work and five waiting: the ninth is too many.
    let (status, headers, answer) =
        server.call_with(Some(&flooder), Method::GET, MAPS, "application/json", Value::Null).await;
    assert_eq!((status.as_u16(), &answer["reason"]), (429, &json!("TooManyRequests")));
    assert_eq!(answer["message"], "Too many requests, please try again later.");
    assert_eq!((headers["retry-after"].to_str().unwrap(), &answer["details"]["retryAfterSeconds"]), ("1", &json!(1)));
    // Nobody else notices, the health checks neither.
    for user in [&other, &admin(), &User::new("system:node:a", ["system:nodes"])] {
        let answer = server.call_with(Some(user), Method::GET, "/api", "application/json", Value::Null);
        assert_eq!(tokio::time::timeout(Duration::from_secs(5), answer).await.unwrap().0, 200, "{user:?}");
    }
    let ready = server.call_with(Some(&flooder), Method::GET, "/readyz", "application/json", Value::Null);
    assert_eq!(ready.now_or_never().unwrap().0, 200);
    // Those who give up make room.
    drop(flood);
    assert_eq!(server.call_with(Some(&flooder), Method::GET, MAPS, "application/json", Value::Null).await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_starves_nobody() {
    let server = Arc::new(supervisor().await);
    let (flooder, other) = (member(&server, "flooder").await, member(&server, "other").await);
    for i in 0..50 {
        assert_eq!(server.call(Method::POST, MAPS, map(&format!("m{i}"), 100)).await.0, 201);
    }
    let stop = Arc::new(AtomicBool::new(false));
    let served = Arc::new(AtomicUsize::new(0));
    // Far more at once than there are seats and places to wait.
    let flood: Vec<_> = (0..1000)
        .map(|_| {
            let (server, user, stop, served) = (server.clone(), flooder.clone(), stop.clone(), served.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let answer =
                        server.call_with(Some(&user), Method::GET, MAPS, "application/json", Value::Null).await;
                    match answer.0 {
                        StatusCode::OK => served.fetch_add(1, Ordering::Relaxed),
                        StatusCode::TOO_MANY_REQUESTS => {
                            // As a client that does what it is told, only less patient.
                            tokio::time::sleep(Duration::from_millis(20)).await;
                            0
                        }
                        status => panic!("{status}"),
                    };
                }
            })
        })
        .collect();
    while served.load(Ordering::Relaxed) < 100 {
        tokio::task::yield_now().await;
    }
    let mut slowest = Duration::ZERO;
    for user in [&admin(), &other] {
        let until = Instant::now() + Duration::from_millis(500);
        for i in (0..50).cycle() {
            let began = Instant::now();
            if began > until {
                break;
            }
            let path = format!("{MAPS}/m{i}");
            let answer = server.call_with(Some(user), Method::GET, &path, "application/json", Value::Null).await;
            assert_eq!(answer.0, 200, "{}", answer.2);
            slowest = slowest.max(began.elapsed());
        }
    }
    stop.store(true, Ordering::Relaxed);
    for task in flood {
        task.await.unwrap();
    }
    println!("slowest beside a flood: {slowest:?}, served to the flood: {}", served.load(Ordering::Relaxed));
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}

#[tokio::test]
async fn requests_have_a_time() {
    let server = supervisor().await;
    tokio::time::pause();
    let router = server.engine.router();
    let ask = async |request: Request<Body>| {
        let began = tokio::time::Instant::now();
        let response = router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice::<Value>(&body).unwrap(), began.elapsed().as_secs())
    };
    let (status, answer, seconds) = ask(stuck(&admin())).await;
    assert_eq!((status, &answer["reason"], seconds), (504, &json!("Timeout"), 60));
    assert_eq!(answer["message"], "Timeout: request did not complete within the allotted timeout");
    for (query, expected) in [("timeout=2s", (504, 2)), ("timeout=5h", (504, 60)), ("timeout=x", (400, 0))] {
        let mut request = stuck(&admin());
        *request.uri_mut() = format!("{MAPS}?{query}").parse().unwrap();
        let (status, _, seconds) = ask(request).await;
        assert_eq!((status, seconds), expected, "{query}");
    }
}

#[tokio::test]
async fn watches_have_a_limit() {
    let server = start_with(supervisor_registry(), |config| config.limits.workload.watches_per_identity = 3).await;
    let (user, other) = (member(&server, "watcher").await, member(&server, "other").await);
    let router = server.engine.router();
    let watch = async |user: &User| {
        let mut request = Request::get(format!("{MAPS}?watch=1&resourceVersion=1")).body(Body::empty()).unwrap();
        request.extensions_mut().insert(user.clone());
        router.clone().oneshot(request).await.unwrap()
    };
    let mut running = Vec::new();
    for _ in 0..3 {
        running.push(watch(&user).await);
    }
    let refused = watch(&user).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "1"));
    assert_eq!(watch(&other).await.status(), 200);
    assert_eq!(server.call_with(Some(&user), Method::GET, MAPS, "application/json", Value::Null).await.0, 200);
    running.pop();
    running.push(watch(&user).await);
    assert!(running.iter().all(|response| response.status() == 200));
}

#[tokio::test]
async fn watches_end_well_when_the_server_does() {
    let server = supervisor().await;
    let mut request = Request::get(format!("{MAPS}?watch=1")).body(Body::empty()).unwrap();
    request.extensions_mut().insert(admin());
    let response = server.engine.router().oneshot(request).await.unwrap();
    let mut stream = response.into_body().into_data_stream();
    server.call(Method::POST, MAPS, map("a", 1)).await;
    assert!(stream.next().await.unwrap().unwrap().starts_with(br#"{"type":"ADDED""#));
    assert!(stream.next().now_or_never().is_none());
    server.engine.begin_shutdown();
    let (status, text) = server.get("/readyz").await;
    assert_eq!(status, 500);
    assert!(text.as_str().unwrap().contains("[-]shutdown failed: reason withheld"), "{text}");
    assert_eq!(server.get("/livez").await.0, 200);
    assert!(stream.next().now_or_never().is_none(), "watches go on while clients turn away");
    server.engine.end_watches();
    assert!(stream.next().await.is_none(), "a watch ends without an error");
}

/// Memory of this process, in bytes.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

#[tokio::test]
async fn an_idle_watch_costs_little() {
    /// What one may cost, in bytes.
    const MOST: usize = 8 << 10;
    const COUNT: usize = 5000;
    let server = start_with(supervisor_registry(), |config| {
        config.limits.workload.watches_per_identity = 2 * COUNT;
    })
    .await;
    let user = member(&server, "watcher").await;
    let router = server.engine.router();
    let mut running = Vec::new();
    let watch = async || {
        let mut request = Request::get(format!("{MAPS}?watch=1&labelSelector=a%3Db")).body(Body::empty()).unwrap();
        request.extensions_mut().insert(user.clone());
        let mut stream = router.clone().oneshot(request).await.unwrap().into_body().into_data_stream();
        assert!(stream.next().now_or_never().is_none());
        stream
    };
    // What is made once is there before it is measured.
    for _ in 0..COUNT / 2 {
        running.push(watch().await);
    }
    let before = resident();
    for _ in 0..COUNT {
        running.push(watch().await);
    }
    let each = resident().saturating_sub(before) / COUNT;
    println!("an idle watch costs {each} bytes");
    assert!(each < MOST, "{each}");
}
