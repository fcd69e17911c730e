//! Requests to a guest's API from inside this program, as its own components would make them. No socket.

use axum::{Router, body::Body};
use http::{Method, Request, StatusCode, header};
use serde_json::Value;
use supervisor::engine::User;
use tower::ServiceExt as _;

/// Name of the identity that works on a guest's objects from inside.
const INSIDE: &str = "atoll:simulated-guest";
/// More than any list of a guest that is read from inside.
const LARGEST_ANSWER: usize = 64 << 20;

/// One guest cluster's API, all of it allowed. A [`kube::Client`](https://docs.rs/kube) would do the same and cost each of
/// thousands of clusters a task and its queue.
#[derive(Clone)]
pub(crate) struct Api {
    router: Router,
    user: User,
}

/// Why a request was not answered as it should be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The API refuses, in its own words.
    #[error("{0}")]
    Refused(String),
    /// The request could not be made, or the answer not read.
    #[error("{0}")]
    Broken(String),
}

/// Who writes, in `managedFields`.
#[derive(Clone, Copy)]
#[allow(clippy::enum_variant_names, reason = "one of the programs is called kube-controller-manager")]
pub(crate) enum Manager {
    Kubeadm,
    Kubelet,
    ApiServer,
    ControllerManager,
}

impl Manager {
    fn name(self) -> &'static str {
        match self {
            Manager::Kubeadm => "kubeadm",
            Manager::Kubelet => "kubelet",
            Manager::ApiServer => "kube-apiserver",
            Manager::ControllerManager => "kube-controller-manager",
        }
    }
}

impl Api {
    /// The API that `router` serves.
    pub(crate) fn new(router: Router) -> Api {
        Api { router, user: User::system(INSIDE) }
    }

    /// The same API for others, who come with their own identities.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Reads an object or a list; `None` when it does not exist.
    pub(crate) async fn get(&self, path: &str) -> Result<Option<Value>, Error> {
        self.send(Method::GET, path, "", Body::empty(), StatusCode::NOT_FOUND).await
    }

    /// Creates an object; `None` when one of that name exists.
    pub(crate) async fn create(
        &self,
        collection: &str,
        object: &Value,
        manager: Manager,
    ) -> Result<Option<Value>, Error> {
        let path = format!("{collection}?fieldManager={}", manager.name());
        let body = Body::from(object.to_string());
        self.send(Method::POST, &path, "application/json", body, StatusCode::CONFLICT).await
    }

    /// Changes an object by a merge patch; `None` when it does not exist.
    pub(crate) async fn merge(&self, path: &str, change: &Value, manager: Manager) -> Result<Option<Value>, Error> {
        let path = format!("{path}?fieldManager={}", manager.name());
        let body = Body::from(change.to_string());
        self.send(Method::PATCH, &path, "application/merge-patch+json", body, StatusCode::NOT_FOUND).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: Body,
        none: StatusCode,
    ) -> Result<Option<Value>, Error> {
        let broken = |error: &dyn std::fmt::Display| Error::Broken(format!("{path}: {error}"));
        let mut request = Request::builder().method(method).uri(path).extension(self.user.clone());
        if !content_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(body).map_err(|error| broken(&error))?;
        let answer = self.router.clone().oneshot(request).await.map_err(|error| broken(&error))?;
        let status = answer.status();
        if status == none {
            return Ok(None);
        }
        let body = axum::body::to_bytes(answer.into_body(), LARGEST_ANSWER).await;
        let object: Value =
            serde_json::from_slice(&body.map_err(|error| broken(&error))?).map_err(|error| broken(&error))?;
        if status.is_success() {
            Ok(Some(object))
        } else {
            let words = object["message"].as_str().unwrap_or("no reason given");
            Err(Error::Refused(format!("{words} ({status})")))
        }
    }
}
