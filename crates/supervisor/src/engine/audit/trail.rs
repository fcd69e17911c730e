//! What is known of one request, gathered while it is served.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use chrono::{DateTime, SecondsFormat, Utc};
use http::request::Parts;
use http::{StatusCode, header};
use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use store::{Entry, Note};

use super::policy::{Level, Policy};
use super::{Audit, digest};
use crate::engine::registry::Resource;
use crate::engine::request::{RequestInfo, ResourcePath};
use crate::engine::source::{Source, TrustedProxies};
use crate::engine::user::User;

/// The annotation that names the server which took the request.
const SERVER: &str = "atoll.dev/server";

/// One request on its way.
pub(crate) struct Trail {
    began: Instant,
    received: DateTime<Utc>,
    id: String,
    uri: String,
    source: Source,
    agent: String,
    server: String,
    known: Mutex<Known>,
    /// A record of it was stored together with what it wrote.
    told: Arc<AtomicBool>,
}

/// What is learned on the way.
#[derive(Clone, Default)]
struct Known {
    level: Level,
    verb: String,
    place: Option<ResourcePath>,
    user: Option<User>,
    impersonated_by: Option<User>,
    /// The rule that allowed it.
    allowed_by: Option<String>,
}

impl Trail {
    /// Of a request that this server takes.
    pub(crate) fn new(parts: &Parts, id: &str, audit: &Audit, proxies: &TrustedProxies) -> Trail {
        let agent = parts.headers.get(header::USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        Trail {
            began: Instant::now(),
            received: Utc::now(),
            id: id.to_owned(),
            uri: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            source: proxies.source(&parts.extensions, &parts.headers),
            agent: agent.chars().take(256).collect(),
            server: audit.server.clone(),
            known: Mutex::new(Known { verb: parts.method.as_str().to_lowercase(), ..Known::default() }),
            told: Arc::default(),
        }
    }

    /// Notes what is asked for.
    pub(crate) fn asks(&self, info: &RequestInfo) {
        let mut known = self.known.lock();
        known.verb.clone_from(&info.verb);
        known.place.clone_from(&info.resource);
    }

    /// Notes who asks, which decides how much is recorded.
    pub(crate) fn is_asked_by(&self, user: &User, impersonated_by: Option<&User>, info: &RequestInfo, policy: &Policy) {
        let mut known = self.known.lock();
        known.level = policy.level(user, info);
        known.user = Some(user.clone());
        known.impersonated_by = impersonated_by.cloned();
    }

    /// Notes the rule that allows it.
    pub(crate) fn is_allowed_by(&self, rule: &str) {
        self.known.lock().allowed_by = Some(rule.to_owned());
    }

    /// The record of a write, made when it is stored; `None` when the policy wants none.
    pub(crate) fn note(&self, resource: &Resource, before: Option<&Value>, after: Option<&Value>) -> Option<Note> {
        let known = self.known.lock().clone();
        if known.level == Level::None {
            return None;
        }
        let mut record = self.record(&known, if before.is_none() { 201 } else { 200 });
        describe(&mut record, known.level, resource, before, after);
        let (began, told) = (self.began, self.told.clone());
        Some(Box::new(move |entries: &[Arc<Entry>]| {
            told.store(true, Ordering::Relaxed);
            finish(record, began, entries)
        }))
    }

    /// The record of a request that was answered; `None` when it was told already, or the policy wants none.
    pub(crate) fn end(&self, status: StatusCode) -> Option<Value> {
        let known = self.known.lock();
        let whole = known.verb == "deletecollection" || status.as_u16() >= 400;
        if known.level == Level::None || (self.told.load(Ordering::Relaxed) && !whole) {
            return None;
        }
        let mut record = self.record(&known, status.as_u16());
        record.insert("latencyMicros".to_owned(), json!(micros(self.began)));
        Some(Value::Object(record))
    }

    fn record(&self, known: &Known, code: u16) -> Map<String, Value> {
        let mut record = head(known.level, &self.id, &known.verb, self.received);
        record.insert("requestURI".to_owned(), json!(self.uri));
        record.insert("user".to_owned(), person(known.impersonated_by.as_ref().or(known.user.as_ref())));
        if known.impersonated_by.is_some() {
            record.insert("impersonatedUser".to_owned(), person(known.user.as_ref()));
        }
        if self.source.caller().is_some() {
            record.insert("sourceIPs".to_owned(), json!(self.source.addresses()));
        }
        if !self.agent.is_empty() {
            record.insert("userAgent".to_owned(), json!(self.agent));
        }
        if let Some(place) = &known.place {
            record.insert("objectRef".to_owned(), reference(place));
        }
        record.insert("responseStatus".to_owned(), json!({"code": code}));
        let mut annotations = match &known.allowed_by {
            Some(rule) => {
                json!({"authorization.k8s.io/decision": "allow", "authorization.k8s.io/reason": rule})
            }
            None => json!({"authorization.k8s.io/decision": "forbid"}),
        };
        annotations[SERVER] = json!(self.server);
        record.insert("annotations".to_owned(), annotations);
        record
    }
}

/// A write that no request asked for: the server itself works.
pub(crate) struct Internal<'a> {
    pub(crate) user: &'a User,
    pub(crate) verb: &'static str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
}

