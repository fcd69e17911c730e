//! Selectors and continue tokens.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use serde_json::Value;
use supervisor::engine::Engine;

use crate::target::{Input, run, send};

const PATHS: [&str; 3] = ["/api/v1/namespaces/default/configmaps", "/api/v1/pods", "/api/v1/events"];

/// The input's first line, and the rest of it.
fn lines(input: &Input) -> [Vec<u8>; 2] {
    let mut lines = input.bytes.splitn(2, |byte| *byte == b'\n').map(<[u8]>::to_vec);
    [lines.next().unwrap_or_default(), lines.next().unwrap_or_default()]
}

/// A list with these parameters.
async fn list(engine: &Engine, path: &str, lines: &[Vec<u8>], names: [&str; 2]) -> Result<(u16, Value), String> {
    let mut uri = format!("{path}?");
    for (name, value) in names.iter().zip(lines) {
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
        list(&server.engine, path, &lines(input), ["labelSelector", "fieldSelector"])
            .await
            .map(|(status, _)| status < 300)
    });
}

#[test]
fn continue_tokens() {
    run("continue", [], async |server, input| {
        let mut lines = lines(input);
        if input.form == "json" {
            let revision = server.engine.core().space.revision().to_string();
            let text = String::from_utf8_lossy(&lines[0]).replace("REVISION", &revision);
            lines[0] = URL_SAFE_NO_PAD.encode(text).into_bytes();
        }
        let names = ["continue", "limit"];
        let path = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
        let (status, page) = list(&server.engine, path, &lines, names).await?;
        let token = page["metadata"]["continue"].as_str().unwrap_or_default();
        if status != 200 || token.is_empty() {
            return Ok(false);
        }
        // A token that was given is good.
        let path = format!("{path}?limit=1&continue={token}");
        match send(&server.engine, Request::get(path).body(Body::empty()).unwrap()).await? {
            (200, _) => Ok(true),
            (status, answer) => Err(format!("its own token was refused: {status} {answer}")),
        }
    });
}
