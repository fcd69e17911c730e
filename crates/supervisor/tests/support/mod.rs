//! A server of its own for each test, gone at the end.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

pub mod watch;

use std::path::PathBuf;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use store::Database;
use supervisor::engine::audit::AuditConfig;
use supervisor::engine::{Config, Engine, Registry, User};
use tower::ServiceExt;

pub struct Server {
    pub engine: Engine,
    pub database: Database,
    folder: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// A Supervisor on which nothing happens by itself any more.
pub async fn supervisor() -> Server {
    let server = start(supervisor::kinds::supervisor_registry()).await;
    server.settled().await;
    server
}

pub async fn start(registry: Registry) -> Server {
    start_with(registry, |_| {}).await
}

pub async fn start_with(registry: Registry, change: impl FnOnce(&mut Config)) -> Server {
    let folder = std::env::temp_dir().join(format!("supervisor-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = Database::open(&folder.join("atoll.db")).await.unwrap();
    start_on(database, folder, registry, change).await
}

/// Records all requests as `policy` says.
pub async fn audited(policy: Value) -> Server {
    audited_with(policy, |_| {}).await
}

pub async fn audited_with(policy: Value, change: impl FnOnce(&mut Config)) -> Server {
    let folder = std::env::temp_dir().join(format!("supervisor-{}", uuid::Uuid::new_v4()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = Database::open(&folder.join("atoll.db")).await.unwrap();
    let audit = AuditConfig {
        log: database.audit(),
        policy: serde_json::from_value(policy).unwrap(),
        server: "one".to_owned(),
    };
    let registry = supervisor::kinds::supervisor_registry();
    start_on(database, folder, registry, |config| {
        config.audit = Some(audit);
        change(config);
    })
    .await
}

/// Servers that share one PostgreSQL database.
pub async fn replicas(count: usize) -> Vec<Server> {
    replicas_on(&testdb::database(), count).await
}

/// The same on this one.
pub async fn replicas_on(url: &str, count: usize) -> Vec<Server> {
    let location = store::Location::Postgres(url.to_owned());
    let mut servers = Vec::new();
    for _ in 0..count {
        let database = Database::connect(&location, store::Options::default()).await.unwrap();
        let registry = supervisor::kinds::supervisor_registry();
        servers.push(start_on(database, PathBuf::new(), registry, |_| {}).await);
    }
    servers
}

async fn start_on(database: Database, folder: PathBuf, registry: Registry, change: impl FnOnce(&mut Config)) -> Server {
    let mut config = Config::new(database.space("test"), registry);
    change(&mut config);
    let engine = Engine::start(config).await.unwrap();
    Server { engine, database, folder }
}

pub fn admin() -> User {
    User::system("admin")
}

impl Server {
    pub fn client(&self) -> kube::Client {
        self.engine.client(admin())
    }

    /// Sends one request and reads the whole answer.
    pub async fn send(&self, user: Option<&User>, request: Request<Body>) -> (StatusCode, http::HeaderMap, Value) {
        let mut request = request;
        if let Some(user) = user {
            request.extensions_mut().insert(user.clone());
        }
        let response = self.engine.router().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let value = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        (parts.status, parts.headers, value)
    }

    /// The same as admin, with a JSON body or none.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let (status, _, value) = self.call_with(Some(&admin()), method, path, "application/json", body).await;
        (status, value)
    }

    pub async fn call_with(
        &self,
        user: Option<&User>,
        method: Method,
        path: &str,
        media_type: &str,
        body: Value,
    ) -> (StatusCode, http::HeaderMap, Value) {
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request =
            Request::builder().method(method).uri(path).header("content-type", media_type).body(body).unwrap();
        self.send(user, request).await
    }

    pub async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.call(Method::GET, path, Value::Null).await
    }

    /// Waits until every namespace has what the server gives it.
    pub async fn settled(&self) {
        let (_, namespaces) = self.get("/api/v1/namespaces").await;
        for namespace in namespaces["items"].as_array().unwrap() {
            let name = namespace["metadata"]["name"].as_str().unwrap();
            let account = format!("/api/v1/namespaces/{name}/serviceaccounts/default");
            self.until(&account, |status, _| status == StatusCode::OK).await;
        }
    }

    /// Makes an object as admin; it must succeed.
    pub async fn make(&self, path: &str, object: Value) -> Value {
        let (status, object) = self.call(Method::POST, path, object).await;
        assert_eq!(status, StatusCode::CREATED, "{object}");
        object
    }

    /// Sends a merge patch as admin.
    pub async fn merge(&self, path: &str, patch: Value) -> (StatusCode, Value) {
        self.patch(path, "application/merge-patch+json", patch).await
    }

    /// Sends a patch of this media type as admin.
    pub async fn patch(&self, path: &str, media_type: &str, patch: Value) -> (StatusCode, Value) {
        let (status, _, value) = self.call_with(Some(&admin()), Method::PATCH, path, media_type, patch).await;
        (status, value)
    }

    /// Reads `path` as admin in the form that `accept` asks for.
    pub async fn get_as(&self, path: &str, accept: &str) -> (StatusCode, http::HeaderMap, Value) {
        let request = Request::get(path).header("accept", accept).body(Body::empty()).unwrap();
        self.send(Some(&admin()), request).await
    }

    /// Waits until `path` answers 404.
    pub async fn gone(&self, path: &str) {
        self.until(path, |status, _| status == StatusCode::NOT_FOUND).await;
    }

    /// Waits until the answer of `path` is as wanted.
    pub async fn until(&self, path: &str, wanted: impl Fn(StatusCode, &Value) -> bool) {
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(10);
        loop {
            let (status, value) = self.get(path).await;
            if wanted(status, &value) {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{path} still is {status} {value}");
            tokio::task::yield_now().await;
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}
