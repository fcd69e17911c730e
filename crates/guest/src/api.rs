//! Requests to a guest's API from inside this program, as its own components would make them. No socket.

use http::{Method, Request, StatusCode};
use serde_json::Value;

/// A client that is allowed everything in one guest cluster.
#[derive(Clone)]
pub(crate) struct Api(pub(crate) kube::Client);

impl Api {
    /// Reads an object or a list; `None` when it does not exist.
    pub(crate) async fn get(&self, path: &str) -> Result<Option<Value>, kube::Error> {
        self.send(
            Method::GET,
            path,
            "application/json",
            None,
            StatusCode::NOT_FOUND,
        )
        .await
    }

    /// Creates an object; `None` when one of that name exists.
    pub(crate) async fn create(
        &self,
        collection: &str,
        object: &Value,
    ) -> Result<Option<Value>, kube::Error> {
        self.send(
            Method::POST,
            collection,
            "application/json",
            Some(object),
            StatusCode::CONFLICT,
        )
        .await
    }

    /// Changes an object by a merge patch; `None` when it does not exist.
    pub(crate) async fn merge(
        &self,
        path: &str,
        change: &Value,
    ) -> Result<Option<Value>, kube::Error> {
        let content_type = "application/merge-patch+json";
        self.send(
            Method::PATCH,
            path,
            content_type,
            Some(change),
            StatusCode::NOT_FOUND,
        )
        .await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Option<&Value>,
        none: StatusCode,
    ) -> Result<Option<Value>, kube::Error> {
        let body = body.map(Value::to_string).unwrap_or_default().into_bytes();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(http::header::CONTENT_TYPE, content_type)
            .body(body)
            .map_err(kube::Error::HttpError)?;
        match self.0.request(request).await {
            Ok(object) => Ok(Some(object)),
            Err(kube::Error::Api(status)) if status.code == none.as_u16() => Ok(None),
            Err(error) => Err(error),
        }
    }
}
