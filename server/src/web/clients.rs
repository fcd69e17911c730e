//! A client of the Supervisor API for each request of the portal. It acts as the person who is signed in, in process, and
//! what it asks the API for carries the request's id and says where it came from.

use axum::{extract::Request, http::HeaderValue};
use kube::Client;
use supervisor::engine::{Engine, Origin, Source, TrustedProxies, User};

use super::request_id;

/// Makes clients. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Clients {
    engine: Engine,
    proxies: TrustedProxies,
}

impl Clients {
    /// Clients of this API, for requests that may come through these proxies.
    pub(crate) fn new(engine: Engine, proxies: TrustedProxies) -> Self {
        Self { engine, proxies }
    }

    /// What makes the clients that work for this request.
    pub(crate) fn within(&self, request: &Request) -> ClientsOfRequest<'_> {
        let id = request.headers().get(request_id::HEADER).cloned();
        let request_id = id.unwrap_or(HeaderValue::from_static("-"));
        let source = self.source(request);
        ClientsOfRequest { engine: &self.engine, origin: Origin { request_id, source } }
    }

    /// The API that they ask.
    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Where a request comes from.
    pub(crate) fn source(&self, request: &Request) -> Source {
        self.proxies.source(request.extensions(), request.headers())
    }
}

/// See [`Clients::within`].
pub(crate) struct ClientsOfRequest<'a> {
    engine: &'a Engine,
    origin: Origin,
}

impl ClientsOfRequest<'_> {
    /// The client that acts as this person.
    pub(crate) fn of(&self, name: &str, groups: &[String]) -> Client {
        self.engine.client_on_behalf(User::new(name, groups.iter().cloned()), self.origin.clone())
    }
}
