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
        let role = text(request.object, "/spec/role");
        let verb = match role {
            "view" => "get",
            _ => "update",
        };
        let namespace = text(request.object, "/metadata/namespace");
        let cluster = text(request.object, "/spec/clusterRef/name");
        let target = Target::Resource {
            group: "guest.atoll.dev",
            resource: "guestclusters",
            subresource: "",
            namespace,
            name: cluster,
        };
        match request.authorizer.authorize(&Attributes { user: request.user, verb, target }) {
            Decision::Allow(_) => Ok(()),
            Decision::NoOpinion(_) => {
                let name = text(request.object, "/metadata/name");
                let user = &request.user.name;
                let why = format!(
                    "the role \"{role}\" needs the verb {verb} on the guest cluster \"{cluster}\" in the namespace \"{namespace}\", which user \"{user}\" does not have"
                );
                Err(ApiError::forbidden(request.resource, name, &why))
            }
        }
    }

    fn allows_unconditional_update(&self) -> bool {
        false
    }

    fn records_request_id(&self) -> bool {
        true
    }
}
