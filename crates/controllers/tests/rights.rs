//! Controllers have what they need, which every other test here shows, and no more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use axum::body::Body;
use controllers::Identity;
use http::{Method, Request};
use support::{World, identities::user};
use tower::ServiceExt;

async fn code(world: &World, identity: &Identity, method: Method, path: &str) -> u16 {
    let body = if method == Method::GET { Body::empty() } else { Body::from("{}") };
    let request = Request::builder().method(method).uri(path).extension(user(identity)).body(body).unwrap();
    world.engine.router().oneshot(request).await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_controller_does_nothing_that_it_does_not_need() {
    let world = World::new().await;
    let machines = Identity::ServiceAccount("virtualmachine-controller");
    for (method, path) in [
        (Method::GET, "/apis/rbac.authorization.k8s.io/v1/clusterroles"),
        (Method::GET, "/apis/rbac.authorization.k8s.io/v1/namespaces/team-a/roles"),
        (Method::DELETE, "/api/v1/namespaces/team-a"),
        (Method::DELETE, "/apis/vmoperator.vmware.com/v1alpha6/namespaces/team-a/virtualmachines/x"),
        (Method::GET, "/api/v1/namespaces/team-a/secrets"),
        (Method::GET, "/apis/cluster.x-k8s.io/v1beta2/namespaces/team-a/machines"),
        (Method::POST, "/api/v1/namespaces/team-a/configmaps"),
        (Method::GET, "/metrics"),
    ] {
        assert_eq!(code(&world, &machines, method.clone(), path).await, 403, "{method} {path}");
    }
    assert_eq!(code(&world, &machines, Method::GET, "/api/v1/namespaces/team-a/secrets/x").await, 404, "what it boots");
    let informers = Identity::ServiceAccount("informers");
    assert_eq!(code(&world, &informers, Method::GET, "/api/v1/secrets").await, 200);
    assert_eq!(code(&world, &informers, Method::POST, "/api/v1/namespaces/team-a/secrets").await, 403);
    let other = Identity::ServiceAccount("nobody-controller");
    assert_eq!(code(&world, &other, Method::GET, "/api/v1/nodes").await, 403);
    let host = Identity::Host("sim-host-1".to_owned());
    assert_eq!(code(&world, &host, Method::DELETE, "/api/v1/nodes/sim-host-1").await, 403);
    world.close().await;
}
