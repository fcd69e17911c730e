//! What a pod takes of a quota. Pure.
//!
//! Model: `k8s.io/kubernetes/pkg/quota/v1/evaluator/core/pods.go`.

use std::collections::BTreeMap;

use api::quantity::Amount;
use api::quota::Amounts;
use serde_json::Value;

use crate::kinds::printing::{items, text};

/// Resources that a quota names with and without `requests.`, and of which it can bound the limits.
const COMPUTE: [&str; 3] = ["cpu", "ephemeral-storage", "memory"];

/// Whether the pod has ended and takes no more than its place in the database.
pub(super) fn has_ended(pod: &Value) -> bool {
    matches!(text(pod, "/status/phase"), "Succeeded" | "Failed")
}

/// What its containers ask for.
pub(super) fn charge(pod: &Value) -> Amounts {
    let mut taken = Amounts::new();
    taken.set("pods", Amount::from_units(1));
    let requests = sum(pod, "/resources/requests");
    for (name, amount) in requests.iter() {
        taken.set(format!("requests.{name}"), amount);
        if COMPUTE.contains(&name) {
            taken.set(name, amount);
        }
    }
    for (name, amount) in sum(pod, "/resources/limits").iter().filter(|(name, _)| COMPUTE.contains(name)) {
        taken.set(format!("limits.{name}"), amount);
    }
    taken
}

/// The sum over the containers; init containers run one after the other, so the largest of them counts.
pub(super) fn sum(pod: &Value, pointer: &str) -> Amounts {
    let of = |container: &Value| container.pointer(pointer).map(Amounts::of_value).unwrap_or_default();
    let together = items(pod, "/spec/containers").map(of).fold(Amounts::new(), |sum, one| sum.plus(&one));
    let first = items(pod, "/spec/initContainers").map(of).fold(Amounts::new(), |most, one| most.larger(&one));
    let overhead = pod.pointer("/spec/overhead").map(Amounts::of_value).unwrap_or_default();
    let sum = together.larger(&first);
    let named: Vec<String> = sum.iter().map(|(name, _)| name.to_owned()).collect();
    sum.plus(&overhead.only(|name| named.iter().any(|one| one == name)))
}

/// Whether no container asks for or is bound in processors or memory.
pub(super) fn is_best_effort(pod: &Value) -> bool {
    let containers = || items(pod, "/spec/containers").chain(items(pod, "/spec/initContainers"));
    !containers().any(|container| {
        ["requests", "limits"].iter().any(|part| {
            let amounts = container.pointer(&format!("/resources/{part}")).map(Amounts::of_value).unwrap_or_default();
            ["cpu", "memory"].iter().any(|name| !amounts.get(name).is_zero())
        })
    })
}

/// What a quota that bounds `hard` needs to know of each container and is not told.
pub(super) fn unspecified(pod: &Value, hard: &Amounts) -> Option<String> {
    let mut missing: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let bounded = hard.iter().map(|(name, _)| name);
    for name in bounded {
        let (part, resource) = match name {
            "cpu" | "memory" => ("requests", name),
            "requests.cpu" | "requests.memory" => ("requests", &name["requests.".len()..]),
            "limits.cpu" | "limits.memory" => ("limits", &name["limits.".len()..]),
            _ => continue,
        };
        for container in items(pod, "/spec/containers").chain(items(pod, "/spec/initContainers")) {
            if container.pointer(&format!("/resources/{part}/{resource}")).is_none() {
                missing.entry(name).or_default().push(text(container, "/name"));
            }
        }
    }
    if missing.is_empty() {
        return None;
    }
    let told: Vec<String> =
        missing.iter().map(|(name, containers)| format!("{name} for: {}", containers.join(","))).collect();
    Some(format!("must specify {}", told.join("; ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pod() -> Value {
        json!({"spec": {
            "initContainers": [{"name": "i", "resources": {"requests": {"cpu": "2"}}}],
            "containers": [
                {"name": "a", "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": 1}}},
                {"name": "b", "resources": {"requests": {"cpu": "500m", "example.com/gpu": 1}}},
            ],
        }})
    }

    #[test]
    fn containers_are_summed_and_the_largest_init_container_counts() {
        assert_eq!(
            charge(&pod()).to_string(),
            "cpu=2,limits.cpu=1,memory=1Gi,pods=1,requests.cpu=2,requests.example.com/gpu=1,requests.memory=1Gi"
        );
    }

    #[test]
    fn what_is_not_specified_is_named() {
        let hard = Amounts::of_value(&json!({"limits.cpu": 4, "memory": "4Gi", "pods": 3}));
        assert_eq!(unspecified(&pod(), &hard).unwrap(), "must specify limits.cpu for: b,i; memory for: b,i");
        assert_eq!(unspecified(&pod(), &Amounts::of_value(&json!({"cpu": 1}))), None);
        assert!(!is_best_effort(&pod()) && is_best_effort(&json!({"spec": {"containers": [{"name": "a"}]}})));
    }
}
