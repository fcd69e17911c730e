//! How much of a server one request, one identity and all together may take.
#![allow(clippy::unwrap_used)]

mod support;

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use http::{Method, Request};
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
    sending(user, Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>()))
}

fn sending(user: &User, body: Body) -> Request<Body> {
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

/// A request that keeps its seat, and tells when it has one.
struct Stuck {
    answer: Pin<Box<dyn Future<Output = Result<Response, Infallible>>>>,
    at_work: Arc<AtomicBool>,
}

impl Stuck {
    fn of(server: &Server, user: &User) -> Stuck {
        let at_work = Arc::new(AtomicBool::new(false));
        let read = at_work.clone();
        let body = futures::stream::poll_fn(move |_| {
            read.store(true, Ordering::Relaxed);
            Poll::<Option<Result<Bytes, std::io::Error>>>::Pending
        });
        let answer = Box::pin(server.engine.router().oneshot(sending(user, Body::from_stream(body))));
        Stuck { answer, at_work }
    }
}

#[tokio::test]
async fn a_flood_starves_nobody() {
    const SEATS: usize = 4;
    let server = start_with(supervisor_registry(), |config| {
        let level = &mut config.limits.workload;
        // One identity alone may take all seats.
        *level = LevelLimits { seats: SEATS, seats_per_identity: SEATS, wait: Duration::from_secs(3600), ..*level };
    })
    .await;
    let other = member(&server, "other").await;
    let mut flood = Vec::new();
    for flooder in ["a", "b", "c"] {
        let flooder = member(&server, flooder).await;
        flood.extend((0..40).map(|_| Stuck::of(&server, &flooder)));
    }
    let mut at_work = |ends: bool| {
        assert!(flood.iter_mut().all(|stuck| stuck.answer.as_mut().now_or_never().is_none()));
        let of_flood = flood.iter().filter(|stuck| stuck.at_work.load(Ordering::Relaxed)).count();
        if ends {
            let first = flood.iter().position(|stuck| stuck.at_work.load(Ordering::Relaxed)).unwrap();
            drop(flood.remove(first));
        }
        of_flood
    };
    for _ in 0..20 {
        assert_eq!(at_work(false), SEATS, "the flood has all seats, and no more");
        for user in [&admin(), &User::new("system:node:a", ["system:nodes"])] {
            let answer = server.call_with(Some(user), Method::GET, "/api", "application/json", Value::Null);
            assert_eq!(answer.now_or_never().expect("the system has seats of its own").0, 200, "{user:?}");
        }
        let asked = server.call_with(Some(&other), Method::GET, MAPS, "application/json", Value::Null);
        let mut asked = std::pin::pin!(asked);
        assert!(asked.as_mut().now_or_never().is_none(), "it has to wait, as everybody");
        let mut ended = 0;
        let answer = loop {
            at_work(true);
            ended += 1;
            match asked.as_mut().now_or_never() {
                Some(answer) => break answer,
                None => assert!(ended < 4, "after one of each identity it is its turn, however many wait"),
            }
        };
        assert_eq!(answer.0, 200);
    }
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
    let server = start_with(supervisor_registry(), |config| {
        let level = &mut config.limits.workload;
        *level = LevelLimits { watches: 4, watches_per_identity: 3, ..*level };
    })
    .await;
    let (user, other) = (member(&server, "watcher").await, member(&server, "other").await);
    let router = server.engine.router();
    let watch = async |user: &User| {
        let mut request = Request::get(format!("{MAPS}?watch=1&resourceVersion=1")).body(Body::empty()).unwrap();
        request.extensions_mut().insert(user.clone());
        router.clone().oneshot(request).await.unwrap()
    };
    let refused = async |user: &User| {
        let refused = watch(user).await;
        assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "1"));
    };
    let mut running = Vec::new();
    for _ in 0..3 {
        running.push(watch(&user).await);
    }
    refused(&user).await;
    assert_eq!(server.call_with(Some(&user), Method::GET, MAPS, "application/json", Value::Null).await.0, 200);
    // Nor may all together have more.
    running.push(watch(&other).await);
    refused(&other).await;
    assert_eq!(watch(&admin()).await.status(), 200, "other levels have their own");
    running.remove(0);
    running.push(watch(&other).await);
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
