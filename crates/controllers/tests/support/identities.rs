//! Clients of the controllers' identities, which note what they are refused.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::Request,
    middleware::{self, Next},
    response::Response,
};
use controllers::Identity;
use kube::{
    Api, Client,
    api::{DynamicObject, Patch, PatchParams},
    core::{ApiResource, GroupVersionKind},
};
use parking_lot::Mutex;
use supervisor::engine::{Engine, User};
use tower::ServiceBuilder;

/// What controllers were refused: who, what, and in which words.
#[derive(Clone, Default)]
pub(crate) struct Refused(Arc<Mutex<Vec<String>>>);

impl Refused {
    /// Fails when a controller was refused anything.
    pub(crate) fn assert_none(&self) {
        let refused = self.0.lock();
        assert!(refused.is_empty(), "the controllers lack rights: {refused:#?}");
    }

    async fn note(self, request: Request, next: Next) -> Response {
        let asked = format!("{} {}", request.method(), request.uri());
        let response = next.run(request).await;
        if response.status() != 403 {
            return response;
        }
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
        let words = String::from_utf8_lossy(&body).into_owned();
        // A namespace that is going away refuses everybody, and so does a quota.
        if !words.contains("being terminated") && !words.contains("exceeded quota") {
            self.0.lock().push(format!("{asked}: {words}"));
        }
        Response::from_parts(parts, Body::from(body))
    }
}

/// The user that an identity is.
pub(crate) fn user(identity: &Identity) -> User {
    User::new(identity.user(), identity.groups())
}

/// Makes clients for the controllers' identities.
pub(crate) fn clients(engine: &Engine, refused: &Refused) -> impl Fn(&Identity) -> Client + Send + Sync + use<> {
    let (router, refused) = (engine.router(), refused.clone());
    move |identity| {
        let (user, refused) = (user(identity), refused.clone());
        let router =
            router.clone().layer(middleware::from_fn(move |request, next| refused.clone().note(request, next)));
        let service = ServiceBuilder::new()
            .map_request(move |mut request: http::Request<kube::client::Body>| {
                request.extensions_mut().insert(user.clone());
                request.map(Body::new)
            })
            .service(router);
        Client::new(service, "default")
    }
}

/// Gives the controllers their rights.
pub(crate) async fn grant(client: &Client) {
    for object in controllers::rights() {
        let object: DynamicObject = serde_json::from_value(object).unwrap();
        let kind = GroupVersionKind::try_from(object.types.as_ref().unwrap()).unwrap();
        let api: Api<DynamicObject> = Api::all_with(client.clone(), &ApiResource::from_gvk(&kind));
        let name = object.metadata.name.clone().unwrap();
        api.patch(&name, &PatchParams::apply("test").force(), &Patch::Apply(&object)).await.unwrap();
    }
}
