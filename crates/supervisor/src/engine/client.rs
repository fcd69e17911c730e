//! A Kubernetes client without a socket.

use axum::Router;
use axum::body::Body;
use http::Request;
use tower::ServiceBuilder;

use super::fence::Fence;
use super::user::User;

/// The namespace of a client whose caller names none.
const DEFAULT_NAMESPACE: &str = "default";

/// A client that hands its requests to `router` as `user`.
pub(crate) fn client(router: Router, user: User) -> kube::Client {
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
