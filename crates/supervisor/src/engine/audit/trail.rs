//! What is known of one request, gathered while it is served.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use chrono::{DateTime, Utc};
use http::request::Parts;
use http::{Method, StatusCode, header};
use parking_lot::Mutex;
use serde_json::Value;
use store::{Entry, Note};

use super::policy::{Level, Policy};
use super::record::{Code, Person, Record, Reference, json_of};
use super::{Audit, digest};
use crate::engine::create::REQUEST_ID;
use crate::engine::registry::Resource;
use crate::engine::request::{RequestInfo, ResourcePath};
use crate::engine::source::{Source, TrustedProxies};
use crate::engine::user::User;

/// Characters of the longest id of a request.
const LONGEST_ID: usize = 128;

/// One request on its way.
pub(crate) struct Trail {
    began: Instant,
    received: DateTime<Utc>,
    id: String,
    uri: String,
    source: Source,
    agent: String,
    server: Arc<str>,
    method: Method,
    known: Mutex<Known>,
    /// A record of it was stored together with what it wrote.
    told: Arc<AtomicBool>,
}

/// What is learned on the way.
#[derive(Default)]
struct Known {
    level: Level,
    info: Option<Arc<RequestInfo>>,
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
            method: parts.method.clone(),
            known: Mutex::default(),
            told: Arc::default(),
        }
    }

    /// Notes what is asked for.
    pub(crate) fn asks(&self, info: &Arc<RequestInfo>) {
        self.known.lock().info = Some(info.clone());
    }

    /// Notes who asks, which decides how much is recorded.
    pub(crate) fn is_asked_by(&self, user: &User, impersonated_by: Option<&User>, info: &RequestInfo, policy: &Policy) {
        let mut known = self.known.lock();
        known.level = policy.level(user, info);
        known.user = Some(user.clone());
        known.impersonated_by = impersonated_by.cloned();
    }

    /// Notes the rule that allows it.
    pub(crate) fn is_allowed_by(&self, rule: String) {
        self.known.lock().allowed_by = Some(rule);
    }

    /// The record of a write, made when it is stored; `None` when the policy wants none.
    pub(crate) fn note(&self, resource: &Resource, before: Option<&Value>, after: Option<&Value>) -> Option<Note> {
        let known = self.known.lock();
        if known.level == Level::None {
            return None;
        }
        let mut record = self.record(&known, if before.is_none() { 201 } else { 200 });
        let content = Content::of(resource, known.level, before, after);
        content.describe(&mut record);
        let place = known.place().cloned().unwrap_or_default();
        Some(stored_with(&record, place, self.began, Some(self.told.clone())))
    }

    /// The record of a request that was answered; `None` when it was told already, or the policy wants none.
    pub(crate) fn end(&self, status: StatusCode) -> Option<String> {
        let known = self.known.lock();
        let whole = status.as_u16() >= 400 || known.info.as_ref().is_some_and(|info| info.verb == "deletecollection");
        if known.level == Level::None || (self.told.load(Ordering::Relaxed) && !whole) {
            return None;
        }
        let mut record = self.record(&known, status.as_u16());
        record.object_ref = known.place().map(Reference::of);
        record.latency_micros = Some(micros(self.began));
        Some(record.text())
    }

    fn record<'a>(&'a self, known: &'a Known, code: u16) -> Record<'a> {
        let verb = match &known.info {
            Some(info) => Cow::Borrowed(info.verb.as_str()),
            None => Cow::Owned(self.method.as_str().to_lowercase()),
        };
        let asks = Person::of(known.user.as_ref());
        let mut record = Record::new(known.level, &self.id, verb, self.received, &self.server);
        record.request_uri = &self.uri;
        match &known.impersonated_by {
            Some(real) => (record.user, record.impersonated_user) = (Person::of(Some(real)), Some(asks)),
            None => record.user = asks,
        }
        record.source_ips = self.source.addresses();
        record.user_agent = &self.agent;
        record.response_status = Some(Code { code });
        record.annotations.decision = Some(if known.allowed_by.is_some() { "allow" } else { "forbid" });
        record.annotations.reason = known.allowed_by.as_deref();
        record
    }
}

impl Known {
    fn place(&self) -> Option<&ResourcePath> {
        self.info.as_ref()?.resource.as_ref()
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
        let id = uuid::Uuid::new_v4().to_string();
        let mut record = Record::new(level, &id, Cow::Borrowed(self.verb), Utc::now(), &audit.server);
        record.user = Person::of(Some(self.user));
        let content = Content::of(resource, level, before, after);
        content.describe(&mut record);
        Some(stored_with(&record, place, Instant::now(), None))
    }
}

/// What of an object is recorded.
#[derive(Default)]
struct Content {
    before: Option<String>,
    after: Option<String>,
    object: Option<Value>,
    /// The request that the object came of.
    cause: Option<String>,
}

impl Content {
    /// What the object asked for before and after. Nothing of a secret is recorded, also no digest: short secrets could
    /// be found by trying.
    fn of(resource: &Resource, level: Level, before: Option<&Value>, after: Option<&Value>) -> Content {
        // What others write later to an object of a kind that does not note its request has nothing to do with that.
        let cause = after.or(before).and_then(request_of).filter(|_| {
            resource.strategy.records_request_id() || after.and_then(request_of) != before.and_then(request_of)
        });
        if resource.strategy.is_secret() {
            return Content { cause, ..Content::default() };
        }
        let object = after.filter(|_| level == Level::Request).map(|after| {
            let mut object = after.clone();
            if let Some(meta) = object.get_mut("metadata").and_then(Value::as_object_mut) {
                meta.shift_remove("managedFields");
            }
            object
        });
        Content { before: before.map(digest::of), after: after.map(digest::of), object, cause }
    }

    fn describe<'a>(&'a self, record: &mut Record<'a>) {
        record.annotations.cause = self.cause.as_deref().filter(|cause| *cause != record.audit_id);
        record.annotations.spec_before = self.before.as_deref();
        record.annotations.spec_after = self.after.as_deref();
        record.request_object = self.object.as_ref();
    }
}

/// The request that an object came of: what it says itself, cut to what an id may have.
fn request_of(object: &Value) -> Option<String> {
    let annotations = object.get("metadata")?.get("annotations")?;
    let id = annotations.get(REQUEST_ID)?.as_str()?;
    (!id.is_empty()).then(|| id.chars().take(LONGEST_ID).collect())
}

/// Completes a record by what is known only when the write is stored. Whoever commits does that for everybody, one after
/// the other: the rest of the text is made before.
fn stored_with(record: &Record<'_>, place: ResourcePath, began: Instant, told: Option<Arc<AtomicBool>>) -> Note {
    let mut text = record.text();
    Box::new(move |entries: &[Arc<Entry>]| {
        if let Some(told) = told {
            told.store(true, Ordering::Relaxed);
        }
        let mut reference = Reference::of(&place);
        let version = entries.first().map(|entry| entry.revision.to_string()).unwrap_or_default();
        if let Some(entry) = entries.first() {
            reference.name = &entry.key.name;
            reference.uid = entry.uid();
            reference.resource_version = &version;
        }
        text.pop();
        text.push_str(r#","objectRef":"#);
        text.push_str(&json_of(&reference));
        text.push_str(&format!(r#","latencyMicros":{}}}"#, micros(began)));
        text
    })
}

fn micros(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX)
}
