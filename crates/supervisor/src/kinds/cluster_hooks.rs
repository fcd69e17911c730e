//! What the kinds of a cluster do to the server as a whole.

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::Value;
use store::{Entry, Space, Write};

use super::core::namespace;
use super::core::secret::bootstrap_token::BootstrapTokens;
use super::core::service_account::authenticator::ServiceAccountTokens;
use super::core::service_account::token_secrets;
use super::quota;
use super::rbac::authorizer::Rbac;
use super::rbac::{aggregation, reconcile};
use super::supervisor::quota_request;
use crate::engine::authn::TokenAuthenticator;
use crate::engine::hooks::Effect;
use crate::engine::{ApiError, Authorizer, Core, Hooks, Issuer, Resource};

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

    fn complete_bootstrap(&self, existing: &Value, expected: &Value) -> Option<Value> {
        reconcile::completed(existing, expected)
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

    fn token_authenticators(&self, objects: &Space, issuer: Option<&Arc<Issuer>>) -> Vec<Arc<dyn TokenAuthenticator>> {
        let bootstrap: Arc<dyn TokenAuthenticator> = Arc::new(BootstrapTokens::new(objects.clone()));
        let accounts = issuer.map(|issuer| ServiceAccountTokens::new(objects.clone(), issuer.clone()));
        let accounts = accounts.map(|tokens| Arc::new(tokens) as Arc<dyn TokenAuthenticator>);
        std::iter::once(bootstrap).chain(accounts).collect()
    }

    fn tasks(&self, core: &Arc<Core>) -> Vec<BoxFuture<'static, ()>> {
        vec![
            Box::pin(namespace::lifecycle::run(core.clone())),
            Box::pin(namespace::contents::run(core.clone())),
            Box::pin(aggregation::run(core.clone())),
            Box::pin(quota::keeper::run(core.clone())),
            Box::pin(token_secrets::run(core.clone())),
        ]
    }
}
