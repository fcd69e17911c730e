//! Bringing a server up.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use parking_lot::RwLock;
use serde_json::Value;
use store::{FieldPaths, LoadOptions, Space};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::audit::{Audit, AuditConfig, Deed};
use super::authn::{Authenticator, TokenAuthenticator};
use super::authz::{AllowAll, Authorizer, MastersFirst};
use super::commit::Turns;
use super::core::{Caller, Core, Place, Warnings, decode};
use super::create::Managed;
use super::error::ApiError;
use super::fairness::Fairness;
use super::fence::Fence;
use super::garbage::{self, Garbage};
use super::health::{Check, Health};
use super::issuer::Issuer;
use super::issuer::people::People;
use super::limits::Limits;
use super::metrics::{MetricSource, Metrics};
use super::object;
use super::options::WriteOptions;
use super::registry::Registry;
use super::source::TrustedProxies;
use super::update::Part;
use super::user::User;
use super::{
    client::{self, Origin},
    expiry, handle,
};

/// What a server is made of.
pub struct Config {
    /// Its objects.
    pub space: Space,
    /// Its resources.
    pub registry: Registry,
    /// The version that `/version` tells, for instance `v1.37.0`.
    pub server_version: String,
    /// Who may do what.
    pub authorization: Authorization,
    /// Issues tokens of service accounts and people; without one there are none.
    pub issuer: Option<Arc<Issuer>>,
    /// The certificates of the authority by which clients know this server, PEM: every namespace gets them in a
    /// ConfigMap.
    pub root_ca_pem: Option<String>,
    /// Checks bearer tokens before the registry's own authenticators do.
    pub token_authenticators: Vec<Arc<dyn TokenAuthenticator>>,
    /// Bounds.
    pub limits: Limits,
    /// How long objects stay that are kept only for a time, such as events; `None` leaves it to each kind.
    pub expiry: Option<Duration>,
    /// What must be well for the server to be ready, beside that it answers at all and is not shutting down.
    pub checks: Vec<Arc<dyn Check>>,
    /// Who else has figures to tell on `/metrics`.
    pub metric_sources: Vec<Arc<dyn MetricSource>>,
    /// Where and how requests are recorded; without it they are not.
    pub audit: Option<AuditConfig>,
    /// Who is believed when it says for whom it asks.
    pub trusted_proxies: TrustedProxies,
}

impl Config {
    /// A server of these objects and resources, authorized by the registry's own rules.
    pub fn new(space: Space, registry: Registry) -> Config {
        Config {
            space,
            registry,
            server_version: "v1.37.0".to_owned(),
            authorization: Authorization::default(),
            issuer: None,
            root_ca_pem: None,
            token_authenticators: Vec::new(),
            limits: Limits::default(),
            expiry: None,
            checks: Vec::new(),
            metric_sources: Vec::new(),
            audit: None,
            trusted_proxies: TrustedProxies::default(),
        }
    }
}

/// Who may do what. Members of `system:masters` may do everything in any case.
#[derive(Clone, Default)]
pub enum Authorization {
    /// By the registry's own rules, usually RBAC objects.
    #[default]
    ByRegistry,
    /// Everybody may do everything.
    AllowAll,
    /// As this one says.
    Custom(Arc<dyn Authorizer>),
}

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its objects could not be loaded.
    #[error("cannot load the objects")]
    Load(#[from] store::OpenError),
    /// An object that is to be there from the start could not be made.
    #[error("cannot make the first objects: {0}")]
    Bootstrap(#[from] ApiError),
}

/// A running server. Cheap to clone; it stops when the last clone, router and client of it are gone.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    core: Arc<Core>,
    _stop: DropGuard,
}

