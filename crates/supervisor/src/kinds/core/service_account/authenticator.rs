//! Who shows the token of a service account.
//!
//! Model: `pkg/serviceaccount/claims.go`.

use std::sync::Arc;

use async_trait::async_trait;
use store::Space;

use super::RESOURCE;
use super::claims::{Private, Reference};
use crate::engine::authn::{Proof, TokenAuthenticator};
use crate::engine::issuer::SERVICE_ACCOUNT_CLAIM;
use crate::engine::{Issuer, User};

/// Checks tokens of service accounts by their signature, and by the objects that they depend on.
pub(in crate::kinds) struct ServiceAccountTokens {
    objects: Space,
    issuer: Arc<Issuer>,
}

impl ServiceAccountTokens {
    pub(in crate::kinds) fn new(objects: Space, issuer: Arc<Issuer>) -> ServiceAccountTokens {
        ServiceAccountTokens { objects, issuer }
    }

    fn lives(&self, resource: &str, namespace: &str, reference: &Reference) -> bool {
        let entry = self.objects.get(resource, namespace, &reference.name);
        entry.is_some_and(|entry| !entry.head.deleting && entry.uid() == reference.uid)
    }
}

#[async_trait]
impl TokenAuthenticator for ServiceAccountTokens {
    async fn authenticate(&self, token: &str, audiences: &[String]) -> Option<Proof> {
        let claims = self.issuer.verify(token)?;
        let private: Private = serde_json::from_value(claims.more.get(SERVICE_ACCOUNT_CLAIM)?.clone()).ok()?;
        let Private { namespace, serviceaccount, secret, pod, node } = private;
        let mut user = User::service_account(&namespace, &serviceaccount.name);
        let audiences = claims.common(audiences);
        if claims.sub != user.name || audiences.is_empty() || !self.lives(RESOURCE, &namespace, &serviceaccount) {
            return None;
        }
        let bound = [("/secrets", &*namespace, &secret), ("/pods", &*namespace, &pod), ("/nodes", "", &node)];
        if bound.into_iter().any(|(resource, space, to)| to.as_ref().is_some_and(|to| !self.lives(resource, space, to)))
        {
            return None;
        }
        user.uid = serviceaccount.uid;
        user.extra.extend([claims.credential()]);
        for (kind, reference) in [("pod", pod), ("node", node)] {
            let Some(Reference { name, uid }) = reference else { continue };
            user.extra.insert(format!("authentication.kubernetes.io/{kind}-name"), vec![name]);
            user.extra.insert(format!("authentication.kubernetes.io/{kind}-uid"), vec![uid]);
        }
        Some(Proof { user, audiences: Some(audiences) })
    }
}
