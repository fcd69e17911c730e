//! `/livez`, `/readyz`, `/healthz` and `/version`.

use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::core::Core;
use super::options::Query;

/// The answer for one of these paths; `None` when it is none.
pub(crate) fn answer(core: &Core, path: &str, query: &Query) -> Option<Response> {
    match path.trim_end_matches('/') {
        name @ ("/livez" | "/readyz" | "/healthz") => {
            // The objects are loaded before anything is served, so whoever can ask is answered.
            let verbose = query.0.iter().any(|(n, v)| n == "verbose" && v != "false");
            let name = name.trim_start_matches('/');
            let text =
                if verbose { format!("[+]ping ok\n[+]storage ok\n{name} check passed\n") } else { "ok".to_owned() };
            Some(text.into_response())
        }
        "/version" => Some(axum::Json(version(&core.server_version.read())).into_response()),
        _ => None,
    }
}

fn version(server_version: &str) -> serde_json::Value {
    let mut numbers = server_version.trim_start_matches('v').split('.');
    let (major, minor) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    json!({
        "major": major,
        "minor": minor,
        "gitVersion": server_version,
        "gitCommit": "",
        "gitTreeState": "clean",
        "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "",
        "compiler": "rustc",
        "platform": format!("{}/{}", std::env::consts::OS, std::env::consts::ARCH),
    })
}
