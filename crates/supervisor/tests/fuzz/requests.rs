//! Methods, paths, queries and the form that is asked for.

use axum::body::Body;
use http::{Method, Request};

use crate::target::{run, send};

#[test]
fn requests() {
    run("requests", [], async |server, input| {
        let mut lines = input.bytes.splitn(2, |byte| *byte == b'\n');
        let (head, accept) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let mut words = head.splitn(2, |byte| *byte == b' ');
        let (method, uri) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let Ok(method) = Method::from_bytes(method) else { return Ok(false) };
        // What no HTTP message can have does not reach the server.
        let request = Request::builder()
            .method(method)
            .uri(uri)
            .header("accept", accept)
            .header("content-type", "application/json")
            .body(Body::from("{\"metadata\":{\"name\":\"x\"}}"));
        match request {
            Ok(request) => send(&server.engine, request).await.map(|(status, _)| status < 300),
            Err(_) => Ok(false),
        }
    });
}
