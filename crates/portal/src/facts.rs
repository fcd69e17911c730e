//! One Kubernetes object of any kind, read as far as explaining and showing it needs.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::view;

/// An object as the API gave it, with `kind` and `apiVersion` filled in (list items lack them).
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Facts(Value);

/// A condition as it stands in a status.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Condition<'a> {
    /// Its type.
    pub(crate) type_: &'a str,
    /// `True`, `False` or `Unknown`.
    pub(crate) status: &'a str,
    /// CamelCase reason, or empty.
    pub(crate) reason: &'a str,
    /// Message for people, or empty.
    pub(crate) message: &'a str,
    /// Last transition.
    pub(crate) since: Option<DateTime<Utc>>,
}

impl Condition<'_> {
    /// Whether the status is `True`.
    pub(crate) fn is_true(&self) -> bool {
        self.status == "True"
    }
}

impl Facts {
    /// Takes an object; `api_version` and `kind` fill what a list item lacks.
    pub(crate) fn new(mut object: Value, api_version: &str, kind: &str) -> Self {
        if let Some(map) = object.as_object_mut() {
            map.entry("apiVersion").or_insert_with(|| api_version.into());
            map.entry("kind").or_insert_with(|| kind.into());
        }
        Facts(object)
    }

    /// The whole object.
    pub(crate) fn object(&self) -> &Value {
        &self.0
    }

    /// The value at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// The string at a JSON pointer, or empty.
    pub(crate) fn text(&self, pointer: &str) -> &str {
        self.at(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole number at a JSON pointer.
    pub(crate) fn number(&self, pointer: &str) -> Option<i64> {
        self.at(pointer).and_then(Value::as_i64)
    }

    /// The instant (RFC 3339) at a JSON pointer.
    pub(crate) fn time(&self, pointer: &str) -> Option<DateTime<Utc>> {
        parse_time(self.text(pointer))
    }

    /// `kind`.
    pub(crate) fn kind(&self) -> &str {
        self.text("/kind")
    }

    /// `metadata.name`.
    pub(crate) fn name(&self) -> &str {
        self.text("/metadata/name")
    }

    /// `metadata.namespace`, or empty.
    pub(crate) fn namespace(&self) -> &str {
        self.text("/metadata/namespace")
    }

    /// `metadata.uid`.
    pub(crate) fn uid(&self) -> &str {
        self.text("/metadata/uid")
    }

    /// `metadata.creationTimestamp`.
    pub(crate) fn created(&self) -> Option<DateTime<Utc>> {
        self.time("/metadata/creationTimestamp")
    }

    /// Whether deletion has begun.
    pub(crate) fn is_deleting(&self) -> bool {
        self.at("/metadata/deletionTimestamp").is_some_and(Value::is_string)
    }

    /// `metadata.finalizers`.
    pub(crate) fn finalizers(&self) -> impl Iterator<Item = &str> {
        self.items("/metadata/finalizers").filter_map(Value::as_str)
    }

    /// The items of the array at a JSON pointer; none when it is absent.
    pub(crate) fn items(&self, pointer: &str) -> impl Iterator<Item = &Value> {
        self.at(pointer).and_then(Value::as_array).into_iter().flatten()
    }

    /// A label's value, or empty.
    pub(crate) fn label(&self, key: &str) -> &str {
        self.at("/metadata/labels").and_then(|labels| labels.get(key)).and_then(Value::as_str).unwrap_or_default()
    }

    /// An annotation's value, or empty.
    pub(crate) fn annotation(&self, key: &str) -> &str {
        self.at("/metadata/annotations").and_then(|all| all.get(key)).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether one of its owner references has this UID.
    pub(crate) fn owned_by(&self, uid: &str) -> bool {
        self.items("/metadata/ownerReferences").any(|owner| owner.get("uid").and_then(Value::as_str) == Some(uid))
    }

    /// The UID of the owner that is marked as controller.
    pub(crate) fn controller_uid(&self) -> Option<&str> {
        let is_controller = |owner: &&Value| owner.get("controller").and_then(Value::as_bool) == Some(true);
        self.items("/metadata/ownerReferences").find(is_controller)?.get("uid")?.as_str()
    }

    /// The conditions of the status, in their order.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = Condition<'_>> {
        self.items("/status/conditions").map(|condition| {
            let text = |key: &str| condition.get(key).and_then(Value::as_str).unwrap_or_default();
            Condition {
                type_: text("type"),
                status: text("status"),
                reason: text("reason"),
                message: text("message"),
                since: parse_time(text("lastTransitionTime")),
            }
        })
    }

    /// The condition of this type.
    pub(crate) fn condition(&self, type_: &str) -> Option<Condition<'_>> {
        self.conditions().find(|condition| condition.type_ == type_)
    }

    /// Whether the condition of this type is there and `True`.
    pub(crate) fn is_true(&self, type_: &str) -> bool {
        self.condition(type_).is_some_and(|condition| condition.is_true())
    }

    /// Its name for pages.
    pub(crate) fn reference(&self) -> view::ObjectRef {
        let namespace = self.namespace();
        view::ObjectRef {
            api_version: self.text("/apiVersion").to_owned(),
            kind: self.kind().to_owned(),
            namespace: (!namespace.is_empty()).then(|| namespace.to_owned()),
            name: self.name().to_owned(),
        }
    }
}

/// An RFC 3339 instant in UTC.
pub(crate) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.with_timezone(&Utc))
}
