//! ServiceAccount, and the tokens by which one proves itself.

pub(in crate::kinds) mod authenticator;
mod claims;
mod token;
pub(in crate::kinds) mod token_secrets;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::ServiceAccount;
use serde_json::{Value, json};

use crate::engine::registry::Action;
use crate::engine::{Column, Resource, Strategy};
use crate::kinds::printing::{age, len};

/// Where service accounts are stored.
pub(in crate::kinds) const RESOURCE: &str = "/serviceaccounts";

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<ServiceAccount>();
    resource.short_names = vec!["sa".to_owned()];
    resource.columns = vec![Column::text("Secrets", ".secrets").of_type("integer"), Column::age()];
    resource.actions = vec![Action { name: "token", resource: Arc::new(token::resource()) }];
    resource.strategy = Arc::new(ServiceAccounts);
    resource
}

struct ServiceAccounts;

impl Strategy for ServiceAccounts {
    fn cells(&self, object: &Value, now: DateTime<Utc>) -> Option<Vec<Value>> {
        Some(vec![json!(len(object, "/secrets")), age(object, now)])
    }
}
