//! `serviceaccounts/token`: a token of a service account, for an audience and a time.
//!
//! Model: `pkg/registry/core/serviceaccount/storage/token.go`.

use std::sync::Arc;

use api::field::FieldError;
use chrono::{Duration, Utc};
use futures::FutureExt as _;
use k8s_openapi::api::authentication::v1::TokenRequest;
use serde_json::{Value, json};

use super::claims::{Private, Reference};
use crate::engine::issuer::SERVICE_ACCOUNT_CLAIM;
use crate::engine::strategy::{Admission, Answer};
use crate::engine::{ApiError, Resource, Strategy, User};
use crate::kinds::printing::{items, text};

/// Lives of tokens, in seconds: when none is asked for, the shortest, and the longest; who asks for more gets that.
const DEFAULT_LIFE: i64 = 3600;
const SHORTEST_LIFE: i64 = 600;
const LONGEST_LIFE: i64 = 24 * 3600;

pub(super) fn resource() -> Resource {
    let mut resource = Resource::builtin::<TokenRequest>();
    resource.namespaced = true;
    resource.verbs = vec!["create"];
    resource.columns.clear();
    resource.strategy = Arc::new(Tokens);
    resource
}

struct Tokens;

impl Strategy for Tokens {
    fn answer<'a>(&'a self, request: &'a Admission<'a>) -> Option<Answer<'a>> {
        Some(futures::future::ready(issue(request)).boxed())
    }
}

fn issue(request: &Admission<'_>) -> Result<Value, ApiError> {
    let (Some(issuer), Some(account)) = (request.authenticator.issuer(), request.old) else {
        return Err(ApiError::no_route());
    };
    let spec = request.object.get("spec").cloned().unwrap_or_default();
    let asked = spec.get("expirationSeconds").and_then(Value::as_i64).unwrap_or(DEFAULT_LIFE);
    let wrong_life = |rule| {
        let error = FieldError::invalid("spec.expirationSeconds", asked, rule);
        ApiError::invalid_kind("authentication.k8s.io", "TokenRequest", "", &[error])
    };
    if asked < SHORTEST_LIFE {
        return Err(wrong_life("may not specify a duration less than 10 minutes"));
    }
    if asked > 1 << 32 {
        return Err(wrong_life("may not specify a duration larger than 2^32 seconds"));
    }
    let life = asked.min(LONGEST_LIFE);
    let mut audiences: Vec<String> = items(&spec, "/audiences").filter_map(Value::as_str).map(str::to_owned).collect();
    if audiences.is_empty() {
        audiences = issuer.audiences().to_vec();
    }
    let (namespace, name) = (text(account, "/metadata/namespace"), text(account, "/metadata/name"));
    let reference = Reference { name: name.to_owned(), uid: text(account, "/metadata/uid").to_owned() };
    let mut private =
        Private { namespace: namespace.to_owned(), serviceaccount: reference, secret: None, pod: None, node: None };
    if let Some(reference) = spec.get("boundObjectRef").filter(|reference| reference.is_object()) {
        bind(request, &mut private, reference)?;
    }
    let now = Utc::now();
    let user = User::service_account(namespace, name);
    let mut claims = issuer.claims(&user.name, &audiences, now, Duration::seconds(life));
    claims.more.insert(SERVICE_ACCOUNT_CLAIM.to_owned(), json!(private));
    let token = issuer.sign(&claims)?;
    let mut answered = request.object.clone();
    let time = |seconds: i64| (now + Duration::seconds(seconds)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    answered["metadata"]["creationTimestamp"] = json!(time(0));
    answered["spec"]["audiences"] = json!(audiences);
    answered["spec"]["expirationSeconds"] = json!(life);
    answered["status"] = json!({"token": token, "expirationTimestamp": time(life)});
    Ok(answered)
}

/// Ties a token to an object of its namespace.
fn bind(request: &Admission<'_>, private: &mut Private, reference: &Value) -> Result<(), ApiError> {
    let (api_version, kind) = (text(reference, "/apiVersion"), text(reference, "/kind"));
    let (name, uid) = (text(reference, "/name"), text(reference, "/uid"));
    let (plural, namespace) = match (api_version, kind) {
        ("v1", "Secret") => ("secrets", private.namespace.as_str()),
        ("v1", "Pod") => ("pods", private.namespace.as_str()),
        ("v1", "Node") => ("nodes", ""),
        _ => {
            let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
            let what = format!("{group}/{version}, Kind={kind}");
            return Err(ApiError::bad_request(format!("cannot bind token to object of type {what}")));
        }
    };
    let entry = request
        .objects
        .get(&format!("/{plural}"), namespace, name)
        .ok_or_else(|| ApiError::named_not_found("", plural, name))?;
    if kind == "Pod" {
        let pod = entry.value().map_err(ApiError::internal)?;
        let account = &private.serviceaccount.name;
        let of_pod = match text(&pod, "/spec/serviceAccountName") {
            "" => "default",
            name => name,
        };
        if of_pod != account {
            return Err(ApiError::bad_request(format!(
                "cannot bind token for serviceaccount {account:?} to pod running with different serviceaccount name."
            )));
        }
    }
    if !uid.is_empty() && uid != entry.uid() {
        let why = format!(
            "the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated"
        );
        return Err(ApiError::named_conflict("", kind, name, &why));
    }
    let bound = Some(Reference { name: name.to_owned(), uid: entry.uid().to_owned() });
    match kind {
        "Secret" => private.secret = bound,
        "Pod" => private.pod = bound,
        _ => private.node = bound,
    }
    Ok(())
}
