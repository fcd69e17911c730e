//! What an object takes of its namespace's quota, by itself. Pure.
//!
//! Names: <https://kubernetes.io/docs/concepts/policy/resource-quotas/>.

use api::quantity::Amount;
use api::quota::{Amounts, CHARGE, REQUESTS_STORAGE, claims_of_class, storage_of_class};
use serde_json::Value;

use super::{GUEST_CLUSTERS, VIRTUAL_MACHINES, pod};
use crate::kinds::printing::{items, text};

/// Kinds that are counted under a short name, too.
const COUNTED: [&str; 7] =
    ["configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services"];

/// What the object takes. `resource` is its id in the registry. For a virtual machine it is what was noted when it was
/// admitted, whoever keeps it; for a guest cluster what is kept for it.
pub(super) fn charge(resource: &str, object: &Value) -> Amounts {
    let mut taken = match resource {
        "/pods" if pod::has_ended(object) => return object_count(resource),
        "/pods" => pod::charge(object),
        "/services" => service(object),
        "/persistentvolumeclaims" => claim(object),
        VIRTUAL_MACHINES => noted(object),
        GUEST_CLUSTERS => kept(object),
        _ => Amounts::new(),
    };
    for (name, count) in object_count(resource).iter() {
        taken.set(name, count);
    }
    if let Some(plural) = resource.strip_prefix('/').filter(|plural| COUNTED.contains(plural)) {
        taken.set(plural, Amount::from_units(1));
    }
    taken
}

/// Whether more than the number of these objects is charged, so that changing one may change what is charged.
pub(super) fn depends_on_content(resource: &str) -> bool {
    matches!(resource, "/pods" | "/services" | "/persistentvolumeclaims" | VIRTUAL_MACHINES | GUEST_CLUSTERS)
}

/// `count/<plural>.<group>`, which every kind has.
fn object_count(resource: &str) -> Amounts {
    let mut count = Amounts::new();
    match resource.split_once('/') {
        Some(("", plural)) => count.set(format!("count/{plural}"), Amount::from_units(1)),
        Some((group, plural)) => count.set(format!("count/{plural}.{group}"), Amount::from_units(1)),
        None => {}
    }
    count
}

/// What was noted on a virtual machine.
pub(super) fn noted(object: &Value) -> Amounts {
    let note = object.pointer("/metadata/annotations").and_then(|all| all.get(CHARGE)).and_then(Value::as_str);
    note.and_then(|note| serde_json::from_str(note).ok()).map(|note| Amounts::of_value(&note)).unwrap_or_default()
}

/// What is kept for a guest cluster.
fn kept(object: &Value) -> Amounts {
    object.pointer("/status/reservation/amounts").map(Amounts::of_value).unwrap_or_default()
}

fn service(object: &Value) -> Amounts {
    let mut taken = Amounts::new();
    let ports = || Amount::from_units(i64::try_from(items(object, "/spec/ports").count()).unwrap_or(i64::MAX));
    match text(object, "/spec/type") {
        "NodePort" => taken.set("services.nodeports", ports()),
        "LoadBalancer" => {
            taken.set("services.loadbalancers", Amount::from_units(1));
            if object.pointer("/spec/allocateLoadBalancerNodePorts") != Some(&Value::Bool(false)) {
                taken.set("services.nodeports", ports());
            }
        }
        _ => {}
    }
    taken
}

fn claim(object: &Value) -> Amounts {
    let mut taken = Amounts::new();
    let asked = object.pointer("/spec/resources/requests").map(Amounts::of_value).unwrap_or_default();
    taken.set(REQUESTS_STORAGE, asked.get("storage"));
    let class = match text(object, "/spec/storageClassName") {
        "" => object
            .pointer("/metadata/annotations/volume.beta.kubernetes.io~1storage-class")
            .and_then(Value::as_str)
            .unwrap_or_default(),
        class => class,
    };
    if !class.is_empty() {
        taken.set(storage_of_class(class), asked.get("storage"));
        taken.set(claims_of_class(class), Amount::from_units(1));
    }
    taken
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn objects_are_counted_and_measured() {
        for (resource, object, taken) in [
            ("/secrets", json!({}), "count/secrets=1,secrets=1"),
            ("/events", json!({}), "count/events=1"),
            ("apps/deployments", json!({}), "count/deployments.apps=1"),
            ("/services", json!({"spec": {"type": "ClusterIP", "ports": [1]}}), "count/services=1,services=1"),
            (
                "/services",
                json!({"spec": {"type": "NodePort", "ports": [1, 2]}}),
                "count/services=1,services=1,services.nodeports=2",
            ),
            (
                "/services",
                json!({"spec": {"type": "LoadBalancer", "ports": [1]}}),
                "count/services=1,services=1,services.loadbalancers=1,services.nodeports=1",
            ),
            (
                "/services",
                json!({"spec": {"type": "LoadBalancer", "ports": [1], "allocateLoadBalancerNodePorts": false}}),
                "count/services=1,services=1,services.loadbalancers=1",
            ),
            (
                "/persistentvolumeclaims",
                json!({"spec": {"storageClassName": "fast", "resources": {"requests": {"storage": "5Gi"}}}}),
                "count/persistentvolumeclaims=1,fast.storageclass.storage.k8s.io/persistentvolumeclaims=1,\
                 fast.storageclass.storage.k8s.io/requests.storage=5Gi,persistentvolumeclaims=1,requests.storage=5Gi",
            ),
            (
                VIRTUAL_MACHINES,
                json!({"metadata": {"annotations": {CHARGE: "{\"requests.cpu\":\"2\"}"}}}),
                "count/virtualmachines.vmoperator.vmware.com=1,requests.cpu=2",
            ),
        ] {
            assert_eq!(charge(resource, &object).to_string(), taken, "{resource}");
        }
    }
}
