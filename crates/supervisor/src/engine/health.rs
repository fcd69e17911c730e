//! `/livez`, `/readyz` and `/healthz`, as kube-apiserver answers them.
//!
//! Model: `k8s.io/apiserver/pkg/server/healthz`.

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::options::Query;

/// One thing that must be well for a server to do its work.
pub trait Check: Send + Sync {
    /// Its name, as in `/readyz/<name>`.
    fn name(&self) -> &str;

    /// Is it well? Asked at each request: quick, and without waiting.
    ///
    /// # Errors
    /// What is wrong. Shown only to those who may ask for this check alone.
    fn check(&self) -> Result<(), String>;

    /// Which paths ask for it.
    fn asked_by(&self) -> AskedBy {
        AskedBy::Ready
    }
}

/// The paths that ask for a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AskedBy {
    /// `/readyz` only: the server is well, but others are to be asked now.
    ReadyOnly,
    /// `/readyz` and `/healthz`: it cannot serve now. A restart would not mend it.
    Ready,
    /// All: a restart may mend it.
    All,
}

/// A check by a function.
pub fn check(name: &'static str, is_well: impl Fn() -> Result<(), String> + Send + Sync + 'static) -> Arc<dyn Check> {
    Arc::new(Function { name, is_well })
}

struct Function<F> {
    name: &'static str,
    is_well: F,
}

impl<F: Fn() -> Result<(), String> + Send + Sync> Check for Function<F> {
    fn name(&self) -> &str {
        self.name
    }

    fn check(&self) -> Result<(), String> {
        (self.is_well)()
    }
}

/// Answers as long as anything is answered.
struct Ping;

impl Check for Ping {
    fn name(&self) -> &str {
        "ping"
    }

    fn check(&self) -> Result<(), String> {
        Ok(())
    }

    fn asked_by(&self) -> AskedBy {
        AskedBy::All
    }
}

/// Fails once the server is told to end.
#[derive(Default)]
struct Shutdown {
    began: AtomicBool,
}

impl Check for Shutdown {
    fn name(&self) -> &str {
        "shutdown"
    }

    fn check(&self) -> Result<(), String> {
        if self.began.load(Ordering::Acquire) { Err("process is shutting down".to_owned()) } else { Ok(()) }
    }

    fn asked_by(&self) -> AskedBy {
        AskedBy::ReadyOnly
    }
}

/// All checks of a server.
pub(crate) struct Health {
    checks: Vec<Arc<dyn Check>>,
    shutdown: Arc<Shutdown>,
}

/// True for the paths that [`Health::answer`] knows. They are answered however much else there is to do.
pub(crate) fn is_health_path(path: &str) -> bool {
    path.split('/').nth(1).is_some_and(|first| least(first).is_some())
}

fn least(path: &str) -> Option<AskedBy> {
    match path {
        "livez" => Some(AskedBy::All),
        "healthz" => Some(AskedBy::Ready),
        "readyz" => Some(AskedBy::ReadyOnly),
        _ => None,
    }
}

impl Health {
    /// These checks, and those that every server has.
    pub(crate) fn new(checks: Vec<Arc<dyn Check>>) -> Health {
        let shutdown = Arc::new(Shutdown::default());
        let mut all: Vec<Arc<dyn Check>> = vec![Arc::new(Ping)];
        all.extend(checks);
        all.push(shutdown.clone());
        Health { checks: all, shutdown }
    }

    /// From now on the server is not ready.
    pub(crate) fn begin_shutdown(&self) {
        self.shutdown.began.store(true, Ordering::Release);
    }

    /// The answer for one of these paths; `None` when it is none.
    pub(crate) fn answer(&self, path: &str, query: &Query) -> Option<Response> {
        let mut parts = path.trim_matches('/').splitn(2, '/');
        let (path, name) = (parts.next()?, parts.next());
        let least = least(path)?;
        let mut checks = self.checks.iter().filter(|check| check.asked_by() >= least);
        match name {
            None => Some(together(path, checks, query)),
            Some(name) => checks.find(|check| check.name() == name).map(|check| match check.check() {
                Ok(()) => answer(StatusCode::OK, "ok".to_owned()),
                Err(why) => answer(StatusCode::INTERNAL_SERVER_ERROR, format!("internal server error: {why}\n")),
            }),
        }
    }
}

