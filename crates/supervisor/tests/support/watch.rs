//! A running watch, read line by line.

use std::time::Duration;

use axum::body::Body;
use futures::StreamExt;
use http::Request;
use serde_json::Value;
use tower::ServiceExt;

use super::{Server, admin};

pub struct Watch {
    pub body: axum::body::BodyDataStream,
    text: Vec<u8>,
}

impl Watch {
    pub async fn new(server: &Server, path: &str, query: &str) -> Watch {
        Watch::accepting(server, path, query, "application/json").await
    }

    pub async fn accepting(server: &Server, path: &str, query: &str, accept: &str) -> Watch {
        let uri = format!("{path}?watch=true&{query}");
        let mut request = Request::get(uri).header("accept", accept).body(Body::empty()).unwrap();
        request.extensions_mut().insert(admin());
        let response = server.engine.router().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200);
        Watch { body: response.into_body().into_data_stream(), text: Vec::new() }
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.text.iter().position(|b| *b == b'\n') {
                let line: Vec<u8> = self.text.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).unwrap());
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.body.next()).await.unwrap()?;
            self.text.extend_from_slice(&chunk.unwrap());
        }
    }

    /// Type and name of the next event.
    pub async fn short(&mut self) -> String {
        let event = self.next().await.unwrap();
        format!("{} {}", event["type"].as_str().unwrap(), event["object"]["metadata"]["name"].as_str().unwrap())
    }
}
