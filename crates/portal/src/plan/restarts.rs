//! Which running machines a change of a cluster replaces. The controllers make new machines when what machines are
//! made from changes, and only then: the image, the class, the disks, and what a node registers with. Pure.

use std::collections::BTreeMap;

use api::{
    guest::{GuestCluster, GuestClusterNodePool},
    meta::label,
};
use texts::t;

use crate::view::{Restart, RestartReason};

/// What the change replaces, the control plane first.
pub(crate) fn of(before: &GuestCluster, after: &GuestCluster) -> Vec<Restart> {
    let version = version(before, after);
    let (old, new) = (&before.spec.topology, &after.spec.topology);
    let mut reasons: Vec<RestartReason> = version.iter().cloned().collect();
    reasons.extend(class(&old.control_plane.class, &new.control_plane.class));
    if old.control_plane.storage_class != new.control_plane.storage_class {
        reasons.push(RestartReason::Disks);
    }
    let mut restarts = vec![restart(&t().word_control_plane(), old.control_plane.replicas, reasons)];
    for pool in &new.node_pools {
        if let Some(earlier) = old.node_pools.iter().find(|one| one.name == pool.name) {
            let reasons = version.iter().cloned().chain(in_pool(earlier, pool)).collect();
            restarts.push(restart(&pool.name, earlier.replicas.min(pool.replicas), reasons));
        }
    }
    restarts.retain(|restart| restart.machines > 0 && !restart.reasons.is_empty());
    restarts
}

fn restart(name: &str, machines: i32, reasons: Vec<RestartReason>) -> Restart {
    Restart { name: name.to_owned(), machines: u32::try_from(machines).unwrap_or_default(), reasons }
}

fn version(before: &GuestCluster, after: &GuestCluster) -> Option<RestartReason> {
    let asked = &after.spec.distribution.version;
    // What the cluster runs, which is more precise than what was asked for.
    let running = before.status.as_ref().and_then(|status| status.version.clone());
    let same = *asked == before.spec.distribution.version || running.as_ref() == Some(asked);
    let from = running.unwrap_or_else(|| before.spec.distribution.version.clone());
    (!same).then(|| RestartReason::Version { from, to: asked.clone() })
}

fn class(from: &str, to: &str) -> Option<RestartReason> {
    (from != to).then(|| RestartReason::Class { from: from.to_owned(), to: to.to_owned() })
}

fn in_pool(old: &GuestClusterNodePool, new: &GuestClusterNodePool) -> Vec<RestartReason> {
    let mut reasons: Vec<RestartReason> = class(&old.class, &new.class).into_iter().collect();
    if old.storage_class != new.storage_class || old.volumes != new.volumes {
        reasons.push(RestartReason::Disks);
    }
    if registered(old) != registered(new) || old.taints != new.taints {
        reasons.push(RestartReason::Registration);
    }
    reasons
}

/// The labels that nodes register with; the others are put on nodes that run.
fn registered(pool: &GuestClusterNodePool) -> BTreeMap<&str, &str> {
    let all = pool.labels.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    all.filter(|(name, _)| !label::is_carried_to_nodes(name)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::of;
    use crate::view::RestartReason::{self, *};

    fn cluster(version: &str, plane: Value, pools: Value) -> api::guest::GuestCluster {
        serde_json::from_value(json!({
            "apiVersion": "guest.atoll.dev/v1alpha1", "kind": "GuestCluster", "metadata": {"name": "demo"},
            "spec": {"distribution": {"version": version}, "topology": {"controlPlane": plane, "nodePools": pools}},
        }))
        .unwrap()
    }

    fn told(after: (&str, Value, Value)) -> Vec<(String, u32, Vec<RestartReason>)> {
        let before = cluster(
            "v1.35.4",
            json!({"class": "small", "replicas": 3}),
            json!([{"name": "a", "class": "small", "replicas": 4}, {"name": "b", "class": "small", "replicas": 0}]),
        );
        let restarts = of(&before, &cluster(after.0, after.1, after.2));
        restarts.into_iter().map(|one| (one.name, one.machines, one.reasons)).collect()
    }

    #[test]
    fn what_a_change_replaces() {
        let plane = || json!({"class": "small", "replicas": 3});
        let pool = |more: Value| {
            let mut pool = json!({"name": "a", "class": "small", "replicas": 4});
            pool.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!([pool, {"name": "b", "class": "small", "replicas": 0}])
        };
        let version = || Version { from: "v1.35.4".to_owned(), to: "v1.36.1".to_owned() };
        let class = || Class { from: "small".to_owned(), to: "large".to_owned() };
        for (after, expected) in [
            (("v1.35.4", plane(), pool(json!({}))), vec![]),
            (("v1.35.4", plane(), pool(json!({"replicas": 9}))), vec![]),
            (("v1.35.4", plane(), pool(json!({"labels": {"node-role.kubernetes.io/x": ""}}))), vec![]),
            (
                ("v1.36.1", plane(), pool(json!({}))),
                vec![("Control plane", 3, vec![version()]), ("a", 4, vec![version()])],
            ),
            (
                ("v1.35.4", json!({"class": "large", "replicas": 3}), pool(json!({"replicas": 2, "class": "large"}))),
                vec![("Control plane", 3, vec![class()]), ("a", 2, vec![class()])],
            ),
            (
                ("v1.35.4", plane(), pool(json!({"labels": {"team": "x"}, "storageClass": "fast"}))),
                vec![("a", 4, vec![Disks, Registration])],
            ),
        ] {
            let told = told(after);
            let told: Vec<_> =
                told.iter().map(|(name, machines, why)| (name.as_str(), *machines, why.clone())).collect();
            assert_eq!(told, expected);
        }
    }
}