fn together<'a>(path: &str, checks: impl Iterator<Item = &'a Arc<dyn Check>>, query: &Query) -> Response {
    let mut excluded: Vec<&str> = query.0.iter().filter(|(n, _)| n == "exclude").map(|(_, v)| v.as_str()).collect();
    excluded.sort_unstable();
    excluded.dedup();
    let mut text = String::new();
    let mut failed = Vec::new();
    // Writing to a string cannot fail.
    for check in checks {
        let name = check.name();
        let _ = if let Some(at) = excluded.iter().position(|excluded| *excluded == name) {
            excluded.remove(at);
            writeln!(text, "[+]{name} excluded: ok")
        } else if let Err(why) = check.check() {
            failed.push(format!("{name}: {why}"));
            writeln!(text, "[-]{name} failed: reason withheld")
        } else {
            writeln!(text, "[+]{name} ok")
        };
    }
    if !excluded.is_empty() {
        let names: Vec<String> = excluded.iter().map(|name| format!("{name:?}")).collect();
        let _ = writeln!(text, "warn: some health checks cannot be excluded: no matches for {}", names.join(","));
    }
    if !failed.is_empty() {
        tracing::warn!(failed = failed.join(", "), "{path} check failed");
        return answer(StatusCode::INTERNAL_SERVER_ERROR, format!("{text}{path} check failed\n"));
    }
    let verbose = query.0.iter().any(|(name, _)| name == "verbose");
    answer(StatusCode::OK, if verbose { format!("{text}{path} check passed\n") } else { "ok".to_owned() })
}

fn answer(status: StatusCode, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    async fn ask(health: &Health, uri: &str) -> Option<(u16, String)> {
        let uri: http::Uri = uri.parse().unwrap();
        let response = health.answer(uri.path(), &Query::new(&uri).unwrap())?;
        let status = response.status().as_u16();
        let text = response.into_body().collect().await.unwrap().to_bytes();
        Some((status, String::from_utf8(text.to_vec()).unwrap()))
    }

    #[tokio::test]
    async fn answers_read_as_upstream() {
        let broken = Arc::new(AtomicBool::new(false));
        let shared = broken.clone();
        let storage =
            check("storage", move || if shared.load(Ordering::Relaxed) { Err("disk full".into()) } else { Ok(()) });
        let health = Health::new(vec![storage]);
        let all_well = "[+]ping ok\n[+]storage ok\n[+]shutdown ok\nreadyz check passed\n";
        for (uri, text) in [
            ("/readyz", "ok"),
            ("/readyz?verbose", all_well),
            ("/readyz/?verbose=true", all_well),
            ("/livez?verbose", "[+]ping ok\nlivez check passed\n"),
            ("/healthz?verbose", "[+]ping ok\n[+]storage ok\nhealthz check passed\n"),
            (
                "/readyz?verbose&exclude=storage&exclude=b&exclude=a",
                "[+]ping ok\n[+]storage excluded: ok\n[+]shutdown ok\n\
                 warn: some health checks cannot be excluded: no matches for \"a\",\"b\"\nreadyz check passed\n",
            ),
            ("/readyz/storage", "ok"),
            ("/livez/ping", "ok"),
        ] {
            assert_eq!(ask(&health, uri).await, Some((200, text.to_owned())), "{uri}");
        }
        broken.store(true, Ordering::Relaxed);
        let not_ready = "[+]ping ok\n[-]storage failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n";
        assert_eq!(ask(&health, "/readyz").await, Some((500, not_ready.to_owned())));
        assert_eq!(ask(&health, "/readyz/storage").await.unwrap().1, "internal server error: disk full\n");
        assert_eq!(ask(&health, "/readyz?exclude=storage").await.unwrap().0, 200);
        assert_eq!(ask(&health, "/livez").await.unwrap().0, 200);
        assert_eq!(ask(&health, "/healthz").await.unwrap().0, 500);
        broken.store(false, Ordering::Relaxed);
        health.begin_shutdown();
        assert_eq!(ask(&health, "/readyz").await.unwrap().0, 500);
        assert_eq!(ask(&health, "/healthz").await.unwrap().0, 200);
        for uri in ["/livez/storage", "/readyz/none", "/readyzz", "/"] {
            assert_eq!(ask(&health, uri).await, None, "{uri}");
        }
        assert!(is_health_path("/readyz/x") && !is_health_path("/readyzz") && !is_health_path("/api"));
    }
}