impl Engine {
    /// Loads the objects, makes those that are there from the start, and starts the background tasks. Needs a tokio
    /// runtime.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(config: Config) -> Result<Engine, StartError> {
        let Config { space, registry, server_version, authorization, limits, expiry, .. } = config;
        let Config { issuer, root_ca_pem, token_authenticators: mut tokens, checks, metric_sources, .. } = config;
        let audit = config.audit.map(Audit::start);
        let resources = registry.clone();
        let fields = move |id: &str| resources.by_id(id).map_or_else(FieldPaths::default, |r| r.fields.clone());
        space.load(LoadOptions { fields: Arc::new(fields), history: limits.history }).await?;
        let authorizer: Arc<dyn Authorizer> = match authorization {
            Authorization::ByRegistry => registry.hooks().authorizer(&space),
            Authorization::AllowAll => Arc::new(AllowAll),
            Authorization::Custom(authorizer) => authorizer,
        };
        tokens.extend(registry.hooks().token_authenticators(&space, issuer.as_ref()));
        if let Some(issuer) = &issuer {
            tokens.push(Arc::new(People(issuer.clone())));
        }
        let core = Arc::new(Core {
            garbage: Garbage::follow(&space),
            authorizer: Arc::new(MastersFirst(authorizer)),
            authenticator: Authenticator { tokens, issuer },
            root_ca_pem,
            space,
            registry,
            server_version: RwLock::new(server_version),
            fairness: Fairness::new(&limits),
            limits,
            health: Health::new(checks),
            metrics: Metrics::default(),
            metric_sources,
            closing: CancellationToken::new(),
            turns: Turns::default(),
            audit,
            trusted_proxies: config.trusted_proxies,
        });
        core.bootstrap().await?;
        let stop = CancellationToken::new();
        let collector: BoxFuture<'static, ()> = Box::pin(garbage::run(core.clone()));
        let expiry: BoxFuture<'static, ()> = Box::pin(expiry::run(core.clone(), expiry));
        for task in core.registry.hooks().tasks(&core).into_iter().chain([collector, expiry]) {
            tokio::spawn(stop.clone().run_until_cancelled_owned(task));
        }
        Ok(Engine { shared: Arc::new(Shared { core, _stop: stop.drop_guard() }) })
    }

    /// The whole API as a service: identity comes from request extensions ([`User`], or
    /// [`ClientCertificate`](super::authn::ClientCertificate)) or bearer tokens.
    pub fn router(&self) -> Router {
        handle::router(self.clone())
    }

    /// A client in this process that acts as `user`.
    pub fn client(&self, user: User) -> kube::Client {
        client::client(self.router(), user)
    }

    /// The same for a request from outside, whose id and source its own requests have.
    pub fn client_on_behalf(&self, user: User, origin: Origin) -> kube::Client {
        client::on_behalf(self.router(), user, origin)
    }

    /// The same, whose writes happen only as long as `fence` holds when they are stored.
    pub fn fenced_client(&self, user: User, fence: Fence) -> kube::Client {
        client::fenced(self.router(), user, fence)
    }

    /// Records what somebody did that was no request to the API, in the same log and by the same policy.
    pub async fn record(&self, deed: &Deed<'_>) {
        if let Some(audit) = &self.shared.core.audit
            && let Some(record) = deed.record(audit)
        {
            audit.tell(record).await;
        }
    }

    /// Hands all audit records of answered requests on to the store, which writes them before it closes.
    pub async fn flush_audit(&self) {
        if let Some(audit) = &self.shared.core.audit {
            audit.flush().await;
        }
    }

    /// Changes the version that `/version` tells, after an upgrade.
    pub fn set_server_version(&self, version: &str) {
        version.clone_into(&mut self.shared.core.server_version.write());
    }

    /// From now on `/readyz` fails, so that clients and balancers turn to another server. Everything is still served.
    pub fn begin_shutdown(&self) {
        self.shared.core.health.begin_shutdown();
    }

    /// Ends all watches as if their time were over, and every new one at once: clients go on elsewhere, or wait, from
    /// where they are. Listeners can then end without cutting anybody off.
    pub fn end_watches(&self) {
        self.shared.core.closing.cancel();
    }

    /// The server's objects and rules.
    pub fn core(&self) -> &Arc<Core> {
        &self.shared.core
    }
}

impl Core {
    /// Makes the objects that are there from the start, if they are not, and completes those that are.
    async fn bootstrap(&self) -> Result<(), ApiError> {
        let user = User::system("system:apiserver");
        let warnings = Warnings::default();
        let caller = Caller::internal(&user, &warnings);
        // Objects of the whole cluster first: among them are the namespaces of the others.
        let (inside, whole): (Vec<_>, Vec<_>) = self
            .registry
            .hooks()
            .bootstrap()
            .into_iter()
            .partition(|object| !object::meta_text(object, "namespace").is_empty());
        for objects in [whole, inside] {
            let mut made = FuturesUnordered::new();
            for object in objects {
                made.push(self.bootstrap_one(&caller, object));
            }
            while made.next().await.transpose()?.is_some() {}
        }
        Ok(())
    }

    async fn bootstrap_one(&self, caller: &Caller<'_>, object: Value) -> Result<(), ApiError> {
        let resource = self.resource_of(&object)?;
        let namespace = object::meta_text(&object, "namespace").to_owned();
        let name = object::name(&object).to_owned();
        let place = Place { resource: &resource, namespace: &namespace, name: &name };
        let options = WriteOptions::default();
        if let Some(entry) = self.find(place) {
            let existing = decode(&resource, &entry)?;
            if let Some(completed) = self.registry.hooks().complete_bootstrap(&existing, &object) {
                self.update(caller, place, Part::Main, completed, &options).await?;
            }
            return Ok(());
        }
        match self.create(caller, &resource, &namespace, object, Managed::Untracked, &options).await {
            Err(error) if error.reason() != "AlreadyExists" => Err(error),
            _ => Ok(()),
        }
    }

    /// The resource of an object, by its `apiVersion` and `kind`.
    ///
    /// # Errors
    /// 500 when it is not served.
    pub(crate) fn resource_of(&self, object: &Value) -> Result<Arc<super::registry::Resource>, ApiError> {
        let text = |field: &str| object.get(field).and_then(Value::as_str).unwrap_or_default();
        let (api_version, kind) = (text("apiVersion"), text("kind"));
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let mut served = self.registry.of_version(group, version);
        served
            .find(|r| r.kind == kind)
            .cloned()
            .ok_or_else(|| ApiError::internal(format!("{api_version} {kind} is not served")))
    }
}
