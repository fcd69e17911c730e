//! Kinds whose machines get files and passwords from Secrets: whoever names a Secret there has to be allowed to read
//! it, because what the machine gets can be read on the machine.

use std::collections::BTreeSet;

use api::field::FieldError;
use serde_json::Value;

use super::ruled::Ruled;
use crate::engine::authz::{Attributes, Decision, Target};
use crate::engine::strategy::{Admission, Operation};
use crate::engine::{ApiError, Strategy, User};
use crate::kinds::printing::{items, text};

/// A kind with a KubeadmConfigSpec in it.
pub(super) struct FileSecrets {
    ruled: Ruled,
    /// Where that is, for instance `/spec`.
    spec: &'static str,
}

impl FileSecrets {
    /// The kind, when it is one of these; else gives its rules back.
    pub(super) fn new(kind: &str, ruled: Ruled) -> Result<FileSecrets, Ruled> {
        let spec = match kind {
            "KubeadmConfig" => "/spec",
            "KubeadmConfigTemplate" => "/spec/template/spec",
            "KubeadmControlPlane" => "/spec/kubeadmConfigSpec",
            "KubeadmControlPlaneTemplate" => "/spec/template/spec/kubeadmConfigSpec",
            _ => return Err(ruled),
        };
        Ok(FileSecrets { ruled, spec })
    }

    /// The names of the Secrets that an object refers to.
    fn secrets<'a>(&self, object: &'a Value) -> BTreeSet<&'a str> {
        let named = |list: &str, source: &'static str| {
            items(object, &format!("{}/{list}", self.spec)).map(move |item| text(item, source)).collect::<Vec<_>>()
        };
        let all = [named("files", "/contentFrom/secret/name"), named("users", "/passwdFrom/secret/name")];
        all.into_iter().flatten().filter(|name| !name.is_empty()).collect()
    }
}

impl Strategy for FileSecrets {
    fn prepare_create(&self, object: &mut Value, user: &User) {
        self.ruled.prepare_create(object, user);
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        self.ruled.validate(object)
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        self.ruled.prepare_update(new, old);
    }

    fn validate_update(&self, new: &Value, old: &Value) -> Vec<FieldError> {
        self.ruled.validate_update(new, old)
    }

    fn admit(&self, request: &Admission<'_>) -> Result<(), ApiError> {
        if request.operation == Operation::Delete {
            return self.ruled.admit(request);
        }
        let before = request.old.map(|old| self.secrets(old)).unwrap_or_default();
        let namespace = text(request.object, "/metadata/namespace");
        for secret in self.secrets(request.object).difference(&before) {
            let target = Target::Resource { group: "", resource: "secrets", subresource: "", namespace, name: secret };
            let attributes = Attributes { user: request.user, verb: "get", target };
            if let Decision::NoOpinion(_) = request.authorizer.authorize(&attributes) {
                let why = format!(
                    "it takes contents from the Secret \"{secret}\" in the namespace \"{namespace}\", which user \"{}\" cannot get",
                    request.user.name
                );
                return Err(ApiError::forbidden(request.resource, text(request.object, "/metadata/name"), &why));
            }
        }
        Ok(())
    }

    fn allows_unconditional_update(&self) -> bool {
        self.ruled.allows_unconditional_update()
    }

    fn records_request_id(&self) -> bool {
        self.ruled.records_request_id()
    }
}
