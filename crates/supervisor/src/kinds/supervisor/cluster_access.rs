//! ClusterAccess: nobody gets more on a guest cluster than it has in the cluster's namespace.

use api::field::FieldError;
use serde_json::{Value, json};

use super::ruled::Ruled;
use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, Strategy, User};
use crate::kinds::printing::text;

pub(super) struct ClusterAccesses(pub(super) Ruled);

impl Strategy for ClusterAccesses {
    /// Whom the access is for is not for the asker to say.
    fn prepare_create(&self, object: &mut Value, user: &User) {
        self.0.prepare_create(object, user);
        object["status"] = json!({"issuedTo": user.name});
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        self.0.prepare_update(new, old);
    }

    /// Once it is known who has the access, it stays so.
    fn prepare_status_update(&self, new: &mut Value, old: &Value, _: &User) {
        if let Some(issued_to) = old.pointer("/status/issuedTo") {
            new["status"]["issuedTo"] = issued_to.clone();
        }
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        self.0.validate(object)
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        self.0.validate_update(new, old)
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        if request.operation != Operation::Create {
            return Ok(());
        }
        let text_at = |path| text(request.object, path);
        let (namespace, cluster) = (text_at("/metadata/namespace"), text_at("/spec/clusterRef/name"));
        let role = text_at("/spec/role");
        let verb = if role == "view" { "get" } else { "update" };
        let on_cluster = resource("guest.atoll.dev", "guestclusters", namespace, cluster);
        let needs = |verb, target: Target<'_>, why: String| {
            let decision = request.authorizer.authorize(&Attributes { user: request.user, verb, target });
            match decision {
                Decision::Allow(_) => Ok(()),
                Decision::NoOpinion(_) => {
                    let user = &request.user.name;
                    let why = format!("{why} in the namespace \"{namespace}\", which user \"{user}\" does not have");
                    Err(ApiError::forbidden(request.resource, text_at("/metadata/name"), &why))
                }
            }
        };
        needs(
            verb,
            on_cluster,
            format!("the role \"{role}\" needs the verb {verb} on the guest cluster \"{cluster}\""),
        )?;
        if text_at("/spec/request").is_empty() {
            return Ok(());
        }
        // A certificate works while the portal does not: it is for who could break the glass anyway.
        let kubeconfig = api::meta::secret::name(cluster, api::meta::secret::KUBECONFIG);
        let why = format!("a certificate needs the verb get on the Secret \"{kubeconfig}\"");
        needs("get", resource("", "secrets", namespace, &kubeconfig), why)
    }

    fn allows_unconditional_update(&self) -> bool {
        false
    }

    fn records_request_id(&self) -> bool {
        true
    }
}

fn resource<'a>(group: &'a str, resource: &'a str, namespace: &'a str, name: &'a str) -> Target<'a> {
    Target::Resource { group, resource, subresource: "", namespace, name }
}
