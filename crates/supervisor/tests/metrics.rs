//! `/metrics` and the health checks, for those who look after a server.
#![allow(clippy::unwrap_used)]

mod support;

use std::sync::Arc;

use axum::body::Body;
use futures::StreamExt;
use http::{Method, Request};
use serde_json::{Value, json};
use supervisor::engine::User;
use supervisor::engine::health::check;
use supervisor::engine::metrics::{Exposition, Kind, MetricSource, ProcessMetrics};
use supervisor::kinds::supervisor_registry;
use support::{Server, admin, start_with, supervisor};
use tower::ServiceExt;

const MAPS: &str = "/api/v1/namespaces/default/configmaps";

async fn metrics(server: &Server) -> String {
    let monitor = User::new("prometheus", ["system:monitoring"]);
    let (status, headers, text) =
        server.call_with(Some(&monitor), Method::GET, "/metrics", "application/json", Value::Null).await;
    assert_eq!(status, 200);
    assert_eq!(headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    text.as_str().unwrap().to_owned()
}

/// The value of the sample that begins so.
fn sample(text: &str, start: &str) -> Option<f64> {
    text.lines().find_map(|line| line.strip_prefix(start))?.rsplit(' ').next()?.parse().ok()
}

#[tokio::test]
async fn requests_are_counted() {
    let server = supervisor().await;
    let map = |name: &str| json!({"metadata": {"name": name}});
    assert_eq!(server.call(Method::POST, MAPS, map("a")).await.0, 201);
    assert_eq!(server.call(Method::POST, MAPS, map("a")).await.0, 409);
    assert_eq!(server.call(Method::POST, &format!("{MAPS}?dryRun=All"), map("b")).await.0, 201);
    for path in [MAPS, "/api/v1/configmaps", "/api/v1/nothing-of-this", "/api/v1/nothing-of-that"] {
        server.get(path).await;
    }
    let apply = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}});
    let path = format!("{MAPS}/c?fieldManager=m");
    assert_eq!(
        server.call_with(Some(&admin()), Method::PATCH, &path, "application/apply-patch+yaml", apply).await.0,
        201
    );
    let mut request = Request::get(format!("{MAPS}?watch=1")).body(Body::empty()).unwrap();
    request.extensions_mut().insert(admin());
    let mut watch = server.engine.router().oneshot(request).await.unwrap().into_body().into_data_stream();
    watch.next().await.unwrap().unwrap();
    let text = metrics(&server).await;
    let requests = |verb: &str, scope: &str, dry_run: &str, code: u16| {
        let of = format!(r#"group="",version="v1",resource="configmaps",subresource="",scope="{scope}""#);
        let start = format!(r#"apiserver_request_total{{verb="{verb}",{of},dry_run="{dry_run}",code="{code}"}}"#);
        sample(&text, &start)
    };
    assert_eq!(requests("POST", "resource", "", 201), Some(1.0), "{text}");
    assert_eq!(requests("POST", "resource", "", 409), Some(1.0));
    assert_eq!(requests("POST", "resource", "All", 201), Some(1.0));
    assert_eq!(requests("LIST", "namespace", "", 200), Some(1.0));
    assert_eq!(requests("LIST", "cluster", "", 200), Some(1.0));
    assert_eq!(requests("APPLY", "resource", "", 201), Some(1.0));
    assert_eq!(requests("WATCH", "namespace", "", 200), Some(1.0));
    let of = r#"group="",version="v1",resource="configmaps""#;
    let of_watch = format!(r#"{of},subresource="",scope="namespace",dry_run=""}}"#);
    assert_eq!(sample(&text, &format!(r#"apiserver_longrunning_requests{{verb="WATCH",{of_watch}"#)), Some(1.0));
    assert_eq!(sample(&text, &format!("apiserver_watch_events_total{{{of}}}")), Some(2.0));
    let name = "apiserver_request_duration_seconds";
    assert!(
        sample(&text, &format!(r#"{name}_bucket{{verb="LIST",{of_watch}"#).replace('}', r#",le="+Inf"}"#)).is_some()
    );
    assert_eq!(sample(&text, r#"apiserver_storage_objects{resource="configmaps"}"#), Some(2.0));
    assert_eq!(sample(&text, r#"apiserver_current_inflight_requests{request_kind="readOnly"}"#), Some(1.0));
    let level = r#"{priority_level="system"}"#;
    assert!(sample(&text, &format!("apiserver_flowcontrol_dispatched_requests_total{level}")).unwrap() > 5.0);
    // What callers write does not make labels.
    assert!(!text.contains("nothing-of"));
    drop(watch);
    let text = metrics(&server).await;
    assert_eq!(sample(&text, &format!(r#"apiserver_longrunning_requests{{verb="WATCH",{of_watch}"#)), Some(0.0));
}

#[tokio::test]
async fn others_add_their_figures_and_their_checks() {
    struct Own;
    impl MetricSource for Own {
        fn write(&self, out: &mut Exposition) {
            out.family("own_total", Kind::Counter, "Own.");
            out.sample("own_total", &[], 7.0);
        }
    }
    let server = start_with(supervisor_registry(), |config| {
        config.metric_sources = vec![Arc::new(Own), Arc::new(ProcessMetrics)];
        config.checks = vec![check("storage", || Err("the disk is full".to_owned()))];
    })
    .await;
    let text = metrics(&server).await;
    assert_eq!(sample(&text, "own_total"), Some(7.0));
    assert!(sample(&text, "process_resident_memory_bytes").unwrap() > 1e6);
    let anyone = User::new("anyone", ["g"]);
    let monitor = User::new("prometheus", ["system:monitoring"]);
    for (user, path, expected) in [
        (&anyone, "/readyz", 500),
        (&anyone, "/readyz?exclude=storage", 200),
        (&anyone, "/livez", 200),
        (&anyone, "/readyz/storage", 403),
        (&monitor, "/readyz/storage", 500),
        (&monitor, "/readyz/ping", 200),
        (&monitor, "/readyz/none", 404),
        (&anyone, "/metrics", 403),
        (&User::anonymous(), "/metrics", 403),
    ] {
        let (status, _, text) = server.call_with(Some(user), Method::GET, path, "application/json", Value::Null).await;
        assert_eq!(status, expected, "{path} {text}");
        if path == "/readyz" {
            let failed = "[+]ping ok\n[-]storage failed: reason withheld\n[+]shutdown ok\nreadyz check failed\n";
            assert_eq!(text, failed);
        }
    }
}
