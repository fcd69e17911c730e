//! A Kubernetes client without a socket.

use axum::Router;
use axum::body::Body;
use http::Request;
use tower::ServiceBuilder;

use super::user::User;

/// The namespace of a client whose caller names none.
const DEFAULT_NAMESPACE: &str = "default";

/// A client that hands its requests to `router` as `user`.
pub(crate) fn client(router: Router, user: User) -> kube::Client {
    let service = ServiceBuilder::new()
        .map_request(move |mut request: Request<kube::client::Body>| {
            request.extensions_mut().insert(user.clone());
            request.map(Body::new)
        })
        .service(router);
    kube::Client::new(service, DEFAULT_NAMESPACE)
}
