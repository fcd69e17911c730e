//! What the kinds of a cluster do to the server as a whole.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::Value;
use store::{Entry, Space, Write};

use super::core::namespace;
use super::core::secret::bootstrap_token::BootstrapTokens;
use super::quota;
use super::rbac::authorizer::Rbac;
use super::supervisor::quota_request;
use crate::engine::authn::TokenAuthenticator;
use crate::engine::hooks::Effect;
use crate::engine::{ApiError, Authorizer, Core, Hooks, Resource};

/// Namespaces with their life cycle, RBAC, bootstrap tokens, and the first objects of a cluster.
pub(super) struct ClusterHooks {
    first: Vec<Value>,
}

impl ClusterHooks {
    /// A cluster that begins with these objects.
    pub(super) fn new(first: Vec<Value>) -> ClusterHooks {
        ClusterHooks { first }
    }
}

impl Hooks for ClusterHooks {
    fn bootstrap(&self) -> Vec<Value> {
        self.first.clone()
    }

    fn admit_namespace(
        &self,
        objects: &Space,
        resource: &Resource,
        namespace: &str,
        name: &str,
    ) -> Result<Option<Arc<Entry>>, ApiError> {
        namespace::admit(objects, resource, namespace, name)
    }

    fn side_writes(&self, effect: &mut Effect<'_>) -> Result<Vec<Write>, ApiError> {
        quota_request::complete(effect)?;
        quota::side_writes(effect)
    }

    fn authorizer(&self, objects: &Space) -> Arc<dyn Authorizer> {
        Rbac::follow(objects)
    }

    fn token_authenticators(&self, objects: &Space) -> Vec<Arc<dyn TokenAuthenticator>> {
        vec![Arc::new(BootstrapTokens::new(objects.clone()))]
    }

    fn tasks(&self, core: &Arc<Core>) -> Vec<BoxFuture<'static, ()>> {
        vec![Box::pin(namespace::lifecycle::run(core.clone())), Box::pin(quota::keeper::run(core.clone()))]
    }
}
