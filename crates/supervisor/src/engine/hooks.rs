//! What a set of kinds does to the server as a whole.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::Value;
use store::{Entry, Space};

use super::Core;
use super::authn::TokenAuthenticator;
use super::authz::{AllowAll, Authorizer};
use super::error::ApiError;
use super::issuer::Issuer;
use super::registry::Resource;

/// Behaviour that belongs to kinds and not to one request: who may do what, who is who, what is there from the start,
/// what works in the background. Every method has a default that does nothing.
pub trait Hooks: Send + Sync {
    /// Objects that exist from the first start on. They are made when missing, and completed at every start as
    /// [`Hooks::complete_bootstrap`] says.
    fn bootstrap(&self) -> Vec<Value> {
        Vec::new()
    }

    /// What an object of [`Hooks::bootstrap`] that is there already has to become at a start; `None` leaves it alone.
    fn complete_bootstrap(&self, _existing: &Value, _expected: &Value) -> Option<Value> {
        None
    }

    /// May an object be made in this namespace? The answer is the entry that must still be unchanged when the object
    /// is stored.
    ///
    /// # Errors
    /// 404 when there is no such namespace, 403 when it is being deleted.
    fn admit_namespace(
        &self,
        _objects: &Space,
        _resource: &Resource,
        _namespace: &str,
        _name: &str,
    ) -> Result<Option<Arc<Entry>>, ApiError> {
        Ok(None)
    }

    /// Judges requests by the objects of this server.
    fn authorizer(&self, _objects: &Space) -> Arc<dyn Authorizer> {
        Arc::new(AllowAll)
    }

    /// Checks tokens by the objects of this server, and by the issuer of its own tokens where it has one.
    fn token_authenticators(
        &self,
        _objects: &Space,
        _issuer: Option<&Arc<Issuer>>,
    ) -> Vec<Arc<dyn TokenAuthenticator>> {
        Vec::new()
    }

    /// Work in the background, as long as the server runs.
    fn tasks(&self, _core: &Arc<Core>) -> Vec<BoxFuture<'static, ()>> {
        Vec::new()
    }
}

/// No behaviour.
pub(crate) struct NoHooks;

impl Hooks for NoHooks {}