impl Internal<'_> {
    /// The record of the write, made when it is stored; `None` when the policy wants none.
    pub(crate) fn note(
        &self,
        audit: &Audit,
        resource: &Resource,
        before: Option<&Value>,
        after: Option<&Value>,
    ) -> Option<Note> {
        let place = ResourcePath {
            group: resource.group.clone(),
            version: resource.version.clone(),
            resource: resource.plural.clone(),
            subresource: String::new(),
            namespace: self.namespace.to_owned(),
            name: self.name.to_owned(),
        };
        let info = RequestInfo { path: String::new(), verb: self.verb.to_owned(), resource: Some(place.clone()) };
        let level = audit.policy.level(self.user, &info);
        if level == Level::None {
            return None;
        }
        let began = Instant::now();
        let mut record = head(level, &uuid::Uuid::new_v4().to_string(), self.verb, Utc::now());
        record.insert("user".to_owned(), person(Some(self.user)));
        record.insert("objectRef".to_owned(), reference(&place));
        record.insert("annotations".to_owned(), json!({SERVER: audit.server}));
        describe(&mut record, level, resource, before, after);
        Some(Box::new(move |entries: &[Arc<Entry>]| finish(record, began, entries)))
    }
}

fn head(level: Level, id: &str, verb: &str, received: DateTime<Utc>) -> Map<String, Value> {
    let fields = json!({
        "kind": "Event",
        "apiVersion": "audit.k8s.io/v1",
        "level": if level == Level::Request { "Request" } else { "Metadata" },
        "auditID": id,
        "stage": "ResponseComplete",
        "requestReceivedTimestamp": received.to_rfc3339_opts(SecondsFormat::Micros, true),
        "verb": verb,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn person(user: Option<&User>) -> Value {
    let Some(user) = user else { return json!({}) };
    let mut person = json!({"username": user.name});
    if !user.uid.is_empty() {
        person["uid"] = json!(user.uid);
    }
    if !user.groups.is_empty() {
        person["groups"] = json!(user.groups);
    }
    if !user.extra.is_empty() {
        person["extra"] = json!(user.extra);
    }
    person
}

fn reference(place: &ResourcePath) -> Value {
    let fields = [
        ("resource", &place.resource),
        ("namespace", &place.namespace),
        ("name", &place.name),
        ("apiGroup", &place.group),
        ("apiVersion", &place.version),
        ("subresource", &place.subresource),
    ];
    fields.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, json!(value))).collect()
}

/// Adds what the object asked for before and after. Nothing of a secret is recorded, also no digest: short secrets could be
/// found by trying.
fn describe(
    record: &mut Map<String, Value>,
    level: Level,
    resource: &Resource,
    before: Option<&Value>,
    after: Option<&Value>,
) {
    if resource.strategy.is_secret() {
        return;
    }
    if let Some(annotations) = record.get_mut("annotations").and_then(Value::as_object_mut) {
        for (name, object) in [("atoll.dev/spec-before", before), ("atoll.dev/spec-after", after)] {
            if let Some(object) = object {
                annotations.insert(name.to_owned(), json!(digest::of(object)));
            }
        }
    }
    if let (Level::Request, Some(after)) = (level, after) {
        let mut object = after.clone();
        if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
            meta.shift_remove("managedFields");
        }
        record.insert("requestObject".to_owned(), object);
    }
}

/// Adds what is known only when the write is stored.
fn finish(mut record: Map<String, Value>, began: Instant, entries: &[Arc<Entry>]) -> String {
    if let Some(entry) = entries.first() {
        let reference = record.entry("objectRef").or_insert_with(|| json!({}));
        reference["name"] = json!(&*entry.key.name);
        reference["uid"] = json!(entry.uid());
        reference["resourceVersion"] = json!(entry.revision.to_string());
    }
    record.insert("latencyMicros".to_owned(), json!(micros(began)));
    Value::Object(record).to_string()
}

fn micros(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}
