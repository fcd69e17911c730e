//! A Kubernetes client without a socket.

use axum::Router;
use axum::body::Body;
use http::{HeaderValue, Request};
use tower::ServiceBuilder;

use super::fence::Fence;
use super::handle::REQUEST_ID;
use super::source::Source;
use super::user::User;

/// The namespace of a client whose caller names none.
const DEFAULT_NAMESPACE: &str = "default";

/// A client that hands its requests to `router` as `user`.
pub(crate) fn client(router: Router, user: User) -> kube::Client {
    with_extension(router, user)
}

/// The request from outside that a client in this process works for.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its id, which the client's requests have too: their audit records and whatever they make say it.
    pub request_id: HeaderValue,
    /// Where it came from.
    pub source: Source,
}

/// The same, whose requests are known to come of another one.
pub(crate) fn on_behalf(router: Router, user: User, origin: Origin) -> kube::Client {
    let router = ServiceBuilder::new()
        .map_request(move |mut request: Request<Body>| {
            request.headers_mut().insert(REQUEST_ID, origin.request_id.clone());
            request.extensions_mut().insert(origin.source.clone());
            request
        })
        .service(router);
    with_extension(router, user)
}

/// The same, whose writes happen only as long as `fence` holds.
pub(crate) fn fenced(router: Router, user: User, fence: Fence) -> kube::Client {
    let router = ServiceBuilder::new()
        .map_request(move |mut request: Request<Body>| {
            request.extensions_mut().insert(fence.clone());
            request
        })
        .service(router);
    with_extension(router, user)
}

fn with_extension<S>(router: S, user: User) -> kube::Client
where
    S: tower::Service<Request<Body>, Response = axum::response::Response, Error = std::convert::Infallible>
        + Send
        + Sync
        + Clone
        + 'static,
    S::Future: Send,
{
    let service = ServiceBuilder::new()
        .map_request(move |mut request: Request<kube::client::Body>| {
            request.extensions_mut().insert(user.clone());
            request.map(Body::new)
        })
        .service(router);
    kube::Client::new(service, DEFAULT_NAMESPACE)
}
