//! Owner references, labels and annotations.

use std::collections::BTreeMap;

use api::meta::annotation as well_known;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta, OwnerReference};
use kube::Resource;

/// A reference to `owner` as the controller of an object.
pub(crate) fn controller_of<K: Resource<DynamicType = ()>>(owner: &K) -> OwnerReference {
    OwnerReference { controller: Some(true), block_owner_deletion: Some(true), ..owner_of(owner) }
}

/// A reference to `owner` as one owner among others.
pub(crate) fn owner_of<K: Resource<DynamicType = ()>>(owner: &K) -> OwnerReference {
    OwnerReference {
        api_version: K::api_version(&()).into_owned(),
        kind: K::kind(&()).into_owned(),
        name: owner.meta().name.clone().unwrap_or_default(),
        uid: owner.meta().uid.clone().unwrap_or_default(),
        controller: None,
        block_owner_deletion: None,
    }
}

/// Adds the reference, or brings the one with the same UID up to date.
pub(crate) fn ensure_owner(meta: &mut ObjectMeta, owner: OwnerReference) {
    let owners = meta.owner_references.get_or_insert_default();
    match owners.iter_mut().find(|one| one.uid == owner.uid) {
        Some(one) => *one = owner,
        None => owners.push(owner),
    }
}

/// The owner reference that is the controller, when it is of this kind.
pub(crate) fn controller<'a>(meta: &'a ObjectMeta, kind: &str) -> Option<&'a OwnerReference> {
    meta.owner_references.iter().flatten().find(|owner| owner.controller == Some(true) && owner.kind == kind)
}

/// The first owner reference of this kind, controller or not.
pub(crate) fn owner<'a>(meta: &'a ObjectMeta, kind: &str) -> Option<&'a OwnerReference> {
    meta.owner_references.iter().flatten().find(|owner| owner.kind == kind)
}

/// Whether `owner` controls the object.
pub(crate) fn is_controlled_by<K: Resource>(meta: &ObjectMeta, owner: &K) -> bool {
    let uid = owner.meta().uid.as_deref();
    meta.owner_references.iter().flatten().any(|one| one.controller == Some(true) && Some(one.uid.as_str()) == uid)
}

/// Value of a label.
pub(crate) fn label<'a>(meta: &'a ObjectMeta, name: &str) -> Option<&'a str> {
    meta.labels.as_ref()?.get(name).map(String::as_str)
}

/// Value of an annotation.
pub(crate) fn annotation<'a>(meta: &'a ObjectMeta, name: &str) -> Option<&'a str> {
    meta.annotations.as_ref()?.get(name).map(String::as_str)
}

/// Sets a label.
pub(crate) fn set_label(meta: &mut ObjectMeta, name: &str, value: impl Into<String>) {
    meta.labels.get_or_insert_default().insert(name.to_owned(), value.into());
}

/// Sets an annotation.
pub(crate) fn set_annotation(meta: &mut ObjectMeta, name: &str, value: impl Into<String>) {
    meta.annotations.get_or_insert_default().insert(name.to_owned(), value.into());
}

/// Copies the id of the request that caused `from` to what is made for it.
pub(crate) fn copy_request_id(from: &ObjectMeta, to: &mut ObjectMeta) {
    if let Some(id) = annotation(from, well_known::REQUEST_ID) {
        set_annotation(to, well_known::REQUEST_ID, id);
    }
}

/// Whether the object is being deleted.
pub(crate) fn is_deleting(meta: &ObjectMeta) -> bool {
    meta.deletion_timestamp.is_some()
}

/// Whether the object asks to be left alone.
pub(crate) fn is_paused(meta: &ObjectMeta) -> bool {
    meta.annotations.as_ref().is_some_and(|all| all.contains_key(well_known::PAUSED))
}

/// Whether every pair of `wanted` is among `labels`.
pub(crate) fn matches(wanted: &BTreeMap<String, String>, labels: Option<&BTreeMap<String, String>>) -> bool {
    wanted.iter().all(|(name, value)| labels.and_then(|all| all.get(name)) == Some(value))
}

/// A selector as it is written on command lines: `a=b,c in (d,e)`.
pub(crate) fn selector_text(selector: &LabelSelector) -> String {
    let labels = selector.match_labels.iter().flatten().map(|(name, value)| format!("{name}={value}"));
    let expressions = selector.match_expressions.iter().flatten().map(|one| {
        let values = one.values.clone().unwrap_or_default().join(",");
        match one.operator.as_str() {
            "In" => format!("{} in ({values})", one.key),
            "NotIn" => format!("{} notin ({values})", one.key),
            "DoesNotExist" => format!("!{}", one.key),
            _ => one.key.clone(),
        }
    });
    labels.chain(expressions).collect::<Vec<_>>().join(",")
}
