//! The state of one server, and the steps that all requests share.

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use parking_lot::{Mutex, RwLock};
use serde_json::Value;
use store::{Entry, Key, Space};
use tokio_util::sync::CancellationToken;

use super::audit::{Audit, Trail};
use super::authn::Authenticator;
use super::authz::{self, Attributes, Authorizer, Target};
use super::commit::Turns;
use super::error::ApiError;
use super::fairness::Fairness;
use super::fence::Fence;
use super::garbage::Garbage;
use super::health::Health;
use super::limits::Limits;
use super::metrics::{MetricSource, Metrics};
use super::registry::{Registry, Resource};
use super::source::TrustedProxies;
use super::strategy::{Admission, Operation};
use super::user::User;

/// One API server: its objects and its rules. Hooks and background tasks hold it; requests reach it through
/// [`Engine`](super::Engine).
pub struct Core {
    /// The objects.
    pub space: Space,
    /// What is served.
    pub registry: Registry,
    pub(crate) authorizer: Arc<dyn Authorizer>,
    pub(crate) authenticator: Authenticator,
    pub(crate) garbage: Arc<Garbage>,
    /// See [`Config::root_ca_pem`](super::Config::root_ca_pem).
    pub(crate) root_ca_pem: Option<String>,
    pub(crate) server_version: RwLock<String>,
    pub(crate) limits: Limits,
    pub(crate) fairness: Fairness,
    pub(crate) health: Health,
    pub(crate) metrics: Metrics,
    pub(crate) metric_sources: Vec<Arc<dyn MetricSource>>,
    /// Cancelled when watches are to end.
    pub(crate) closing: CancellationToken,
    pub(crate) turns: Turns,
    pub(crate) audit: Option<Audit>,
    pub(crate) trusted_proxies: TrustedProxies,
}

/// On whose behalf something is written.
pub(crate) struct Caller<'a> {
    pub(crate) user: &'a User,
    pub(crate) request_id: &'a str,
    pub(crate) now: DateTime<Utc>,
    /// Texts for `Warning` headers.
    pub(crate) warnings: &'a Warnings,
    /// What is recorded of the request; `None` when the server itself writes.
    pub(crate) trail: Option<&'a Trail>,
    /// What has to hold for a write to happen.
    pub(crate) fence: Option<&'a Fence>,
}

impl<'a> Caller<'a> {
    /// The server itself.
    pub(crate) fn internal(user: &'a User, warnings: &'a Warnings) -> Caller<'a> {
        Caller { user, request_id: "", now: Utc::now(), warnings, trail: None, fence: None }
    }
}

/// Remarks gathered while a request is served.
#[derive(Default)]
pub(crate) struct Warnings(Mutex<Vec<String>>);

impl Warnings {
    pub(crate) fn add(&self, text: impl Into<String>) {
        let text = text.into();
        let mut all = self.0.lock();
        if !all.contains(&text) {
            all.push(text);
        }
    }

    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock())
    }
}

/// Which object.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) resource: &'a Resource,
    /// Empty for resources of the whole cluster.
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

impl Place<'_> {
    pub(crate) fn key(&self) -> Key {
        Key::new(self.resource.id.clone(), self.namespace, self.name)
    }

    pub(crate) fn not_found(&self) -> ApiError {
        ApiError::not_found(self.resource, self.name)
    }
}

/// What a write leaves: the stored entry, or, for a dry run, the object as it would be.
pub(crate) enum Written {
    Stored(Arc<Entry>),
    Unstored(Value),
}

impl Core {
    pub(crate) fn find(&self, place: Place<'_>) -> Option<Arc<Entry>> {
        self.space.get(&place.resource.id, place.namespace, place.name)
    }

    pub(crate) fn get(&self, place: Place<'_>) -> Result<Arc<Entry>, ApiError> {
        self.find(place).ok_or_else(|| place.not_found())
    }

    /// May a write to a missing object make it? That takes more than the right to change it.
    ///
    /// # Errors
    /// 403 in upstream's words.
    pub(crate) fn check_may_create(&self, caller: &Caller<'_>, place: Place<'_>) -> Result<(), ApiError> {
        let target = Target::Resource {
            group: &place.resource.group,
            resource: &place.resource.plural,
            subresource: "",
            namespace: place.namespace,
            name: place.name,
        };
        let attributes = Attributes { user: caller.user, verb: "create", target };
        authz::confirm(&*self.authorizer, &attributes).map(drop)
    }

    /// Asks the kind whether a write may happen.
    pub(crate) fn admit(
        &self,
        place: Place<'_>,
        operation: Operation,
        object: &Value,
        old: Option<&Value>,
        user: &User,
    ) -> Result<(), ApiError> {
        place.resource.strategy.admit(&Admission {
            operation,
            resource: place.resource,
            object,
            old,
            user,
            authorizer: &*self.authorizer,
            authenticator: &self.authenticator,
            objects: &self.space,
        })
    }
}

/// The object of an entry, in the version of `resource`.
pub(crate) fn decode(resource: &Resource, entry: &Entry) -> Result<Value, ApiError> {
    let stored = entry.value().map_err(ApiError::internal)?;
    Ok(match &resource.conversion {
        Some(conversion) => conversion.to_view(stored),
        None => stored,
    })
}

/// The text of an entry, in the version of `resource`.
pub(crate) fn text(resource: &Resource, entry: &Entry) -> Result<Bytes, ApiError> {
    match resource.conversion {
        Some(_) => Ok(decode(resource, entry)?.to_string().into()),
        None => Ok(entry.bytes.clone()),
    }
}
