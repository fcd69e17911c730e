//! What a namespace takes, counted from its objects.

use api::quota::{Amounts, RESERVATION};
use serde_json::Value;
use store::{Entry, Space};

use super::charge::{charge, depends_on_content, noted};
use super::{GUEST_CLUSTERS, VIRTUAL_MACHINES, scope};

/// Counts all objects of the namespace that the quota counts, under the names for which `wanted` is true.
pub(super) fn recount(objects: &Space, namespace: &str, quota: &Value, wanted: impl Fn(&str) -> bool) -> Amounts {
    let mut sum = Amounts::new();
    for entry in objects.in_namespace(namespace, usize::MAX) {
        let resource = &*entry.key.resource;
        let object = if depends_on_content(resource) { value(&entry) } else { Value::Null };
        if scope::matches(quota, resource, &object) {
            let mut taken = charge(resource, &object);
            if resource == VIRTUAL_MACHINES && draws(objects, namespace, &object) {
                taken = taken.minus(&noted(&object));
            }
            taken.iter().filter(|(name, _)| wanted(name)).for_each(|(name, amount)| sum.add(name, amount));
        }
    }
    sum
}

/// Whether what the machine takes is kept by its guest cluster, which is there.
pub(super) fn draws(objects: &Space, namespace: &str, machine: &Value) -> bool {
    reservation(objects, namespace, machine).is_some()
}

/// The guest cluster from whose reservation the machine draws.
pub(super) fn reservation(objects: &Space, namespace: &str, machine: &Value) -> Option<std::sync::Arc<Entry>> {
    let note = machine.pointer("/metadata/annotations").and_then(|all| all.get(RESERVATION)).and_then(Value::as_str)?;
    let (name, uid) = note.split_once('/')?;
    objects.get(GUEST_CLUSTERS, namespace, name).filter(|entry| entry.uid() == uid)
}

fn value(entry: &Entry) -> Value {
    entry.value().unwrap_or_default()
}
