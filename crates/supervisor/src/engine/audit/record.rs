//! The form of a record: upstream's event,
//! <https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Event>.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::Value;

use super::policy::Level;
use crate::engine::request::ResourcePath;
use crate::engine::user::User;

/// What stays empty is left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record<'a> {
    kind: &'static str,
    api_version: &'static str,
    level: &'static str,
    #[serde(rename = "auditID")]
    pub(super) audit_id: &'a str,
    stage: &'static str,
    #[serde(rename = "requestURI", skip_serializing_if = "str::is_empty")]
    pub(super) request_uri: &'a str,
    verb: Cow<'a, str>,
    pub(super) user: Person<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) impersonated_user: Option<Person<'a>>,
    #[serde(rename = "sourceIPs", skip_serializing_if = "<[IpAddr]>::is_empty")]
    pub(super) source_ips: &'a [IpAddr],
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) user_agent: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) object_ref: Option<Reference<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_status: Option<Code>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) request_object: Option<&'a Value>,
    request_received_timestamp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) latency_micros: Option<u64>,
    pub(super) annotations: Annotations<'a>,
}

impl<'a> Record<'a> {
    /// What every record has.
    pub(super) fn new(
        level: Level,
        id: &'a str,
        verb: Cow<'a, str>,
        received: DateTime<Utc>,
        server: &'a str,
    ) -> Record<'a> {
        Record {
            kind: "Event",
            api_version: "audit.k8s.io/v1",
            level: if level == Level::Request { "Request" } else { "Metadata" },
            audit_id: id,
            stage: "ResponseComplete",
            request_uri: "",
            verb,
            user: Person::default(),
            impersonated_user: None,
            source_ips: &[],
            user_agent: "",
            object_ref: None,
            response_status: None,
            request_object: None,
            request_received_timestamp: received.to_rfc3339_opts(SecondsFormat::Micros, true),
            latency_micros: None,
            annotations: Annotations { server, ..Annotations::default() },
        }
    }

    /// As one JSON object.
    pub(super) fn text(&self) -> String {
        json_of(self)
    }
}

/// JSON text of a part of a record. None of them can fail: there are no maps but of strings.
pub(super) fn json_of(part: &impl Serialize) -> String {
    serde_json::to_string(part).unwrap_or_else(|_| "{}".to_owned())
}

/// The code of the answer.
#[derive(Serialize)]
pub(super) struct Code {
    pub(super) code: u16,
}

/// Who asked.
#[derive(Default, Serialize)]
pub(super) struct Person<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    username: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    uid: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    groups: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<&'a BTreeMap<String, Vec<String>>>,
}

impl<'a> Person<'a> {
    pub(super) fn of(user: Option<&'a User>) -> Person<'a> {
        let Some(user) = user else { return Person::default() };
        let extra = Some(&user.extra).filter(|extra| !extra.is_empty());
        Person { username: &user.name, uid: &user.uid, groups: &user.groups, extra }
    }
}

/// What it was about.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference<'a> {
    resource: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    namespace: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) uid: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    api_group: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    api_version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) resource_version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    subresource: &'a str,
}

impl<'a> Reference<'a> {
    pub(super) fn of(place: &'a ResourcePath) -> Reference<'a> {
        Reference {
            resource: &place.resource,
            namespace: &place.namespace,
            name: &place.name,
            uid: "",
            api_group: &place.group,
            api_version: &place.version,
            resource_version: "",
            subresource: &place.subresource,
        }
    }
}

/// What upstream's form has no field for.
#[derive(Default, Serialize)]
pub(super) struct Annotations<'a> {
    #[serde(rename = "authorization.k8s.io/decision", skip_serializing_if = "Option::is_none")]
    pub(super) decision: Option<&'static str>,
    #[serde(rename = "authorization.k8s.io/reason", skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    /// The server which took the request.
    #[serde(rename = "atoll.dev/server")]
    server: &'a str,
    /// The request that the object came of, when it is another one than this.
    #[serde(rename = "atoll.dev/request-id", skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<&'a str>,
    /// Digests of what the object asked for.
    #[serde(rename = "atoll.dev/spec-before", skip_serializing_if = "Option::is_none")]
    pub(super) spec_before: Option<&'a str>,
    #[serde(rename = "atoll.dev/spec-after", skip_serializing_if = "Option::is_none")]
    pub(super) spec_after: Option<&'a str>,
}
