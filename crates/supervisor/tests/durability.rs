//! A server is killed in the middle of writing; what it answered must be there afterwards.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use http::Method;
use serde_json::json;
use store::Database;
use supervisor::engine::{Config, Engine, User};

const MAPS: &str = "/api/v1/namespaces/default/configmaps";
const ROLE: &str = "SUPERVISOR_TEST_WRITES_TO";

async fn engine(folder: &std::path::Path) -> Engine {
    let database = Database::open(&folder.join("atoll.db")).await.unwrap();
    let config = Config::new(database.space("test"), supervisor::kinds::supervisor_registry());
    Engine::start(config).await.unwrap()
}

async fn call(engine: &Engine, method: Method, path: &str, body: serde_json::Value) -> (u16, serde_json::Value) {
    use http_body_util::BodyExt;
    use tower::ServiceExt;
    let body = if body.is_null() { axum::body::Body::empty() } else { body.to_string().into() };
    let mut request = http::Request::builder().method(method).uri(path).body(body).unwrap();
    request.headers_mut().insert("content-type", "application/merge-patch+json".parse().unwrap());
    if request.method() == Method::POST {
        request.headers_mut().remove("content-type");
    }
    request.extensions_mut().insert(User::system("admin"));
    let response = engine.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap_or_default())
}

/// Not a test by itself: the server that gets killed. It prints a line for each answered write.
#[tokio::test]
async fn serves_until_killed() {
    let Ok(folder) = std::env::var(ROLE) else { return };
    let engine = engine(folder.as_ref()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..8 {
        let engine = engine.clone();
        tasks.spawn(async move {
            let name = format!("w{writer}-{}", uuid::Uuid::new_v4());
            let path = format!("{MAPS}/{name}");
            let (status, _) = call(&engine, Method::POST, MAPS, json!({"metadata": {"name": name}})).await;
            assert_eq!(status, 201);
            for i in 0.. {
                let (status, object) = call(&engine, Method::PATCH, &path, json!({"data": {"i": i.to_string()}})).await;
                assert_eq!(status, 200);
                println!("answered {name} {i} {} .", object["metadata"]["resourceVersion"].as_str().unwrap());
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn answered_writes_survive_kill() {
    let folder = std::env::temp_dir().join(format!("supervisor-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut newest = 0;
    for round in 0..4 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["serves_until_killed", "--exact", "--nocapture"])
            .env(ROLE, &folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut answered: Vec<String> =
            lines.by_ref().filter(|l| l.contains("answered ")).take(60 + round * 41).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        answered.extend(lines.filter(|l| l.contains("answered ")));
        assert!(answered.len() >= 60);
        let engine = engine(&folder).await;
        for line in answered {
            let words: Vec<&str> = line.split("answered ").last().unwrap().split(' ').collect();
            // A line that was cut off by the kill says nothing.
            let [name, i, version, "."] = words.as_slice() else { continue };
            let (status, object) = call(&engine, Method::GET, &format!("{MAPS}/{name}"), json!(null)).await;
            assert_eq!(status, 200, "{name} is lost");
            let number = |text: &str| text.parse::<u64>().unwrap();
            let stored = object["metadata"]["resourceVersion"].as_str().unwrap();
            assert!(number(object["data"]["i"].as_str().unwrap()) >= number(i), "{line}: {object}");
            assert!(number(stored) >= number(version), "{line}: {object}");
            newest = newest.max(number(version));
        }
        let (_, list) = call(&engine, Method::GET, MAPS, json!(null)).await;
        assert!(list["metadata"]["resourceVersion"].as_str().unwrap().parse::<u64>().unwrap() >= newest);
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
