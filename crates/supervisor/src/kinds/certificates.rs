//! The group `certificates.k8s.io`: CertificateSigningRequest.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{DateTime, Utc};
use k8s_openapi::api::certificates::v1::CertificateSigningRequest;
use serde_json::{Value, json};

use super::printing::{NONE, age, count, items, text};
use crate::engine::{Column, Resource, Strategy, User};

pub(super) fn resources() -> Vec<Resource> {
    let mut resource = Resource::builtin::<CertificateSigningRequest>();
    resource.short_names = vec!["csr".to_owned()];
    resource.status = true;
    resource.columns = vec![
        Column::age(),
        Column::text("SignerName", ".spec.signerName"),
        Column::text("Requestor", ".spec.username"),
        Column::text("RequestedDuration", ".spec.expirationSeconds"),
        Column::text("Condition", ".status.conditions"),
    ];
    resource.strategy = Arc::new(SigningRequests);
    vec![resource]
}

struct SigningRequests;

impl Strategy for SigningRequests {
    /// Who asks is not for the asker to say.
    fn prepare_create(&self, object: &mut Value, user: &User) {
        let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) else { return };
        spec.insert("username".to_owned(), json!(user.name));
        spec.insert("groups".to_owned(), json!(user.groups));
        spec.shift_remove("uid");
        spec.shift_remove("extra");
        if !user.uid.is_empty() {
            spec.insert("uid".to_owned(), json!(user.uid));
        }
        if !user.extra.is_empty() {
            spec.insert("extra".to_owned(), json!(user.extra));
        }
    }

    fn prepare_update(&self, new: &mut Value, old: &Value) {
        new["spec"] = old["spec"].clone();
    }

    fn validate(&self, object: &Value) -> Vec<FieldError> {
        if items(object, "/spec/usages").next().is_none() {
            return vec![FieldError::required("spec.usages", "usages must contain at least one value")];
        }
        Vec::new()
    }

    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        let has = |type_: &str| items(object, "/status/conditions").any(|c| text(c, "/type") == type_);
        let mut words: Vec<&str> = ["Approved", "Denied", "Failed"].into_iter().filter(|type_| has(type_)).collect();
        if words.is_empty() {
            words.push("Pending");
        }
        if !text(object, "/status/certificate").is_empty() {
            words.push("Issued");
        }
        let duration = match count(object, "/spec/expirationSeconds") {
            0 => NONE.to_owned(),
            seconds => crate::engine::table::human_duration(chrono::Duration::seconds(seconds)),
        };
        Some(vec![
            age(object, now),
            json!(text(object, "/spec/signerName")),
            json!(text(object, "/spec/username")),
            json!(duration),
            json!(words.join(",")),
        ])
    }

    fn selectable_fields(&self) -> &'static [&'static str] {
        &["spec.signerName"]
    }
}
