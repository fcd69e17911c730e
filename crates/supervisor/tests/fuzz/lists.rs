//! Selectors and continue tokens.

use axum::body::Body;
use http::Request;
use serde_json::Value;
use supervisor::engine::Engine;

use crate::target::{Input, run, send};

const PATHS: [&str; 3] = ["/api/v1/namespaces/default/configmaps", "/api/v1/pods", "/api/v1/events"];

/// Two lines of the input as values of these parameters.
async fn list(engine: &Engine, path: &str, input: &Input, names: [&str; 2]) -> Result<(u16, Value), String> {
    let mut lines = input.bytes.splitn(2, |byte| *byte == b'\n');
    let mut uri = format!("{path}?");
    for name in names {
        let value = lines.next().unwrap_or_default();
        uri.push_str(&format!("{name}={}&", value.iter().map(|byte| format!("%{byte:02X}")).collect::<String>()));
    }
    // A longer one does not reach the server.
    match Request::get(&uri).body(Body::empty()) {
        Ok(request) => send(engine, request).await,
        Err(_) => Ok((414, Value::Null)),
    }
}

#[test]
fn selectors() {
    let input = |text: String| Input { bytes: text.into_bytes(), form: String::new() };
    let made = [
        input("a=b,".repeat(4000)),
        input(format!("a in ({})", "b,".repeat(8000))),
        input("(".repeat(20_000)),
        input(format!("\n{}", "a=b,".repeat(4000))),
    ];
    let mut turn = 0;
    run("selectors", made, async |server, input| {
        turn += 1;
        let path = PATHS[turn % PATHS.len()];
        list(&server.engine, path, input, ["labelSelector", "fieldSelector"]).await.map(|(status, _)| status < 300)
    });
}

#[test]
fn continue_tokens() {
    run("continue", [], async |server, input| {
        let names = ["continue", "limit"];
        let (status, page) =
            list(&server.engine, "/apis/rbac.authorization.k8s.io/v1/clusterroles", input, names).await?;
        let token = page["metadata"]["continue"].as_str().unwrap_or_default();
        if status != 200 || token.is_empty() {
            return Ok(false);
        }
        // A token that was given is good.
        let path = format!("/apis/rbac.authorization.k8s.io/v1/clusterroles?limit=1&continue={token}");
        match send(&server.engine, Request::get(path).body(Body::empty()).unwrap()).await? {
            (200, _) => Ok(true),
            (status, answer) => Err(format!("its own token was refused: {status} {answer}")),
        }
    });
}
